"""Sends pages to people in Slack, changes them in place, and reads what Slack's answers mean."""

from collections.abc import Awaitable, Mapping
from typing import Any

from attrs import frozen

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.http_client import DestinationRefusedError, DestinationUnreachableError
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.slack.client import SlackClient, SlackRefusedError
from hikeshi_server.outbound.slack.message import SlackMessage, render

#: The earlier message is gone: the page stands for itself.
_GONE = frozenset({"channel_not_found", "message_not_found", "thread_not_found"})


@frozen
class SlackNotificationSender:
    """Brings pages into direct messages; `ok` from Slack means accepted.

    The first page about an incident begins a thread, later ones continue it; what becomes of the
    incident changes the first message.

    Args:
        client: Nothing where no app is configured.
    """

    client: SlackClient | None
    links: Links

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Post or change the message and report what came of it."""
        if self.client is None:
            return not_configured()
        message = render(
            envelope,
            incident_url=self.links.incident_url(envelope.incident_id),
            acknowledge_url=self.links.acknowledge_url_of(envelope),
        )
        return await reported(_bring(self.client, envelope, message))


async def reported(calls: Awaitable[Mapping[str, Any]]) -> DeliveryReport:
    """Return what calls of Slack's methods, the last of which brings a message, come to."""
    try:
        return _taken(await calls)
    except SlackRefusedError as error:
        return _refused(error)
    except DestinationRefusedError as error:
        return _failed(error.detail)
    except DestinationUnreachableError as error:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=error.detail,
            evidence={"sent": "maybe" if error.maybe_sent else "no"},
        )


async def _bring(
    client: SlackClient, envelope: Envelope, message: SlackMessage
) -> Mapping[str, Any]:
    channel, ts = envelope.earlier.get("channel"), envelope.earlier.get("ts")
    shown: dict[str, Any] = {
        "text": message.text,
        "blocks": message.blocks,
        "metadata": {
            "event_type": "hikeshi_notification",
            "event_payload": {"notification_id": str(envelope.notification_id)},
        },
    }
    if channel and ts and envelope.purpose is not Purpose.PAGE:
        return await client.call("chat.update", channel=channel, ts=ts, **shown)
    if channel and ts:
        try:
            return await client.call(
                "chat.postMessage", channel=channel, thread_ts=ts, reply_broadcast=True, **shown
            )
        except SlackRefusedError as error:
            if error.error not in _GONE:
                raise
    channel = await direct_messages(client, envelope.recipient.address)
    return await client.call("chat.postMessage", channel=channel, **shown)


async def direct_messages(client: SlackClient, address: str) -> str:
    """Return the conversation of the bot with that person."""
    member = address
    if "@" in address:
        found = await client.call("users.lookupByEmail", email=address)
        member = str(found["user"]["id"])
    opened = await client.call("conversations.open", users=member)
    return str(opened["channel"]["id"])


def not_configured() -> DeliveryReport:
    """Return the report of an attempt where there is no app."""
    return _failed("no Slack app is configured (HIKESHI_SLACK_BOT_TOKEN)")


def _taken(said: Mapping[str, Any]) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.ACCEPTED,
        reason="Slack took the message.",
        evidence={
            "channel": one_line(str(said.get("channel", "")), 100),
            "ts": one_line(str(said.get("ts", "")), 100),
        },
    )


def _failed(reason: str) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.PERMANENT, reason=one_line(reason, 300), evidence={"sent": "no"}
    )


def _refused(error: SlackRefusedError) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.RETRYABLE if error.may_pass else Outcome.PERMANENT,
        reason=error.detail,
        evidence={"status": str(error.status), "error": error.error},
        retry_after=error.retry_after if error.may_pass else None,
    )
