"""Which due notifications may begin."""

from tests.unit.notifications.pages import BEN, INCIDENT, MINUTE, NOW, a_notification

from hikeshi.notifications.model.choosing import choose
from hikeshi.notifications.model.notification import DEADLINE, Purpose

LATER = NOW + 10 * MINUTE


def numbers(notifications) -> list[int]:
    """Return the numbers of the notifications' identities."""
    return [n.id.int for n in notifications]


def chosen(*locked, status: str = "triggered", now=LATER):
    """Choose among these."""
    return choose(locked, {INCIDENT: status}, now)


def test_the_newest_due_rule_of_a_person_runs():
    """Older rules of the same person are given up as superseded; others' are not."""
    choice = chosen(
        a_notification(1),
        a_notification(2, planned_at=NOW + MINUTE),
        a_notification(3, planned_at=NOW + MINUTE),
        a_notification(4, user_id=BEN),
        a_notification(5, planned_at=LATER + MINUTE),
    )
    assert numbers(choice.chosen) == [2, 3, 4]
    assert [(n.id.int, n.reason) for n in choice.expired] == [(1, "superseded")]


def test_what_was_tried_already_is_repeated_beside_a_newer_rule():
    """An attempt that failed is no pile-up: its repetition goes out."""
    choice = chosen(a_notification(1, attempts=1), a_notification(2, planned_at=NOW + MINUTE))
    assert numbers(choice.chosen) == [1, 2]


def test_pages_of_incidents_that_are_over_are_given_up_and_notices_are_not():
    """After the end only the notice of the end goes out."""
    for status in ("resolved", "closed"):
        notice = a_notification(2, purpose=Purpose.RESOLVED)
        choice = chosen(a_notification(1), notice, status=status)
        assert numbers(choice.chosen) == [2]
        assert [n.reason for n in choice.expired] == ["resolved"]


def test_repetitions_past_the_deadline_are_given_up_and_first_attempts_are_not():
    """A page nobody has tried to send goes out however late it is."""
    late = NOW + DEADLINE
    choice = chosen(a_notification(1, attempts=1), a_notification(2), now=late)
    assert numbers(choice.chosen) == [2]
    assert [n.is_dead_letter for n in choice.expired] == [True]


def test_others_keep_their_rules_after_an_acknowledgement():
    """What an acknowledgement left pending runs: the status alone stops nobody."""
    assert numbers(chosen(a_notification(1), status="acknowledged").chosen) == [1]
