"""What Twilio's answers to a new message or call mean."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome, outcome_of_http_status
from hikeshi_server.outbound.http_client import Answer, DestinationUnreachableError
from hikeshi_server.outbound.http_client.retry_after import parse_retry_after
from hikeshi_server.outbound.plain_text import one_line

#: The number is wrong, cannot be reached, or wants nothing (twilio.com/docs/api/errors/<code>);
#: what an account may not do, such as 21408 for a country, another account may.
BAD_NUMBER = frozenset({21201, 21211, 21214, 21217, 21265, 21604, 21610, 21614})
#: The person wrote STOP (twilio.com/docs/api/errors/21610).
UNSUBSCRIBED = 21610
#: Too many requests, whatever the status (twilio.com/docs/api/errors/20429).
_BUSY = 20429
#: A gateway passed the request on and heard nothing (RFC 9110, section 15.6.5).
_NO_ANSWER_BEHIND = 504
_LONGEST_EVIDENCE = 200


def report_of(answer: Answer, now: datetime) -> DeliveryReport:
    """Return what came of it: 201 is accepted, and no more."""
    said = _said(answer.text)
    code = said.get("code") if isinstance(said.get("code"), int) else None
    outcome = Outcome.RETRYABLE if code == _BUSY else outcome_of_http_status(answer.status)
    if outcome is Outcome.ACCEPTED and not isinstance(said.get("sid"), str):
        # A proxy's page says 200, too: without the message's name nothing was taken on.
        outcome = Outcome.RETRYABLE
    return DeliveryReport(
        outcome=outcome,
        reason=_reason(answer.status, code, said),
        evidence=_evidence(answer.status, said),
        retry_after=None
        if outcome.arrived
        else parse_retry_after(answer.headers.get("retry-after"), now),
        unsubscribed=code == UNSUBSCRIBED,
        maybe_taken=answer.status == _NO_ANSWER_BEHIND,
        bad_address=code in BAD_NUMBER,
    )


def unreachable(error: DestinationUnreachableError) -> DeliveryReport:
    """Return the report of an attempt without a whole answer."""
    return DeliveryReport(
        outcome=Outcome.RETRYABLE,
        reason=error.detail,
        evidence={"sent": "maybe" if error.maybe_sent else "no"},
        maybe_taken=error.maybe_sent,
    )


def failed(reason: str) -> DeliveryReport:
    """Return the report of an attempt that was not even made."""
    return DeliveryReport(
        outcome=Outcome.PERMANENT, reason=one_line(reason, 300), evidence={"sent": "no"}
    )


def _said(text: str) -> Mapping[str, Any]:
    try:
        said = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _reason(status: int, code: int | None, said: Mapping[str, Any]) -> str:
    if code is None:
        return f"Twilio answered {status}."
    message = one_line(str(said.get("message", "")), _LONGEST_EVIDENCE)
    return f"Twilio answered {status}, error {code}: {message}"


def _evidence(status: int, said: Mapping[str, Any]) -> Mapping[str, str]:
    evidence = {"status": str(status)}
    for name in ("sid", "code", "message"):
        if isinstance(said.get(name), str | int):
            evidence[name] = one_line(str(said[name]), _LONGEST_EVIDENCE)
    if isinstance(said.get("status"), str):
        evidence["state"] = one_line(said["status"], _LONGEST_EVIDENCE)
    return evidence
