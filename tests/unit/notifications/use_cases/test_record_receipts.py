"""Taking in what providers say of messages afterwards."""

import pytest
from attrs import evolve
from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_record_deliveries import ElsewhereHeld

from hikeshi.notifications.errors import IncidentBusyError
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts


def receipt(office, outcome, number=1, **facts):
    """Return later word of the first notification."""
    report = DeliveryReport(outcome=outcome, reason="said later", **facts)
    return Receipt(notification_id=office.first.id, number=number, report=report)


def test_proof_moves_accepted_to_delivered_once():
    """The outcome moves by evidence; the second time nothing is written."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED, evidence={"sid": "SM1"})
    for _ in range(2):
        office.do(RecordReceipts(), [receipt(office, Outcome.DELIVERED, evidence={"state": "x"})])

    (attempt,) = office.world.store.attempts.rows.values()
    assert attempt.evidence == {"sid": "SM1", "state": "x"}
    assert office.first.outcome is Outcome.DELIVERED
    assert office.kinds().count("notification.sent") == 2


def test_proof_is_never_taken_back():
    """What was delivered stays delivered, whatever is said afterwards."""
    office = Office()
    office.report(office.claim(), Outcome.DELIVERED)
    office.do(RecordReceipts(), [receipt(office, Outcome.PERMANENT)])

    assert office.first.outcome is Outcome.DELIVERED
    assert [n.kind for n in office.notifications] == ["sms"]


def test_a_failure_after_all_falls_back():
    """In the same work another verified method is planned, once."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED)
    for _ in range(2):
        office.do(RecordReceipts(), [receipt(office, Outcome.PERMANENT)])

    assert office.first.outcome is Outcome.PERMANENT
    assert [n.kind for n in office.notifications] == ["sms", "email"]


def test_word_of_an_older_attempt_is_evidence_only():
    """It says nothing about the attempt that is under way."""
    office = Office()
    office.report(office.claim(), Outcome.RETRYABLE)
    before = office.first
    office.do(RecordReceipts(), [receipt(office, Outcome.DELIVERED, number=2)])

    assert office.first == before


def test_while_somebody_changes_the_incident_nothing_is_written():
    """An acknowledgement committing right now would not see what is planned anew."""
    office = Office()
    office.report(office.claim(), Outcome.ACCEPTED)
    word = receipt(office, Outcome.PERMANENT)
    with pytest.raises(IncidentBusyError):
        office.world.do(lambda work: RecordReceipts()(ElsewhereHeld(work), [word]))

    assert office.first.outcome is Outcome.ACCEPTED


def test_the_provider_that_took_it_has_the_last_word():
    """Another one stood in within the attempt: that the first one failed after all is evidence."""
    office = Office()
    taken = {"provider": "twilio-2", "sid": "SM2"}
    office.report(office.claim(), Outcome.ACCEPTED, evidence=taken)
    failed = {"provider": "twilio", "state": "failed"}
    office.do(RecordReceipts(), [receipt(office, Outcome.PERMANENT, evidence=failed)])

    (attempt,) = office.world.store.attempts.rows.values()
    assert attempt.evidence == {**taken, "twilio.state": "failed"}
    assert (office.first.outcome, attempt.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert [n.kind for n in office.notifications] == ["sms"]

    undelivered = {"provider": "twilio-2", "state": "undelivered"}
    office.do(RecordReceipts(), [receipt(office, Outcome.PERMANENT, evidence=undelivered)])
    assert [n.kind for n in office.notifications] == ["sms", "email"]


@pytest.mark.parametrize(("workers", "delivered"), [(("w", "w"), 2), (("w", "other"), 1)])
def test_word_of_a_message_is_word_of_what_went_out_in_it(workers, delivered):
    """Two workers repeated a message about two, each a part: what one brought proves its part."""
    office = Office()
    office.alert("another")
    claims, store = office.claim(), office.world.store
    for page in office.notifications:
        store.notifications.put(page.id, evolve(page, bundle_id=office.first.id))
    for claim, worker in zip(claims, workers, strict=True):
        attempt = evolve(claim.attempt, worker=worker)
        store.attempts.put(attempt.id, attempt)
    store.commit()
    office.do(RecordReceipts(), [receipt(office, Outcome.DELIVERED)])

    outcomes = [n.outcome for n in office.notifications]
    assert outcomes.count(Outcome.DELIVERED) == delivered
