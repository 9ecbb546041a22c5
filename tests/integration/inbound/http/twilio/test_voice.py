"""What calls say, and what keys mean."""

from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import ANA, AYA, START
from tests.integration.inbound.http.twilio.phones import PUBLIC_URL, Phones, opened
from tests.integration.inbound.http.twilio.test_status import save
from tests.peers.twilio import SID, sign

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind


@pytest.fixture
async def ringing():
    """Ana is called about an incident."""
    async for phones in opened(Phones(ContactKind.VOICE)):
        await phones.run(save, phones.method(ANA, "+4915100000009", 300))
        await phones.alert()
        await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.")
        yield phones


async def test_a_person_hears_the_page(ringing):
    """The title is escaped, and the key goes to the very same address."""
    path = ringing.voice_path()
    said = await ringing.call(path)

    assert "&lt;script&gt;" in said
    assert said.count(f'action="{PUBLIC_URL}{path}"') == 2
    assert ringing.notifications[0].outcome is Outcome.ACCEPTED


async def test_four_acknowledges_and_proves_delivery(ringing):
    """A person has pressed a key: that is the proof, and again it changes nothing."""
    said = await ringing.call(Digits="4")
    after = ringing.incident
    assert await ringing.call(Digits="4") == said

    assert "is acknowledged" in said
    assert (after.status, after.acknowledged_by) == (IncidentStatus.ACKNOWLEDGED, ANA)
    assert ringing.incident == after
    assert ringing.notifications[0].outcome is Outcome.DELIVERED


async def test_six_escalates(ringing):
    """The next step is paged at once."""
    assert "next step" in await ringing.call(Digits="6")
    assert ringing.incident.escalation.step == 2


async def test_another_key_repeats_the_page(ringing):
    """Nothing happens by accident."""
    assert "<Gather" in await ringing.call(Digits="5")
    assert ringing.incident.status is IncidentStatus.TRIGGERED


async def test_voicemail_is_not_delivery(ringing):
    """It hears nothing, and the person's next method follows."""
    assert "<Say" not in await ringing.call(AnsweredBy="machine_start")
    first, second = ringing.notifications

    assert (first.outcome, first.reason) == (Outcome.PERMANENT, "Voicemail answered the call.")
    assert second.is_fallback


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        ({"CallStatus": "no-answer"}, Outcome.PERMANENT),
        ({"CallStatus": "busy"}, Outcome.PERMANENT),
        ({"CallStatus": "completed", "AnsweredBy": "machine_end_beep"}, Outcome.PERMANENT),
        ({"CallStatus": "completed", "AnsweredBy": "human"}, Outcome.ACCEPTED),
    ],
)
async def test_the_end_of_a_call_moves_the_outcome(ringing, form, outcome):
    """Nobody at the phone is no delivery; somebody who pressed nothing is no proof."""
    told = ringing.notifications[0]
    path = f"/integrations/twilio/status?notification={told.id}&attempt=1"
    assert (await ringing.post(path, {"CallSid": "CA1", **form})).status_code == 204

    assert ringing.notifications[0].outcome is outcome


async def test_what_is_over_is_said(ringing):
    """Whoever answers late learns that nothing is left to do."""
    path = ringing.voice_path()
    await ringing.call(path, Digits="4")
    assert "needs nothing from you" in await ringing.call(path)


async def test_a_forged_or_expired_call_is_refused(ringing):
    """Without Twilio's signature, or with a token that is old or changed, nothing happens."""
    path = ringing.voice_path()
    form = {"AccountSid": SID, "CallSid": "CA1", "Digits": "4"}
    old = ringing.voice_path(expires_at=START - timedelta(seconds=1))
    assert (await ringing.post(path, form, signature="AAAA")).status_code == 403
    for bad in (old, path[:-2] + "AA", path[:-1]):
        signature = sign(PUBLIC_URL + bad, form)
        assert (await ringing.post(bad, form, signature=signature)).status_code == 403

    assert ringing.incident.status is IncidentStatus.TRIGGERED


async def test_a_replayed_key_does_nothing(ringing):
    """A recorded key of the same call is known again after the incident was given back."""
    path = ringing.voice_path()
    await ringing.call(path, Digits="4")
    await ringing.run(UnacknowledgeIncident(), ringing.incident.id, by=SYSTEM)
    await ringing.call(path, Digits="4")

    assert ringing.incident.status is IncidentStatus.TRIGGERED


async def test_a_call_of_somebody_else_acknowledges_nothing(ringing):
    """The token names the person, and only who was called may answer."""
    stranger = ringing.voice_path(user_id=AYA)
    assert "電話では操作できません" in await ringing.call(stranger, Digits="4")

    assert ringing.incident.status is IncidentStatus.TRIGGERED


async def test_voicemail_of_a_call_that_another_account_made_again_ends_nothing():
    """The account that took the page has the last word: the person may still be listening."""
    async for phones in opened(Phones(ContactKind.VOICE)):
        await phones.run(save, phones.method(ANA, "+4915100000009", 300))
        await phones.alert()
        await phones.deliver(Outcome.ACCEPTED, "Twilio answered 201.", provider="twilio-2")
        path = phones.voice_path()
        await phones.call(f"{path}?provider=twilio", AnsweredBy="machine_start")
        assert phones.notifications[0].outcome is Outcome.ACCEPTED

        await phones.call(f"{path}?provider=twilio-2", AnsweredBy="machine_start")
        assert phones.notifications[0].outcome is Outcome.PERMANENT
