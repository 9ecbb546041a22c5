"""The rehearsal's face in Python."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.errors import InvalidError
from hikeshi.rehearsal import Page, Rehearsal

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def configured(*keys, **service):
    """Each of these people has a step of five minutes."""
    return {
        "version": 1,
        "users": [{"key": key, "email": f"{key}@example.org"} for key in ("ana", "ben")],
        "escalation_policies": [
            {
                "key": "default",
                "steps": [
                    {"delay_seconds": 300, "targets": [{"kind": "user", "key": key}]}
                    for key in keys
                ],
            }
        ],
        "services": [{"key": "shop", "escalation_policy": "default", **service}],
        "integrations": [{"name": "monitoring", "kind": "generic", "service": "shop"}],
    }


def rehearse(*keys, **service):
    """A rehearsal that begins at noon."""
    return Rehearsal(configured(*keys, **service), start=NOON)


def triggered():
    """A rehearsal in which something fires."""
    rehearsal = rehearse("ana")
    rehearsal.trigger(dedup_key="disk")
    return rehearsal


def who(rehearsal):
    """Who was paged so long after noon."""
    return [(page.at - NOON, page.user) for page in rehearsal.pages]


def minutes(number):
    """A span."""
    return timedelta(minutes=number)


def test_a_page_says_everything_about_it() -> None:
    """A page has instant, person, incident, step, round and the way to the person."""
    rehearsal = rehearse("ana")
    rehearsal.trigger(dedup_key="disk", severity="sev1")

    assert rehearsal.pages == [
        Page(at=NOON, user="ana", incident=1, step=1, round=1, via="user"),
    ]
    assert str(rehearsal.pages[0]) == "2026-01-05T12:00:00Z  ana  step 1, round 1, user"


def test_what_is_due_at_the_instant_reached_has_happened() -> None:
    """Advancing to the instant at which a step is due runs it."""
    rehearsal = rehearse("ana", "ben")
    rehearsal.trigger(dedup_key="disk")

    assert who(rehearsal.advance(seconds=299)) == [(minutes(0), "ana")]
    assert who(rehearsal.advance(seconds=1)) == [(minutes(0), "ana"), (minutes(5), "ben")]


def test_a_senders_message_is_understood_as_over_http() -> None:
    """A posted body triggers and resolves by its own words."""
    rehearsal = rehearse("ana")
    rehearsal.signal("monitoring", {"title": "Disk full", "dedup_key": "disk"})
    assert rehearsal.status("disk") is IncidentStatus.TRIGGERED

    rehearsal.signal("monitoring", {"dedup_key": "disk", "action": "resolve"})
    assert rehearsal.status("disk") is IncidentStatus.RESOLVED


def test_a_mapping_needs_somebody_who_can_look() -> None:
    """The library knows no JMESPath: what it cannot understand it refuses instead of guessing."""
    configuration = configured("ana")
    configuration["integrations"][0]["mapping"] = {"title": "job", "dedup_key": "job"}

    def look(mapping: Mapping[str, str], body: Any) -> Mapping[str, Any]:
        return {name: body[expression] for name, expression in mapping.items()}

    with pytest.raises(InvalidError, match="has a mapping: hand over `look`"):
        Rehearsal(configuration, start=NOON).signal("monitoring", {"job": "disk"})
    rehearsal = Rehearsal(configuration, start=NOON, look=look)
    rehearsal.signal("monitoring", {"job": "disk"})
    assert rehearsal.status("disk") is IncidentStatus.TRIGGERED


def test_a_key_nobody_sent_has_no_status() -> None:
    """An unknown key is nothing, and resolving it is dropped with a sentence in the log."""
    rehearsal = rehearse("ana")
    rehearsal.resolve("disk")

    assert rehearsal.status("disk") is None
    assert "dropped" in rehearsal.log[-1]


def test_every_verb_reaches_the_incident() -> None:
    """Acknowledge, un-acknowledge, snooze, escalate and reassign do what they say."""
    rehearsal = rehearse("ana", "ben")
    rehearsal.trigger(dedup_key="disk")
    rehearsal.acknowledge("disk", by="ana")
    assert rehearsal.status("disk") is IncidentStatus.ACKNOWLEDGED

    rehearsal.unacknowledge("disk", by="ana")
    rehearsal.snooze("disk", minutes=10, by="ben")
    rehearsal.advance(minutes=1)
    rehearsal.escalate("disk", step=2, by="ana")
    rehearsal.advance(minutes=1)
    rehearsal.reassign("disk", to="user:ana", by="ben")

    assert who(rehearsal) == [
        (minutes(0), "ana"),
        (minutes(0), "ana"),
        (minutes(1), "ben"),
        (minutes(2), "ana"),
    ]


def test_what_the_rules_refuse_is_in_the_log() -> None:
    """A refusal changes nothing and raises nothing: a rehearsal goes on as life does."""
    rehearsal = rehearse("ana")
    rehearsal.trigger(dedup_key="disk")
    rehearsal.resolve("disk", by="ana")
    rehearsal.acknowledge("disk", by="ana")

    assert rehearsal.status("disk") is IncidentStatus.RESOLVED
    assert "acknowledge refused" in rehearsal.log[-1]


def test_notifications_show_what_rules_made_of_a_page() -> None:
    """Without any way to reach somebody the row says so."""
    rehearsal = rehearse("ana")
    rehearsal.trigger(dedup_key="disk")

    assert [(row["user"], row["outcome"]) for row in rehearsal.notifications] == [
        ("ana", "permanent")
    ]


def test_another_configuration_holds_from_now_on() -> None:
    """What is triggered later follows the new policy."""
    rehearsal = rehearse("ana")
    rehearsal.configure(configured("ben"))
    rehearsal.trigger(dedup_key="disk")

    assert who(rehearsal) == [(minutes(0), "ben")]


def test_people_need_no_address() -> None:
    """Several people without an e-mail address can be rehearsed."""
    people = [{"key": "ana"}, {"key": "ben"}]
    rehearsal = Rehearsal({**configured("ben"), "users": people}, start=NOON)
    rehearsal.trigger(dedup_key="disk")

    assert who(rehearsal) == [(minutes(0), "ben")]


def test_the_start_may_have_any_offset() -> None:
    """The clock is in UTC, whatever offset the start was written with."""
    tokyo = timezone(timedelta(hours=9))
    rehearsal = Rehearsal(configured("ana"), start=datetime(2026, 1, 5, 21, tzinfo=tokyo))

    assert rehearsal.now == NOON
    assert rehearsal.now.tzinfo is UTC


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: Rehearsal(configured("ana"), start=datetime(2026, 1, 5)), "offset"),  # noqa: DTZ001
        (lambda: rehearse("ana").advance(minutes=-1), "forward"),
        (lambda: rehearse("ana").trigger(dedup_key="disk", severity="bad"), "sev1"),
        (lambda: rehearse("ana").trigger(dedup_key="disk", service="none"), "none"),
        (lambda: rehearse("ana").signal("none", {}), "none"),
        (lambda: triggered().acknowledge("disk", by="zoe"), "zoe"),
        (lambda: Rehearsal({"version": 2}, start=NOON), "version"),
    ],
)
def test_what_cannot_be_meant_is_an_error(wrong, told) -> None:
    """Wrong arguments raise, and the message says what would be right."""
    with pytest.raises(InvalidError, match=told):
        wrong()
