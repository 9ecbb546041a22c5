"""What people answer by text message."""

import pytest
from attrs import evolve
from tests.integration.inbound.console.site import ANA, AYA
from tests.integration.inbound.http.twilio.phones import PHONES, PUBLIC_URL
from tests.integration.inbound.http.twilio.test_status import save
from tests.peers.twilio import SID, sign

from hikeshi.incidents.model.drill import DrillDraft
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM
from hikeshi.notifications.model.outcome import Outcome


@pytest.mark.parametrize("text", ["A1", "ack 1", "4", "Ａ１", "acknowledge #1"])
async def test_a_reply_acknowledges_as_its_sender(phones, text):
    """The number it comes from says who; repeated, it changes nothing."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    assert await phones.text(text) == "#1: acknowledged."
    after = phones.incident
    assert await phones.text("A1") == "#1: acknowledged."

    assert (after.status, after.acknowledged_by) == (IncidentStatus.ACKNOWLEDGED, ANA)
    assert phones.incident == after


async def test_four_alone_answers_a_drill(phones):
    """A drill is a page like any other to a phone; the run says that it was answered there."""
    target = Target(TargetKind.USER, ANA, "ana")
    draft = DrillDraft(key="night", targets=(target,))
    drill = await phones.run(CreateDrill(), draft, by=SYSTEM)
    await phones.run(RunDrill(), drill.id, by=SYSTEM)
    await phones.deliver(Outcome.ACCEPTED)

    assert await phones.text("4") == "#1: acknowledged."
    (run,) = phones.store.drill_runs.rows.values()
    assert (run.outcome, run.channel) == ("passed", "sms")


async def test_a_reply_resolves(phones):
    """`R` and the number."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    assert await phones.text("R1") == "#1: resolved."

    assert phones.incident.status is IncidentStatus.RESOLVED


async def test_the_answer_is_in_the_persons_language(phones):
    """Aya reads Japanese."""
    await phones.alert()
    await phones.pass_time(minutes=6)
    await phones.deliver(Outcome.ACCEPTED)

    assert await phones.text("A1", AYA) == "#1 を確認しました。"


async def test_four_alone_does_not_choose_among_several(phones):
    """With two pages the person is asked which one; nothing is acknowledged by accident."""
    await phones.alert()
    await phones.alert(key="other", title="Other")
    await phones.deliver(Outcome.ACCEPTED)
    answer = await phones.text("4")

    assert answer.startswith("You are paged for several incidents")
    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_only_who_was_paged_may_answer(phones):
    """Somebody else's phone acknowledges nothing, and neither does a number nobody has."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    assert "cannot be done" in await phones.text("A99")
    assert await phones.text("A1", AYA) == "#1 はSMSでは操作できません。サインインしてください。"

    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_a_page_of_yesterday_is_not_answered_by_phone(phones):
    """After a day one has to sign in."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    await phones.pass_time(hours=25)
    assert "cannot be done" in await phones.text("R1")


async def test_a_stranger_learns_nothing(phones):
    """A number nobody has verified gets no answer, whatever it says."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    assert await phones.text("A1", "+4915199999999") is None
    assert await phones.text("help", "+4915199999999") is None

    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_a_phone_of_two_people_is_nobodys(phones):
    """Nobody can say which of them wrote."""
    await phones.run(save, phones.method(AYA, PHONES[ANA], 300))
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    assert await phones.text("A1") is None

    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_a_method_nobody_verified_speaks_for_nobody(phones):
    """Anybody may write down anybody's number."""
    (method,) = (m for m in phones.store.contact_methods.rows.values() if m.user_id == ANA)
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    await phones.run(save, evolve(method, verified=False, version=2))

    assert await phones.text("A1") is None
    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_a_machine_gets_no_answer_and_a_person_gets_help(phones):
    """Two machines would talk for ever."""
    assert await phones.text("I'm driving and will answer later.") is None
    assert "acknowledge" in await phones.text("what is this?")


async def test_stop_ends_the_method(phones):
    """From then on nothing is sent there; Twilio answers, we do not."""
    assert await phones.text("STOP") is None
    (method,) = (m for m in phones.store.contact_methods.rows.values() if m.user_id == ANA)
    assert method.verified is False
    assert await phones.text("whatever", OptOutType="STOP") is None


async def test_a_replayed_message_does_nothing(phones):
    """A recorded acknowledgement, posted again after the incident was given back, is known."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    await phones.text("A1", sid="SMfirst")
    await phones.run(UnacknowledgeIncident(), phones.incident.id, by=SYSTEM)
    assert await phones.text("A1", sid="SMfirst") is None

    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_a_forged_message_is_refused(phones):
    """Whoever does not know the account's token acknowledges nothing."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    form = {"AccountSid": SID, "MessageSid": "SM1", "From": PHONES[ANA], "Body": "A1"}
    url = "https://pager.example.org/hikeshi/integrations/twilio/sms"
    for signature in ("", sign(url, form, "another token"), sign(url, {**form, "Body": "help"})):
        answer = await phones.post("/integrations/twilio/sms", form, signature=signature)
        assert answer.status_code == 403

    assert phones.incident.status is IncidentStatus.TRIGGERED


@pytest.mark.parametrize("named", [{}, {"AccountSid": ""}, {"AccountSid": "AC" + "9" * 32}])
async def test_what_names_no_account_of_ours_is_refused(phones, named):
    """A signature that fits is one of ours only with the account that it belongs to."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    form = {**named, "MessageSid": "SM1", "From": PHONES[ANA], "Body": "A1"}
    path = "/integrations/twilio/sms"
    answer = await phones.post(path, form, signature=sign(PUBLIC_URL + path, form))

    assert answer.status_code == 403
    assert phones.incident.status is IncidentStatus.TRIGGERED


async def test_only_a_signature_over_the_public_address_counts(phones):
    """Behind proxies the host a request names is somebody's wish, and so is what is forwarded."""
    await phones.alert()
    await phones.deliver(Outcome.ACCEPTED)
    form = {"AccountSid": SID, "MessageSid": "SM1", "From": PHONES[ANA], "Body": "A1"}
    path, inner = "/integrations/twilio/sms", "http://10.0.0.5:8080"
    named = {"Host": "10.0.0.5:8080", "X-Forwarded-Host": "10.0.0.5", "X-Forwarded-Proto": "http"}
    for base in (inner, "https://10.0.0.5", PUBLIC_URL.replace("https", "http")):
        refused = await phones.post(path, form, signature=sign(base + path, form), **named)
        assert refused.status_code == 403
    assert phones.incident.status is IncidentStatus.TRIGGERED
    taken = await phones.post(path, form, **named)

    assert (taken.status_code, phones.incident.acknowledged_by) == (200, ANA)
