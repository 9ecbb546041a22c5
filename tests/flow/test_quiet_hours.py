"""Quiet hours: what can wait does, what is urgent does not, and nothing is lost."""

from datetime import timedelta
from typing import Any

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.linting import lint
from tests.flow.story import START, Story, a_configuration, a_person, a_step, a_target

#: It is 03:10 in UTC when everything begins.
NIGHT = {"windows": [{"from": "22:00", "to": "04:00"}]}
OPTED_OUT = {**NIGHT, "high_urgency_waits": True}
RESORT = {"targets": [a_target("dee")], "after_seconds": 36_000, "every_seconds": 36_000}


def asleep(key: str = "ana", quiet: dict[str, Any] = NIGHT, **fields: Any) -> dict[str, Any]:
    """Return somebody whose quiet hours last until 04:00, fifty minutes from the start."""
    return a_person(key, quiet_hours=quiet, **fields)


def a_story(*steps: dict[str, Any], people: list[Any], **sections: Any) -> Story:
    """Return a story with Dee as the only one who never sleeps."""
    return Story(a_configuration(*steps, people=[*people, "dee"], **sections))


def test_what_can_wait_waits_for_the_end() -> None:
    """The page is there, pending and due in the morning, and the log says why."""
    story = a_story(a_step("ana", delay=36_000), people=[asleep()])
    story.alert(severity="sev4")
    story.expect_page("ana")
    story.expect_no_attempt()
    (waiting,) = story.notifications
    assert (waiting.reason, waiting.due_at) == ("quiet hours", START + timedelta(minutes=50))
    assert "ana by sms waits until 2026-01-05T04:00:00Z" in story.log
    story.advance(minutes=49)
    story.expect_no_attempt()
    story.advance(minutes=1)
    story.expect_attempt("ana")


def test_what_is_urgent_goes_through() -> None:
    """Quiet hours cannot hide it unless the person said so."""
    story = a_story(a_step("ana"), people=[asleep()])
    story.alert(severity="sev1")
    story.expect_attempt("ana")


def test_the_next_step_leaves_what_waits() -> None:
    """Whoever was paged at night hears of it in the morning, also where others were paged since."""
    story = a_story(a_step("ana"), a_step("ben"), people=[asleep(), asleep("ben")])
    story.alert(severity="sev4")
    story.advance(minutes=50)
    story.expect_attempt("ana")
    story.expect_attempt("ben")


def test_who_is_paged_again_is_told_once() -> None:
    """A further page of the same person takes the place of the one that waits."""
    story = a_story(a_step("ana"), repeat=3, people=[asleep()], last_resort=RESORT)
    story.alert(severity="sev4")
    story.advance(minutes=50)
    story.expect_attempt("ana")
    story.expect_no_attempt()
    assert [n.status.value for n in story.notifications] == ["expired"] * 3 + ["sent"]


def test_what_becomes_urgent_waits_no_longer() -> None:
    """The severity is raised: the page that waited is replaced by one that goes at once."""
    story = a_story(a_step("ana", delay=36_000), people=[asleep()])
    story.alert(severity="sev4")
    story.expect_no_attempt()
    story.alert(severity="sev1")
    story.expect_attempt("ana")
    story.advance(minutes=50)
    story.expect_no_attempt()


def test_an_acknowledgement_ends_what_waits() -> None:
    """Somebody has it: nobody is told in the morning."""
    story = a_story(a_step("ana"), a_step("dee"), people=[asleep()])
    story.alert(severity="sev4")
    story.advance(minutes=5)
    story.expect_attempt("dee")
    story.acknowledge("dee")
    story.advance(minutes=50)
    story.expect_no_attempt()


def test_who_lets_urgent_pages_wait_is_passed_at_once() -> None:
    """The step pages others at the same instant: nobody waits in silence."""
    story = a_story(a_step("ana"), a_step("dee"), people=[asleep(quiet=OPTED_OUT)])
    story.alert(severity="sev1")
    story.expect_page("dee", step=2)
    story.expect_attempt("dee")
    assert "ana is left out on step 1: they keep quiet hours in UTC" in story.log
    assert "everybody keeps quiet hours" in story.log


def test_a_step_that_waits_goes_on_when_they_end() -> None:
    """Somebody is there again at that very instant."""
    wait = {"wait_until_covered": {"max_seconds": 7200}}
    step = a_step("ana", on_empty=wait)
    story = a_story(step, people=[asleep(quiet=OPTED_OUT)])
    story.alert(severity="sev1")
    story.expect_silence()
    story.advance(minutes=50)
    story.expect_page("ana", step=1)
    story.expect_attempt("ana")


def test_a_page_by_name_waits_where_nobody_else_can_be_asked() -> None:
    """The last resort is paged all the same; the page waits, visibly, until they end."""
    resort = {"targets": [a_target("ana")], "after_seconds": 0, "every_seconds": 600}
    story = a_story(a_step("ana"), people=[asleep(quiet=OPTED_OUT)], last_resort=resort)
    story.alert(severity="sev1")
    story.expect_page("ana", step=None)
    story.advance(minutes=50)
    story.expect_attempt("ana")


def test_lint_warns_of_urgent_pages_that_wait() -> None:
    """Somebody who may be paged is not there for hours, and knows it."""
    configuration = a_configuration(a_step("ana"), people=[asleep(quiet=OPTED_OUT), "dee"])
    found = lint(directory_of(read(configuration)), START)
    pointer = "/users/0/quiet_hours/high_urgency_waits"
    assert ("quiet-hours-hold-high", pointer) in [(each.code, each.pointer) for each in found]
