"""Floors of teams: what they ask of personal rules at the least."""

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.linting import lint
from tests.flow.story import START, Story, a_configuration, a_method, a_person, a_step

NIGHT = {"time_zone": "responder", "from": "22:00", "to": "07:00"}
METHODS = [a_method("mail", "email"), a_method("phone")]


def a_rule(method: str, delay: int = 0, **fields: object) -> dict:
    """Return a rule for what is urgent."""
    return {"urgency": "high", "delay_seconds": delay, "contact_method": method, **fields}


def configured(*rules: dict, kinds: tuple[str, ...] = ("sms", "voice"), **person: object) -> dict:
    """Return a configuration in which Ana's team asks for a phone within five minutes."""
    ana = {"contact_methods": METHODS, "notification_rules": list(rules), **person}
    floor = [{"kinds": list(kinds), "within_seconds": 300}]
    team = {"key": "sre", "members": [{"user": "ana"}], "floor": floor}
    step = a_step("ana", delay=36_000)
    return a_configuration(step, people=[a_person("ana", **ana), "dee"], teams=[team])


def codes(configuration: dict) -> list[tuple[str, str]]:
    """Return what lint finds about Ana."""
    found = lint(directory_of(read(configuration)), START)
    return [(each.code, each.pointer) for each in found if each.pointer == "/users/0"]


def test_a_page_is_lifted_to_the_floor_of_the_team() -> None:
    """Ana's rules say mail alone; after five minutes the phone is used too, and the log says so."""
    story = Story(configured(a_rule("mail")))
    story.alert()
    story.expect_attempt("ana", "mail")
    story.advance(minutes=5)
    story.expect_attempt("ana", "phone")
    assert "ana by sms after 300 s is added: team sre asks for it" in story.log


def test_a_floor_for_which_there_is_no_method_is_told() -> None:
    """Nothing is sent to what nobody verified, and nobody is left in the belief it was."""
    story = Story(configured(a_rule("mail"), kinds=("voice",)))
    story.alert()
    story.expect_attempt("ana", "mail")
    story.advance(minutes=30)
    story.expect_no_attempt()
    assert "team sre asks for voice within 300 s, and ana has no such" in story.log


def test_lint_says_whose_rules_are_below_the_floor() -> None:
    """Also where they are at some hours only, and where no method could keep it."""
    at_night = a_rule("phone", when={"times": [NIGHT]})

    assert codes(configured(a_rule("phone", 60))) == []
    assert codes(configured(a_rule("mail"))) == [("below-floor", "/users/0")]
    assert codes(configured(a_rule("mail"), at_night)) == [("below-floor", "/users/0")]
    assert codes(configured(a_rule("mail"), kinds=("voice",))) == [("floor-missed", "/users/0")]


def test_observers_of_a_team_are_asked_for_nothing() -> None:
    """Nobody pages them."""
    configuration = configured(a_rule("mail"))
    configuration["teams"][0]["members"][0]["role"] = "observer"

    assert codes(configuration) == []
