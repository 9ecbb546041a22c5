"""What Twilio says of messages after it has taken them on."""

from tests.integration.inbound.console.site import ANA
from tests.integration.inbound.http.twilio.phones import PHONES, PUBLIC_URL
from tests.peers.twilio import SID, sign

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries


async def test_proof_of_delivery_moves_the_outcome(phones):
    """`delivered` with evidence; the same callback again changes nothing."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    for _ in range(2):
        answer = await phones.status("delivered")
        assert answer.status_code == 204

    (told,) = phones.notifications
    (attempt,) = phones.store.attempts.rows.values()
    assert told.outcome is Outcome.DELIVERED
    assert (attempt.outcome, attempt.evidence["state"]) == (Outcome.DELIVERED, "delivered")


async def test_a_message_that_did_not_arrive_falls_back(phones):
    """The person's next verified method follows, in the same work."""
    await phones.run(save, phones.method(ANA, "+4915100000009", 300))
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    await phones.status("undelivered", ErrorCode="30003")
    await phones.status("undelivered", ErrorCode="30003")

    first, second = phones.notifications
    assert (first.outcome, first.is_dead_letter) == (Outcome.PERMANENT, True)
    assert first.reason == "Twilio says: undelivered, error 30003."
    assert (second.is_fallback, second.user_id) == (True, ANA)


async def test_a_failure_after_the_acknowledgement_is_evidence_and_no_more(phones):
    """Nobody is told anew about what somebody has."""
    incident = await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    assert await phones.text(f"A{incident.number}") is not None
    await phones.status("failed", ErrorCode="30008")

    (told,) = phones.notifications
    (attempt,) = phones.store.attempts.rows.values()
    assert told.outcome is Outcome.ACCEPTED
    assert attempt.evidence["error_code"] == "30008"


async def test_word_that_overtakes_the_answer_is_kept(phones):
    """Proof that comes before the attempt's own answer is not overwritten by it."""
    await phones.alert()
    claims = await phones.run(ClaimNotifications("test"), limit=100)
    await phones.status("delivered")
    report = DeliveryReport(outcome=Outcome.ACCEPTED, reason="Twilio answered 201.")
    done = [FinishedAttempt(claim.attempt, report, phones.clock.now()) for claim in claims]
    await phones.run(RecordDeliveries(), done)

    (told,) = phones.notifications
    (attempt,) = phones.store.attempts.rows.values()
    assert (told.outcome, attempt.outcome) == (Outcome.DELIVERED, Outcome.DELIVERED)


async def test_what_was_unsubscribed_is_no_way_any_more(phones):
    """Error 21610 ends the contact method, and the timeline says so."""
    incident = await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    await phones.status("failed", ErrorCode="21610")

    methods = phones.store.contact_methods.rows.values()
    assert [m.verified for m in methods if m.address == PHONES[ANA]] == [False]
    entries = await phones.run(timeline, incident.id)
    assert "recipient.unsubscribed" in [entry.kind for entry in entries]


async def test_what_proves_nothing_or_names_nothing_is_passed_over(phones):
    """Steps on the way, other attempts and unknown notifications change nothing."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    before = phones.notifications
    for path in (
        f"/integrations/twilio/status?notification={before[0].id}&attempt=2",
        "/integrations/twilio/status?notification=01900000-0000-7000-8000-000000000000&attempt=1",
        "/integrations/twilio/status?notification=x&attempt=1",
        "/integrations/twilio/status",
    ):
        answer = await phones.post(path, {"MessageStatus": "delivered", "MessageSid": "SM1"})
        assert answer.status_code == 204
    await phones.status("sent")

    assert phones.notifications == before


async def test_only_twilio_is_believed(phones):
    """Unsigned, signed for another address, or changed on the way: refused, and nothing moves."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
    before = phones.notifications
    path = f"/integrations/twilio/status?notification={before[0].id}&attempt=1"
    form = {"AccountSid": SID, "MessageStatus": "delivered", "MessageSid": "SM1"}
    for signature in ("", "AAAA", sign(path, form), sign(PUBLIC_URL + path + "0", form)):
        answer = await phones.post(path, form, signature=signature)
        assert answer.status_code == 403
        assert "HIKESHI_PUBLIC_URL" in answer.text

    assert phones.notifications == before


async def timeline(work, incident_id):
    """Return what happened to an incident."""
    return await work.timeline.of_incident(incident_id)


async def save(work, method):
    """Write a contact method."""
    await work.contact_methods.save_many([method])
