"""Pages to people in Slack, by a server that refuses what Slack refuses."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.peers.http_sink import Fault
from tests.peers.slack_server import TOKEN, SlackServer
from tests.unit.outbound.envelopes import LINKS, PAGE, RESOLVED, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.slack import SlackApp, SlackClient
from hikeshi_server.outbound.slack.sender import SlackNotificationSender

ACKNOWLEDGED = evolve(PAGE, purpose=Purpose.ACKNOWLEDGED, acknowledged_by="Ben")


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A workspace with Ana and Ben."""
    async with SlackServer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[OutgoingHttp]:
    """A client that may reach loopback."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as client:
        yield client


@pytest.fixture
def sender(slack: SlackServer, http: OutgoingHttp) -> SlackNotificationSender:
    """A sender with the workspace's app."""
    return sender_with(TOKEN, slack, http)


def sender_with(token: str, slack: SlackServer, http: OutgoingHttp) -> SlackNotificationSender:
    """Return a sender with that token."""
    app = SlackApp(token, "secret", slack.api_url)
    return SlackNotificationSender(SlackClient(http, app, SystemClock()), LINKS)


def to(address: str = "U0ANA", envelope: Envelope = PAGE, **facts: object) -> Envelope:
    """Address the envelope to that member."""
    return evolve(envelope, recipient=evolve(envelope.recipient, address=address), **facts)


@pytest.mark.parametrize("address", ["U0ANA", "ana@example.org"])
async def test_a_page_stands_in_the_persons_direct_messages(
    slack: SlackServer, sender: SlackNotificationSender, address: str
) -> None:
    """By member ID or e-mail address; where it stands is the evidence."""
    report = await sender.send(to(address))

    assert report.outcome is Outcome.ACCEPTED
    (((channel, ts), message),) = slack.messages.items()
    assert (channel, report.evidence) == ("D0ANA", {"channel": channel, "ts": ts})
    assert message["metadata"]["event_payload"] == {"notification_id": str(PAGE.notification_id)}
    buttons = [button["action_id"] for button in message["blocks"][-1]["elements"]]
    assert buttons == [f"hikeshi.{n}" for n in ("acknowledge", "escalate", "resolve", "open")]


async def test_an_acknowledgement_and_the_end_change_the_message(
    slack: SlackServer, sender: SlackNotificationSender
) -> None:
    """One message for an incident: it says how things are now."""
    first = await sender.send(to())
    seen = []
    for notice in (ACKNOWLEDGED, RESOLVED):
        report = await sender.send(to(envelope=notice, earlier=first.evidence))
        assert (report.outcome, report.evidence) == (Outcome.ACCEPTED, first.evidence)
        (message,) = slack.messages.values()
        seen.append([button["action_id"] for button in message["blocks"][-1]["elements"]])

    assert seen == [["hikeshi.escalate", "hikeshi.resolve", "hikeshi.open"], ["hikeshi.open"]]
    assert slack.calls == ["conversations.open", "chat.postMessage", "chat.update", "chat.update"]


async def test_a_further_page_continues_the_thread_visibly(
    slack: SlackServer, sender: SlackNotificationSender
) -> None:
    """A second round rings again, below the first message."""
    first = await sender.send(to())
    await sender.send(to(round=2, earlier=first.evidence))

    *_, again = slack.messages.values()
    assert (again["thread_ts"], again["reply_broadcast"]) == (first.evidence["ts"], "true")


async def test_a_page_stands_for_itself_where_its_thread_is_gone(
    slack: SlackServer, sender: SlackNotificationSender
) -> None:
    """Somebody deleted the first message: the page arrives all the same."""
    report = await sender.send(to(earlier={"channel": "D0ANA", "ts": "1.0"}))

    assert report.outcome is Outcome.ACCEPTED
    assert "thread_ts" not in next(iter(slack.messages.values()))


@pytest.mark.parametrize(
    ("error", "outcome", "retry_after"),
    [
        ("ratelimited", Outcome.RETRYABLE, timedelta(seconds=30)),
        ("internal_error", Outcome.RETRYABLE, None),
        ("fatal_error", Outcome.RETRYABLE, None),
        ("invalid_auth", Outcome.PERMANENT, None),
        ("account_inactive", Outcome.PERMANENT, None),
        ("channel_not_found", Outcome.PERMANENT, None),
    ],
)
async def test_an_error_inside_a_200_decides_what_follows(
    slack: SlackServer,
    sender: SlackNotificationSender,
    error: str,
    outcome: Outcome,
    retry_after: timedelta | None,
) -> None:
    """What passes is tried again, honouring Retry-After; what does not falls back at once."""
    slack.errors["chat.postMessage"] = error

    report = await sender.send(to())

    assert (report.outcome, report.retry_after) == (outcome, retry_after)
    assert report.evidence["error"] == error
    assert not slack.messages


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.DROP, Fault.BUSY])
async def test_a_faulty_answer_is_tried_again(
    slack: SlackServer, sender: SlackNotificationSender, fault: Fault
) -> None:
    """No answer, half an answer and 5xx may pass."""
    slack.fault = fault

    assert (await sender.send(to())).outcome is Outcome.RETRYABLE


async def test_a_200_of_something_else_is_no_success(
    slack: SlackServer, sender: SlackNotificationSender
) -> None:
    """Only `ok: true` means that Slack took it."""
    slack.fault = Fault.CLOSE_AFTER

    assert (await sender.send(to())).outcome is Outcome.PERMANENT


@pytest.mark.parametrize("address", ["U0NOBODY", "nobody@example.org"])
async def test_who_is_not_in_the_workspace_cannot_be_reached(
    sender: SlackNotificationSender, address: str
) -> None:
    """The next method is tried at once."""
    assert (await sender.send(to(address))).outcome is Outcome.PERMANENT


async def test_no_report_shows_the_token(slack: SlackServer, http: OutgoingHttp) -> None:
    """A wrong token is refused for good, and named nowhere."""
    report = await sender_with("xoxb-wrong", slack, http).send(to())

    assert (report.outcome, report.evidence["error"]) == (Outcome.PERMANENT, "invalid_auth")
    assert "xoxb" not in str(report)


async def test_without_an_app_the_report_says_what_to_set() -> None:
    """Nothing leaves, and the variable is named."""
    report = await SlackNotificationSender(None, LINKS).send(to())

    assert report.outcome is Outcome.PERMANENT
    assert "HIKESHI_SLACK_BOT_TOKEN" in report.reason
