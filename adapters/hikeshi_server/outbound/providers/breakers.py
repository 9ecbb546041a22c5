"""Asks nobody who does not answer: after failures in a row a provider gets a rest.

One breaker for each provider, in each process. Closed, everything passes. After `MOST_FAILURES`
in a row it is open for `REST`: what would be sent is answered at once, so that nobody waits and
slots stay free. Then one message is tried; its end closes the breaker or opens it again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import structlog
from attrs import define, evolve, field

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi_server.outbound.outages import Outages

_log = structlog.get_logger(__name__)

#: What all of them together are called where their state is shown.
PROVIDERS = "providers"
#: Failures in a row that open a breaker.
MOST_FAILURES = 5
#: So long an open breaker lets nothing pass.
REST = timedelta(seconds=15)
#: Kinds whose address names a provider of its own.
BY_HOST = frozenset({"ntfy", "web_push", "webhook"})
#: Slack's words for its own trouble, in an answer of status 200.
_TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_NOT_AVAILABLE = "421"  # RFC 5321, section 4.2.3: the mail server closes the channel


def _nobody(name: str, resting: bool) -> None:
    del name, resting


@define
class Troubles:
    """Which providers of this process rest, in one sentence.

    Args:
        outages: Is told while one rests.
        tell: Is told the provider's name, and whether it rests.
    """

    outages: Outages
    tell: Callable[[str, bool], None] = _nobody
    _found: dict[str, str] = field(factory=dict)

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of those that rest."""
        return tuple(self._found)

    def begin(self, provider: str, failures: int) -> None:
        """Note that a provider gets a rest after so many failures."""
        if provider not in self._found:
            _log.warning("provider_rests", provider=provider, failures=failures)
        self._found[provider] = f"{provider} failed {failures} times in a row"
        self.tell(provider, True)
        self._show()

    def end(self, provider: str) -> None:
        """Note that a provider answers."""
        if self._found.pop(provider, None) is not None:
            _log.info("provider_answers", provider=provider)
            self.tell(provider, False)
            self._show()

    def _show(self) -> None:
        if self._found:
            self.outages.begin("; ".join(self._found.values()))
        else:
            self.outages.end()


@define
class Breaker:
    """The breaker of one provider.

    Args:
        provider: Its name.
        troubles: Are told while it is open.
    """

    provider: str
    clock: Clock
    troubles: Troubles
    _failures: int = 0
    _open_until: datetime | None = None
    _is_trying: bool = False

    def resting(self) -> DeliveryReport | None:
        """Return what is said of a message while the provider rests; nothing where it may pass."""
        if self._open_until is None:
            return None
        left = self._open_until - self.clock.now()
        if left <= timedelta(0) and not self._is_trying:
            return None
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=f"{self.provider} has failed again and again; it is tried again soon.",
            evidence={"sent": "no", "breaker": "open"},
            retry_after=max(left, timedelta(0)) or None,
            away=True,
        )

    async def guard(self, send: Callable[[], Awaitable[DeliveryReport]]) -> DeliveryReport:
        """Send, unless the provider rests; say so where the person's next method should help."""
        resting = self.resting()
        if resting is not None:
            return resting
        self._is_trying = self._open_until is not None
        try:
            report = await send()
        except Exception:
            self._is_trying = False  # our own defect says nothing of the provider
            raise
        except BaseException:
            self._failed()  # it took longer than anybody waits
            raise
        if not is_failure(report):
            self._answered()
            return report
        self._failed()
        return evolve(report, away=self._open_until is not None)

    def _answered(self) -> None:
        self._failures, self._open_until, self._is_trying = 0, None, False
        self.troubles.end(self.provider)

    def _failed(self) -> None:
        self._failures += 1
        self._is_trying = False
        if self._failures >= MOST_FAILURES:
            self._open_until = self.clock.now() + REST
            self.troubles.begin(self.provider, self._failures)


@lru_cache(maxsize=1_024)
def provider_of(kind: str, address: str) -> str:
    """Return who brings a message of a kind: the kind, or the host its address names."""
    if kind not in BY_HOST:
        return kind
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return f"{kind} at {host}"


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
