"""Taking in what came of attempts."""

from collections.abc import Iterable, Mapping

import pytest
from attrs import evolve
from tests.unit.notifications.office import Office

from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries


def test_evidence_is_kept_with_the_attempt():
    """What the provider said stands with the attempt, and the outcome with the notification."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED, reason="queued", evidence={"id": "x1"})
    (attempt,) = office.world.store.attempts.rows.values()
    assert (attempt.outcome, attempt.reason, attempt.evidence) == (
        Outcome.ACCEPTED,
        "queued",
        {"id": "x1"},
    )
    assert office.first.outcome is Outcome.ACCEPTED
    assert office.kinds()[-1] == "notification.sent"


def test_a_failure_that_may_pass_is_noted_and_planned_again():
    """The timeline says that another attempt follows."""
    office = Office()
    office.report(office.claim(), Outcome.RETRYABLE, reason="busy")
    assert office.kinds()[-1] == "notification.retried"
    assert office.first.due_at > office.world.now


def test_a_permanent_failure_is_noted_and_another_method_follows():
    """In the same work another verified method is planned."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT, reason="no such number")
    assert [n.kind for n in office.notifications] == ["sms", "email"]
    assert office.kinds()[-2:] == ["notification.failed", "fallback.used"]


class ElsewhereHeld:
    """A work in which somebody else holds every incident."""

    def __init__(self, work) -> None:
        self._work = work

    def __getattr__(self, name: str):
        return getattr(self._work, name)

    async def hold_incidents(self, ids: Iterable) -> Mapping:
        """Leave out what somebody is changing at this moment: everything."""
        del ids
        return {}


def test_while_somebody_changes_the_incident_no_other_method_is_planned():
    """An acknowledgement committing right now would not see it; the attempt is repeated soon."""
    office = Office()
    (claim,) = office.claim()
    report = DeliveryReport(outcome=Outcome.PERMANENT)
    done = FinishedAttempt(claim.attempt, report, office.world.now)

    office.world.do(lambda work: RecordDeliveries()(ElsewhereHeld(work), [done]))

    assert [(n.kind, n.status.value) for n in office.notifications] == [("sms", "pending")]


@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [
        ("acknowledged", "slack", ["acknowledged"]),
        ("acknowledged", "email", []),
        ("resolved", "email", ["resolved"]),
        ("resolved", "sms", []),
        ("escalated", "slack", []),
    ],
)
def test_who_is_reached_after_it_was_taken_is_told_how_it_went_on(reason, kind, told):
    """Their page was on its way as it was given up: nobody knew that there was one to change."""
    office = Office()
    (claim,) = office.claim()

    async def given_up(work):
        await work.notifications.lock_many([claim.notification.id])
        await work.notifications.save_many([evolve(claim.notification, kind=kind)])
        await work.notifications.expire_open(
            [Expiry(incident_id=claim.notification.incident_id, reason=reason)]
        )

    office.do(given_up)
    office.report([claim], Outcome.ACCEPTED)

    assert [n.purpose.value for n in office.notifications if n.purpose.value != "page"] == told
