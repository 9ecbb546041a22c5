"""Keeping what a provider said until the incident is free."""

from tests.unit.notifications.office import Office

from hikeshi.flow.settle import run_outbox
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.keep_receipt import KeepReceipt


def keep(office: Office, outcome: Outcome) -> None:
    """Let the provider say something of the first notification."""
    report = DeliveryReport(outcome=outcome, reason="said later", evidence={"sid": "SM1"})
    receipt = Receipt(notification_id=office.first.id, number=1, report=report)
    office.do(KeepReceipt(), receipt)


def test_what_was_kept_is_taken_in_after_the_commit():
    """In the order it was said; the same again changes nothing."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED)
    keep(office, Outcome.DELIVERED)
    keep(office, Outcome.DELIVERED)

    assert office.first.outcome is Outcome.ACCEPTED

    office.do(run_outbox)

    assert (office.first.outcome, office.first.reason) == (Outcome.DELIVERED, "said later")
    (attempt,) = office.world.store.attempts.rows.values()
    assert attempt.evidence["sid"] == "SM1"


def test_a_failure_that_was_kept_lets_the_next_method_follow():
    """As if it had been said while nobody was changing the incident."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED)
    keep(office, Outcome.PERMANENT)
    office.do(run_outbox)

    assert [n.kind for n in office.notifications] == ["sms", "email"]
