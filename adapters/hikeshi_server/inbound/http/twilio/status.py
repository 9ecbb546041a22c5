"""What became of messages and calls, as Twilio says it afterwards."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import ForbiddenError, UnavailableError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import IncidentBusyError
from hikeshi.notifications.model.failover import PROVIDER
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi_server.inbound.http.twilio.parts import TwilioParts

#: Somebody changes the incident: so often, and after so long, we look again. Twilio tells once.
TRIES = 5
PAUSE_SECONDS = 0.2
_ARRIVED = frozenset({"delivered", "read"})
_LOST = frozenset({"failed", "undelivered", "canceled", "busy", "no-answer"})
#: What took a call (twilio.com/docs/voice/answering-machine-detection).
_MACHINES = ("machine", "fax")
#: The person wrote STOP (twilio.com/docs/api/errors/21610).
_UNSUBSCRIBED = "21610"
_LONGEST = 100


@frozen
class MessageStatus:
    """POST /integrations/twilio/status"""

    parts: TwilioParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Take in what became of a message or a call; the same again changes nothing."""
        try:
            form = await self.parts.door.read(request)
            receipt = _receipt(request, form)
            if receipt is not None:
                await record(self.parts, receipt)
        except ForbiddenError as error:
            response.status, response.text = 403, error.detail
        except UnavailableError as error:
            response.status, response.text = 503, error.detail
            response.set_header("Retry-After", "2")
        else:
            response.status = 204


async def record(parts: TwilioParts, receipt: Receipt) -> None:
    """Write what a receipt proves; where somebody keeps the incident for longer, it is kept.

    What is kept is taken in by the worker as soon as the incident is free.
    """
    for _ in range(TRIES):
        try:
            await parts.transactions.run(lambda work: parts.record_receipts(work, [receipt]))
        except IncidentBusyError:
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
    await parts.transactions.run(lambda work: parts.keep_receipt(work, receipt))


def receipt_for(request: Request, report: DeliveryReport) -> Receipt | None:
    """Return the receipt for the attempt the address names; nothing where it names none."""
    try:
        notification = UUID(request.get_param("notification") or "")
        number = int(request.get_param("attempt") or "")
    except ValueError:
        return None
    return Receipt(
        notification_id=NotificationId(notification),
        number=number,
        report=evolve(report, evidence={**report.evidence, **sent_by(request)}),
    )


def sent_by(request: Request) -> Mapping[str, str]:
    """Return as evidence which provider brought what the callback is about, where it says so."""
    provider = request.get_param("provider") or ""
    return {PROVIDER: provider[:_LONGEST]} if provider else {}


def is_machine(form: Mapping[str, str]) -> bool:
    """Say whether voicemail or a fax answered: nobody was told."""
    return form.get("AnsweredBy", "").lower().startswith(_MACHINES)


def _receipt(request: Request, form: Mapping[str, str]) -> Receipt | None:
    status = (form.get("MessageStatus") or form.get("CallStatus", "")).lower()
    if status == "completed" and is_machine(form):
        status = "voicemail"
    elif status not in _ARRIVED | _LOST:
        return None
    code = form.get("ErrorCode", "")[:_LONGEST]
    evidence = {
        "state": status,
        "sid": (form.get("MessageSid") or form.get("CallSid", ""))[:_LONGEST],
    }
    if code:
        evidence["error_code"] = code
    arrived = status in _ARRIVED
    report = DeliveryReport(
        outcome=Outcome.DELIVERED if arrived else Outcome.PERMANENT,
        reason=f"Twilio says: {status}{f', error {code}' if code else ''}.",
        evidence=evidence,
        unsubscribed=code == _UNSUBSCRIBED,
    )
    return receipt_for(request, report)
