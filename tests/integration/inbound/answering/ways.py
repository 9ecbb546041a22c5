"""The ways in which people acknowledge: each makes what their device or provider would send."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlencode
from uuid import UUID

from attrs import frozen
from slack_sdk.signature import SignatureVerifier
from tests.integration.inbound.answering.everywhere import (
    ADDRESSES,
    MAIL_KEY,
    REPLIES,
    SLACK_SECRET,
    Everywhere,
    Sent,
)
from tests.integration.inbound.console.site import ANA, BEN, FORM, PASSWORD, PUBLIC_URL, form_token
from tests.peers.twilio import NUMBER, SID, sign

from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.voice.tokens import CallToken


@frozen(kw_only=True)
class Way:
    """How somebody acknowledges.

    Args:
        make: Makes the request of a person.
        expires_after: When its proof is worth nothing any more.
        once: Provider's words, whose recording must not act again later.
        bundles: Acknowledges all that one message named.
        kind: How its person is reached.
    """

    make: Callable[[Everywhere, UUID], Awaitable[Sent]]
    expires_after: timedelta
    once: bool = False
    bundles: bool = False
    kind: ContactKind = ContactKind.CONSOLE


async def mail_page(site: Everywhere, who: UUID) -> Sent:
    """The button on the page behind the link in a mail."""
    path = site.links.acknowledge_url_of(site.envelope(who)).removeprefix(PUBLIC_URL)
    page = await site.conductor.simulate_get(path)
    body = urlencode({"form_token": form_token(page.text)})
    proof = path.rsplit("/", 1)[1]
    return Sent(path=path, body=body, headers={"Content-Type": FORM}, proof=proof)


async def phone_button(site: Everywhere, who: UUID) -> Sent:
    """The button of an ntfy or Web Push message."""
    url = site.links.press_url_of(site.envelope(who))
    return Sent(path=url.removeprefix(PUBLIC_URL), proof=url.split("/")[-2])


async def mail_reply(site: Everywhere, who: UUID) -> Sent:
    """A reply to a mail, handed over by a provider."""
    message = EmailMessage()
    message["From"] = ADDRESSES[ContactKind.EMAIL][who]
    message["To"] = address = REPLIES.address_of(site.told.id)
    message["Message-ID"] = f"<{next(site.numbers)}@example.org>"
    message.set_content("ack\r\n")
    token = address.partition("+")[2].partition("@")[0]
    return Sent(
        path="/integrations/mail",
        body=message.as_string(),
        headers={"Authorization": f"Bearer {MAIL_KEY}"},
        proof=token,
    )


async def slack_button(site: Everywhere, who: UUID) -> Sent:
    """A button pressed in Slack, posted and signed."""
    payload = {
        "type": "block_actions",
        "trigger_id": f"1.{next(site.numbers)}",
        "user": {"id": ADDRESSES[ContactKind.SLACK][who]},
        "actions": [{"action_id": "hikeshi.acknowledge", "value": f"{site.incident.id} 1 1"}],
    }
    return _from_slack(site, "interactions", {"payload": json.dumps(payload)})


async def slash_command(site: Everywhere, who: UUID) -> Sent:
    """A slash command."""
    said = {
        "text": f"ack {site.incident.number}",
        "user_id": ADDRESSES[ContactKind.SLACK][who],
        "trigger_id": f"1.{next(site.numbers)}",
    }
    return _from_slack(site, "commands", said)


def _from_slack(site: Everywhere, door: str, fields: dict[str, str]) -> Sent:
    body, at = urlencode(fields), str(int(site.clock.now().timestamp()))
    signature = SignatureVerifier(SLACK_SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature,
    }
    return Sent(path=f"/integrations/slack/{door}", body=body, headers=headers, proof=signature)


async def text_message(site: Everywhere, who: UUID) -> Sent:
    """A reply by text message."""
    form = {
        "MessageSid": f"SM{next(site.numbers):032x}",
        "From": ADDRESSES[ContactKind.SMS][who],
        "To": NUMBER,
        "Body": f"{'B' if site.told.bundle_id else 'A'}{site.incident.number}",
    }
    return _from_twilio("/integrations/twilio/sms", form)


async def key_of_a_phone(site: Everywhere, who: UUID) -> Sent:
    """A key pressed in a call."""
    token = CallToken(
        user_id=who,
        incident_id=site.incident.id,
        notification_id=site.told.id,
        attempt=1,
        expires_at=site.clock.now() + timedelta(minutes=30),
    )
    call = {"CallSid": f"CA{next(site.numbers)}", "CallStatus": "in-progress", "Digits": "4"}
    return _from_twilio(f"/integrations/twilio/voice/{site.calls.make(token)}", call)


def _from_twilio(path: str, form: dict[str, str]) -> Sent:
    form = {"AccountSid": SID, **form}
    signature = sign(PUBLIC_URL + path, form)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    return Sent(path=path, body=urlencode(form), headers=headers, proof=signature)


async def console_button(site: Everywhere, who: UUID) -> Sent:
    """The button of the console, for somebody who has signed in."""
    browser = await site.browser({ANA: "ana", BEN: "ben"}[who])
    page = await browser.get(f"/incidents/{site.incident.number}")
    (cookie,) = [text for name, text in browser.cookies.items() if "session" in name]
    cookies = "; ".join(f"{name}={text}" for name, text in browser.cookies.items())
    return Sent(
        path=f"/incidents/{site.incident.number}/acknowledge",
        body=urlencode({"form_token": form_token(page.text)}),
        headers={"Content-Type": FORM, "Cookie": cookies},
        proof=cookie,
    )


async def api_call(site: Everywhere, who: UUID) -> Sent:
    """A program that acts for a person."""
    email = {ANA: "ana", BEN: "ben"}[who] + "@example.org"
    answer = await site.conductor.simulate_post(
        "/api/v1/auth/login", json={"email": email, "password": PASSWORD}
    )
    token = answer.json["access_token"]
    return Sent(
        method="PUT",
        path=f"/api/v1/incidents/{site.incident.id}/acknowledgement",
        headers={"Authorization": f"Bearer {token}"},
        proof=token,
    )


DAY, WEEKS = timedelta(hours=25), timedelta(days=31)
#: Every way there is; Socket Mode has tests of its own, since nobody can post to it.
WAYS = {
    "mail page": Way(make=mail_page, expires_after=DAY, bundles=True, kind=ContactKind.EMAIL),
    "mail reply": Way(
        make=mail_reply, expires_after=DAY, once=True, bundles=True, kind=ContactKind.EMAIL
    ),
    "ntfy or web push": Way(make=phone_button, expires_after=DAY, bundles=True),
    "slack button": Way(
        make=slack_button, expires_after=timedelta(minutes=6), once=True, kind=ContactKind.SLACK
    ),
    "slash command": Way(
        make=slash_command, expires_after=timedelta(minutes=6), once=True, kind=ContactKind.SLACK
    ),
    "sms": Way(make=text_message, expires_after=DAY, once=True, bundles=True, kind=ContactKind.SMS),
    "voice": Way(
        make=key_of_a_phone,
        expires_after=timedelta(minutes=30),
        once=True,
        bundles=True,
        kind=ContactKind.VOICE,
    ),
    "console": Way(make=console_button, expires_after=WEEKS),
    "api": Way(make=api_call, expires_after=WEEKS),
}
