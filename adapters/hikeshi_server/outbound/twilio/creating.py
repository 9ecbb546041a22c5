"""Creates a message or a call and reports what came of it."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.twilio.answers import failed, report_of, unreachable
from hikeshi_server.outbound.twilio.client import TwilioClient

NOT_CONFIGURED = "Twilio is not configured (HIKESHI_TWILIO_ACCOUNT_SID)."
CAP_REACHED = "The day's messages are used up (HIKESHI_TWILIO_DAILY_CAP)."
NO_NUMBER = "Calls need a whole number to come from (HIKESHI_TWILIO_FROM)."


async def permit(may_spend: Callable[[], Awaitable[bool]]) -> DeliveryReport | None:
    """Count one more message, whichever account sends it; return why it may not be sent."""
    return None if await may_spend() else failed(CAP_REACHED)


async def create_and_report(
    client: TwilioClient, clock: Clock, resource: str, form: Mapping[str, str], identity: UUID
) -> DeliveryReport:
    """Return what came of it; see `TwilioClient.create`."""
    try:
        answer = await client.create(resource, form, identity)
    except DestinationRefusedError as error:
        return failed(error.detail)
    except DestinationUnreachableError as error:
        return unreachable(error)
    return report_of(answer, clock.now())


def can_call(client: TwilioClient) -> bool:
    """Say whether calls can be made from its account."""
    return client.account.can_call


def sender_of(client: TwilioClient) -> Mapping[str, str]:
    """Return whom messages come from: a number, or a service that has several."""
    account = client.account
    name = "MessagingServiceSid" if account.is_messaging_service else "From"
    return {name: account.sender}
