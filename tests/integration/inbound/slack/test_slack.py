"""Buttons pressed and commands written in Slack, over a site kept in memory."""

import json
import re
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

import pytest
from attrs import evolve
from falcon.testing import ASGIConductor
from slack_sdk.signature import SignatureVerifier
from tests.integration.inbound.console.site import (
    ANA,
    AYA,
    BEN,
    PUBLIC_URL,
    SECRET_KEYS,
    ZED,
    Site,
)
from tests.integration.inbound.http.twilio.phones import SeenInMemory

from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.slack.commands import SlackCommands
from hikeshi_server.inbound.http.slack.events import SlackEvents
from hikeshi_server.inbound.http.slack.interactions import SlackInteractions
from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.http.slack.people import SlackPeople
from hikeshi_server.outbound.slack.linking import SlackLinks

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MEMBERS = {ANA: "U0ANA", BEN: "U0BEN", ZED: "U0ZED"}


class Workspace(Site):
    """The site with doors for Slack; Ana, Ben and Zed have verified methods, Aya an e-mail."""

    def __init__(self):
        super().__init__()
        self.whispers, self.asked, self.triggers = [], [], count()
        self.slack_links = SlackLinks(PUBLIC_URL, SECRET_KEYS, self.clock)
        self.slack_parts = parts = SlackParts(
            transactions=self.transactions,
            clock=self.clock,
            people=SlackPeople(self.transactions, self.email_of),
            verbs=self.parts.verbs,
            page_by_hand=PageByHand(),
            seen=SeenInMemory(),
            idempotency_keys=InMemoryIdempotencyKeys(self.store),
            incident_of_number=InMemoryConsoleQueries(self.store).incident_of_number,
            whisper=self.whisper,
            link_url=self.slack_links.url_for,
            signing_secret=SECRET,
        )
        self.app = create_app(
            [
                ("/interactions", SlackInteractions(parts)),
                ("/commands", SlackCommands(parts)),
                ("/events", SlackEvents(parts)),
            ]
        )
        add_problems(self.app)

    async def email_of(self, member):
        """Know one address, as Slack does."""
        self.asked.append(member)
        return "Aya@example.org" if member == "U0AYA" else None

    async def whisper(self, channel, member, text):
        """Note what somebody was told alone."""
        self.whispers.append((channel, member, text))

    async def link(self, user_id, address, *, verified=True):
        """Give the person a contact method in Slack."""
        method = ContactMethod(
            id=ContactMethodId(UUID(int=900 + len(self.store.contact_methods.rows))),
            user_id=user_id,
            key=address.lower(),
            kind=ContactKind.SLACK,
            address=address,
            verified=verified,
        )
        await self.run(lambda work: work.contact_methods.save_many([method]))

    async def send(self, path, fields, **headers):
        """Post a form as Slack signs it."""
        body = fields if isinstance(fields, str) else urlencode(fields)
        timestamp = str(int(self.clock.now().timestamp()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
        signed = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
        }
        return await self.conductor.simulate_post(path, body=body, headers={**signed, **headers})

    async def press(self, verb, incident, member="U0ANA", *, at="1 1", **headers):
        """Press a button of a message."""
        payload = {
            "type": "block_actions",
            "trigger_id": f"1.{next(self.triggers)}",
            "user": {"id": member, "username": "x"},
            "channel": {"id": "D0ANA"},
            "actions": [{"action_id": f"hikeshi.{verb}", "value": f"{incident.id} {at}"}],
        }
        return await self.send("/interactions", {"payload": json.dumps(payload)}, **headers)

    async def command(self, text, member="U0ANA", trigger=None):
        """Write a command; return what is answered."""
        trigger = trigger or f"1.{next(self.triggers)}"
        fields = {"command": "/hikeshi", "text": text, "user_id": member, "trigger_id": trigger}
        answer = await self.send("/commands", fields)
        assert answer.status_code == 200
        assert answer.json["response_type"] == "ephemeral"
        return answer.json["text"]

    def now(self, incident):
        """Return the incident as it is."""
        return self.store.incidents.rows[incident.id]


@pytest.fixture
async def site():
    """A workspace with a configured site."""
    made = Workspace()
    await made.fill()
    for user_id, member in MEMBERS.items():
        await made.link(user_id, member)
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made


async def test_a_press_acknowledges_as_the_person_and_once(site):
    """The second press changes nothing; nobody is told what the message shows anyway."""
    incident = await site.alert()

    first = await site.press("acknowledge", incident)
    before = site.now(incident)
    again = await site.press("acknowledge", incident)

    assert (first.status_code, first.content, again.status_code) == (200, b"", 200)
    assert (before.status, before.acknowledged_by) == ("acknowledged", ANA)
    assert site.now(incident) == before
    assert site.whispers == []


async def test_a_press_resolves(site):
    """The end is said by a person, as on the console."""
    incident = await site.alert()

    await site.press("resolve", incident)

    assert site.now(incident).status == "resolved"


async def test_a_second_press_escalates_no_further(site):
    """The button belongs to the step at which it was shown."""
    incident = await site.alert()

    await site.press("escalate", incident)
    after_one = site.now(incident).escalation
    await site.press("escalate", incident)

    assert after_one.step == 2
    assert site.now(incident).escalation == after_one
    assert "moved on" in site.whispers[0][2]


@pytest.mark.parametrize("path", ["/interactions", "/commands"])
@pytest.mark.parametrize(
    "header", [{"X-Slack-Signature": "v0=" + "0" * 64}, {"X-Slack-Request-Timestamp": "1"}]
)
async def test_forged_and_old_requests_are_refused(site, path, header):
    """Before anything of them is read."""
    incident = await site.alert()
    payload = {"type": "block_actions", "user": {"id": "U0ANA"}, "actions": []}
    fields = {"payload": json.dumps(payload), "text": f"ack {incident.number}", "user_id": "U0ANA"}

    assert (await site.send(path, fields, **header)).status_code == 403
    assert site.now(incident).status == "triggered"


async def test_a_replay_after_five_minutes_is_refused(site):
    """A request that was good then is not good now."""
    incident = await site.alert()
    then = str(int(site.clock.now().timestamp()))
    await site.pass_time(minutes=6)

    answer = await site.press("resolve", incident, **{"X-Slack-Request-Timestamp": then})

    assert answer.status_code == 403
    assert site.now(incident).status != "resolved"


async def test_a_stranger_is_told_how_to_become_known(site):
    """Nothing happens, and they alone read why."""
    incident = await site.alert()

    await site.press("acknowledge", incident, "U0STRANGER")

    ((channel, member, text),) = site.whispers
    assert (channel, member) == ("D0ANA", "U0STRANGER")
    assert site.now(incident).status == "triggered"
    for said in (text, await site.command("oncall", "U0STRANGER")):
        links = re.findall(rf"<{PUBLIC_URL}/link/slack/([\w-]+)\|", said)
        assert {site.slack_links.read(token, site.clock.now()) for token in links} == {"U0STRANGER"}
        assert "連携" in said


@pytest.mark.parametrize("member", ["U0BEN", "U0ZED"])
async def test_who_may_not_acknowledge_presses_in_vain(site, member):
    """An observer and somebody who has left are told so."""
    incident = await site.alert()

    answer = await site.press("acknowledge", incident, member)

    assert (answer.status_code, len(site.whispers)) == (200, 1)
    assert site.now(incident).status == "triggered"


async def test_slack_vouches_for_an_email_address(site):
    """Whoever has no method of their member ID is known by the address Slack knows."""
    incident = await site.alert()

    await site.press("acknowledge", incident, "U0AYA")

    assert site.now(incident).acknowledged_by == AYA
    assert site.asked == ["U0AYA"]


async def test_an_unverified_or_shared_account_is_nobodys(site):
    """A claim that nobody checked counts for nothing, and two claims count for none."""
    incident = await site.alert()
    await site.link(AYA, "U0NEW", verified=False)
    await site.link(AYA, "U0ANA")

    for member in ("U0NEW", "U0ANA"):
        await site.press("acknowledge", incident, member)

    assert site.now(incident).status == "triggered"
    assert len(site.whispers) == 2


@pytest.mark.parametrize("value", ["x", "1 2 3", f"{UUID(int=1)} a b"])
async def test_a_value_that_is_none_of_ours_is_refused(site, value):
    """What a button carries is no proof of anything."""
    payload = {
        "type": "x",
        "user": {"id": "U0ANA"},
        "actions": [{"action_id": "hikeshi.resolve", "value": value}],
    }

    assert (await site.send("/interactions", {"payload": json.dumps(payload)})).status_code == 422


@pytest.mark.parametrize("payload", ["", "{", "[]", '{"type":1}', '{"type":"x"}'])
async def test_a_body_slack_would_not_send_is_refused(site, payload):
    """Signed nonsense is answered, never a 500."""
    assert (await site.send("/interactions", {"payload": payload})).status_code == 422


async def test_an_unknown_incident_is_said_to_be_unknown(site):
    """A message may outlive its incident."""
    incident = evolve(await site.alert(), id=UUID(int=5))

    for verb in ("acknowledge", "escalate"):
        assert (await site.press(verb, incident)).status_code == 200
    assert len(site.whispers) == 2


async def test_commands_do_what_buttons_do(site):
    """By the number people say aloud."""
    incident = await site.alert()

    said = [await site.command(f"{word} {incident.number}") for word in ("ack", "resolve")]

    assert said == [f"#{incident.number} is acknowledged.", f"#{incident.number} is resolved."]
    assert site.now(incident).status == "resolved"
    assert "no incident #77" in await site.command("ack #77")


async def test_who_is_on_call_is_asked(site):
    """Each schedule with the people of this instant."""
    assert await site.command("oncall") == "Primary: Ana García"


async def test_somebody_is_paged(site):
    """The text becomes the incident's title; what looks like a mention is text."""
    said = await site.command("page aya the <!channel> is burning")

    (incident,) = site.store.incidents.rows.values()
    assert said == f"#{incident.number} is open, and 火野 彩 is paged."
    assert incident.title == "the <!channel> is burning"
    assert "nobody with the key &lt;x&gt;" in await site.command("page <x> hello")
    assert len(site.store.incidents.rows) == 1


async def test_a_page_sent_once_more_opens_nothing(site):
    """A command that somebody listened to and repeats gets the answer of the first."""
    said = await site.command("page aya hello", trigger="7.7")
    again = await site.command("page aya hello", trigger="7.7")
    other = await site.command("page aya hello", trigger="7.8")

    assert again == said
    assert other != said
    assert len(site.store.incidents.rows) == 2


@pytest.mark.parametrize("text", ["", "help", "ack", "ack x", "page aya", "ack " + "9" * 40])
async def test_what_is_no_command_shows_them_all(site, text):
    """A person sees what can be written."""
    assert "/hikeshi oncall" in await site.command(text)


async def test_an_observer_commands_nothing(site):
    """Roles count in Slack as they do anywhere."""
    incident = await site.alert()

    assert await site.command(f"ack {incident.number}", "U0BEN")
    assert await site.command("page aya hello", "U0BEN")
    assert site.now(incident).status == "triggered"
    assert len(site.store.incidents.rows) == 1


async def test_the_challenge_of_the_events_api_is_given_back(site):
    """Signed as everything else; an event itself is taken and means nothing."""
    asked = json.dumps({"type": "url_verification", "challenge": "3eZbr", "token": "old"})
    answer = await site.send("/events", asked)
    told = await site.send("/events", json.dumps({"type": "event_callback", "event": {}}))

    assert (answer.status_code, answer.json) == (200, {"challenge": "3eZbr"})
    assert (told.status_code, told.content) == (200, b"")
    assert (await site.send("/events", asked, **{"X-Slack-Signature": "v0=1"})).status_code == 403
    assert (await site.send("/events", "{")).status_code == 422
