"""Asks nobody who does not answer: after failures in a row a provider gets a rest.

One breaker for each provider, in each process. Closed, everything passes. After `MOST_FAILURES`
in a row it is open for `REST`: what would be sent is answered at once, so that nobody waits and
slots stay free. Then one message is tried; its end closes the breaker or opens it again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from attrs import define, evolve, field

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.outages import Outages

#: What all of them together are called where their state is shown.
PROVIDERS = "providers"
#: Failures in a row that open a breaker.
MOST_FAILURES = 5
#: So long an open breaker lets nothing pass.
REST = timedelta(seconds=15)
#: Kinds whose address names a provider of its own.
_BY_HOST = frozenset({"ntfy", "web_push", "webhook"})
#: Slack's words for its own trouble, in an answer of status 200.
_TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_NOT_AVAILABLE = "421"  # RFC 5321, section 4.2.3: the mail server closes the channel


@define
class _Breaker:
    failures: int = 0
    open_until: datetime | None = None
    is_trying: bool = False


@define
class Breakers:
    """The breakers of all providers of one process.

    Args:
        outages: Is told while one is open.
    """

    clock: Clock
    outages: Outages
    _breakers: dict[str, _Breaker] = field(factory=dict)

    async def guard(
        self, envelope: Envelope, send: Callable[[Envelope], Awaitable[DeliveryReport]]
    ) -> DeliveryReport:
        """Send, unless the provider rests; say so where the person's next method should help."""
        provider = provider_of(envelope)
        breaker = self._breakers.setdefault(provider, _Breaker())
        if not self._may_pass(breaker):
            return _resting(provider)
        breaker.is_trying = breaker.open_until is not None
        try:
            report = await send(envelope)
        except Exception:
            breaker.is_trying = False  # our own defect says nothing of the provider
            raise
        except BaseException:
            self._failed(provider, breaker)  # it took longer than anybody waits
            raise
        if not is_failure(report):
            self._answered(breaker)
            return report
        self._failed(provider, breaker)
        return evolve(report, away=breaker.open_until is not None)

    def _may_pass(self, breaker: _Breaker) -> bool:
        if breaker.open_until is None:
            return True
        return not breaker.is_trying and self.clock.now() >= breaker.open_until

    def _answered(self, breaker: _Breaker) -> None:
        was_open = breaker.open_until is not None
        breaker.failures, breaker.open_until, breaker.is_trying = 0, None, False
        if was_open and not any(each.open_until for each in self._breakers.values()):
            self.outages.end()

    def _failed(self, provider: str, breaker: _Breaker) -> None:
        breaker.failures += 1
        breaker.is_trying = False
        if breaker.failures >= MOST_FAILURES:
            breaker.open_until = self.clock.now() + REST
            self.outages.begin(f"{provider} failed {breaker.failures} times in a row")


def provider_of(envelope: Envelope) -> str:
    """Return who brings the message: the kind, or the host its address names."""
    if envelope.kind not in _BY_HOST:
        return envelope.kind
    try:
        host = urlsplit(envelope.recipient.address).hostname
    except ValueError:
        host = None
    return f"{envelope.kind} at {host}"


def is_failure(report: DeliveryReport) -> bool:
    """Say whether the provider itself is in trouble; one that refuses or asks to wait is there."""
    if report.outcome is not Outcome.RETRYABLE:
        return False
    evidence = report.evidence
    status = evidence.get("status", "")
    return (
        "sent" in evidence  # there was no whole answer
        or (status.isdecimal() and int(status) >= 500)
        or evidence.get("error") in _TROUBLE
        or evidence.get("code") == _NOT_AVAILABLE
    )


def _resting(provider: str) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.RETRYABLE,
        reason=f"{provider} has failed again and again; it is tried again soon.",
        evidence={"sent": "no", "breaker": "open"},
        away=True,
    )
