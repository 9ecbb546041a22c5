"""Whatever brings messages to subscriptions keeps the promises of the port SubscriptionSender."""

from standardwebhooks.webhooks import Webhook

from hikeshi.memory.subscription_sender import InMemorySubscriptionSender
from hikeshi.subscriptions.model.subscription_message import PostReport
from hikeshi.testing.builders import a_subscription
from hikeshi.testing.conformance.subscriptions import exercise_subscription_sender
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.webhook.client import WebhookClient, generate_secret
from hikeshi_server.outbound.webhook.subscriptions import WebhookSubscriptionSender
from tests.peers.http_sink import Fault, HttpSink
from tests.unit.outbound.envelopes import SystemClock


async def test_the_twin_reports_what_it_is_told_to() -> None:
    """In memory a message arrives unless it was told otherwise."""
    refusing = InMemorySubscriptionSender(PostReport(arrived=False, reason="told to refuse"))

    await exercise_subscription_sender(InMemorySubscriptionSender(), a_subscription(), arrives=True)
    await exercise_subscription_sender(refusing, a_subscription(), arrives=False)


async def test_a_real_receiver_gets_the_message_signed_with_every_secret() -> None:
    """Who has changed over to the new secret and who has not can both verify what comes."""
    new, old = generate_secret(), generate_secret()
    async with (
        HttpSink(secret=old) as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = WebhookSubscriptionSender(WebhookClient(http), SystemClock())
        subscription = a_subscription(url=sink.url, secrets=(new, old))
        await exercise_subscription_sender(sender, subscription, arrives=True)
        first, again = sink.requests

    assert first["verified"]
    raw = b'{"type":"incident.triggered"}'
    assert Webhook(new).verify(raw, first["headers"]) == first["body"]
    assert first["headers"]["webhook-id"] == again["headers"]["webhook-id"]


async def test_a_receiver_that_is_gone_says_so() -> None:
    """410 means: nothing more, ever; other refusals are tried again."""
    async with (
        HttpSink() as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = WebhookSubscriptionSender(WebhookClient(http), SystemClock())
        found = {}
        for fault in (Fault.GONE, Fault.ERROR, Fault.REDIRECT, Fault.BUSY, Fault.DROP):
            sink.fault = fault
            found[fault] = await exercise_subscription_sender(
                sender, a_subscription(url=sink.url), arrives=False
            )

    assert [fault for fault, report in found.items() if report.gone] == [Fault.GONE]
    assert found[Fault.BUSY].retry_after is not None


async def test_an_inward_address_is_refused() -> None:
    """The guard of everything that goes out holds for subscriptions too."""
    async with OutgoingHttp(Guard()) as http:
        sender = WebhookSubscriptionSender(WebhookClient(http), SystemClock())
        inward = a_subscription(url="http://169.254.169.254/latest")
        await exercise_subscription_sender(sender, inward, arrives=False)
