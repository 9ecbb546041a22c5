"""The rules of what comes in by their numbers: one test for each, written from the rule."""

import pytest

from hikeshi.alerts.model.formats.decoding import decode_json
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.flow.inbox import not_understood, understand
from tests.flow.story import Story
from tests.flow.test_sources import alertmanager_story, an_alert, post

RESOLVED = {"status": "resolved", "endsAt": "2026-01-05T03:05:00Z"}


def statuses(story: Story) -> list[str]:
    """Return the status of every incident, oldest first."""
    return [incident.status.value for incident in story.incidents]


def test_rule_1_each_alert_of_a_mixed_group_has_its_own_status() -> None:
    """Neither the order nor annotations are part of what an alert is."""
    story = alertmanager_story()
    post(story, an_alert("a"), an_alert("b"))

    post(story, an_alert("b", annotations={"new": "text"}), an_alert("a", **RESOLVED))

    assert statuses(story) == ["resolved", "triggered"]


def test_rule_1_a_truncated_list_is_no_resolve_and_an_end_to_come_neither() -> None:
    """Only what is said to be over is over; year 1 means that no end is known."""
    story = alertmanager_story()
    post(story, an_alert("a"), an_alert("b"))

    post(story, an_alert("a", endsAt="2999-01-01T00:00:00Z"), truncatedAlerts=1)
    post(story, an_alert("b", endsAt="0001-01-01T00:00:00Z"))

    assert statuses(story) == ["triggered", "triggered"]


def test_rule_1_a_good_alert_in_a_bad_batch_is_stored() -> None:
    """The bad one becomes an alert that says so; neither is lost."""
    story = alertmanager_story()

    post(story, {"labels": 7}, an_alert("good"))

    assert len(story.incidents) == 2
    assert "good" in {incident.title for incident in story.incidents}


DEEP = b'{"status":"firing","alerts":' + b"[" * 5_000 + b"]" * 5_000 + b"}"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"alerts":[{"status":"firing","labels":{"alertname":"a\\u0000b"},"annotations":{}}]}',
        b'{"alerts":[{"status":"firing","labels":{"alertname":"\\ud800"},"annotations":{}}]}',
        b'{"alerts":[{"status":"firing","labels":{"alertname":"a","n":1e999},"annotations":{}}]}',
        DEEP,
    ],
)
def test_rule_3_whatever_stands_behind_a_valid_key_becomes_an_alert(raw: bytes) -> None:
    """U+0000, lone surrogates, numbers out of range and deep nesting are kept visibly."""
    story = alertmanager_story()
    sender = next(i for i in story.world.store.integrations.rows.values() if i.name == "am")

    try:
        message = understand(sender, decode_json(raw).value, raw)
    except ValueError as unreadable:
        message = not_understood(sender, raw, str(unreadable))
    story.player.ingest(*message.signals)

    (incident,) = story.incidents
    written = "".join([incident.title, incident.description, *incident.labels.values()])
    assert "\x00" not in written
    written.encode("utf-8")


def test_rule_4_regular_expressions_are_anchored() -> None:
    """A condition is about the whole value; one on a missing label is as Alertmanager's."""
    prefix = Matcher(name="env", value="prod", is_regex=True)
    assert prefix.matches({"env": "prod"})
    assert not prefix.matches({"env": "production"})
    assert not prefix.matches({"env": "non-prod"})

    assert Matcher(name="env", value="").matches({})
    assert not Matcher(name="env", value=".+", is_regex=True).matches({})
    assert Matcher(name="env", value="prod", is_equal=False).matches({})
