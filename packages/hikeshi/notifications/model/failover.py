"""A channel with several providers: which one is asked, and what it means that several were.

They are asked in their order. What a provider has certainly not taken on goes to the next one at
once, in the same attempt. Where nobody knows whether it has it, the attempt ends, and the next one
begins with the next provider: asking both at once would tell the person twice. What is wrong with
the address is wrong everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from attrs import evolve, frozen

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome

#: In the evidence of an attempt: whose answer decided it.
PROVIDER = "provider"
#: In the evidence of an attempt: whom the next one begins with.
NEXT = "next"


@frozen
class Try:
    """What one provider said within an attempt; also that it was passed over, and why."""

    provider: str
    report: DeliveryReport


def in_turn(providers: Sequence[str], first: str) -> Sequence[str]:
    """Return the providers in the order an attempt asks them.

    Args:
        first: Whom it begins with; one that is not there any more = as they are ordered.
    """
    start = providers.index(first) if first in providers else 0
    return (*providers[start:], *providers[:start])


def asks_another(report: DeliveryReport) -> bool:
    """Say whether the next provider is asked at once: this one certainly does not have it."""
    return not (report.outcome.arrived or report.maybe_taken or report.bad_address)


def summed_up(tries: Sequence[Try], providers: Sequence[str]) -> DeliveryReport:
    """Return the report of an attempt: who answered what, and which answer counts.

    Where all failed, it may be repeated if any of them may be asked again, as soon as the first
    of them may.

    Args:
        tries: At least one, in their order.
        providers: All of the channel; with one alone its report is the attempt's.
    """
    if len(providers) == 1:
        return tries[0].report
    deciding = _deciding(tries)
    report = deciding.report
    return evolve(
        report,
        reason="; ".join(f"{each.provider}: {each.report.reason}" for each in tries),
        evidence=_evidence(tries, deciding, _next(tries, providers)),
        retry_after=_soonest(tries) if report.outcome is Outcome.RETRYABLE else None,
        away=all(each.report.away for each in tries),
    )


def first_of_repetition(evidence: Mapping[str, str]) -> str:
    """Return whom the next attempt begins with, after one with that evidence."""
    return evidence.get(NEXT, "")


def is_overruled(evidence: Mapping[str, str], later: DeliveryReport) -> bool:
    """Say whether later bad word is about a try that another provider stood in for.

    Args:
        evidence: Of the attempt it is about.
        later: What a provider said afterwards; its evidence says which one.
    """
    told, speaks = evidence.get(PROVIDER), later.evidence.get(PROVIDER)
    return bool(told and speaks) and told != speaks and not later.outcome.arrived


def said_by(provider: str, evidence: Mapping[str, str]) -> Mapping[str, str]:
    """Return the evidence of one try as it stands beside that of the one that counts."""
    return {f"{provider}.{name}": value for name, value in evidence.items() if name != PROVIDER}


def _deciding(tries: Sequence[Try]) -> Try:
    last = tries[-1]
    if not asks_another(last.report):
        return last
    repeatable = [each for each in tries if each.report.outcome is Outcome.RETRYABLE]
    return repeatable[-1] if repeatable else last


def _next(tries: Sequence[Try], providers: Sequence[str]) -> str | None:
    last = tries[-1]
    was_cut_short = len(tries) < len(providers) and asks_another(last.report)
    if not (last.report.maybe_taken or was_cut_short):
        return None
    return in_turn(providers, last.provider)[1]


def _evidence(tries: Iterable[Try], deciding: Try, following: str | None) -> Mapping[str, str]:
    found = {PROVIDER: deciding.provider, **deciding.report.evidence}
    for each in tries:
        if each is not deciding:
            # Its reason, too: that of the attempt is another one once there is a callback.
            said = {"reason": each.report.reason, **each.report.evidence}
            found.update(said_by(each.provider, said))
    return found if following is None else {**found, NEXT: following}


def _soonest(tries: Iterable[Try]) -> timedelta | None:
    waits = [
        each.report.retry_after or timedelta(0)
        for each in tries
        if each.report.outcome is Outcome.RETRYABLE
    ]
    return min(waits) or None
