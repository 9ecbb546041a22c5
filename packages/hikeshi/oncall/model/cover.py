"""Who could stand in: candidates ranked by what speaks against them, then by their load."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval, merge
from hikeshi.oncall.model.rest_rules import RestRules

#: Load is balanced over the four weeks before.
LOAD_SPAN = timedelta(days=28)

UNAVAILABLE = "unavailable"
ALREADY_ON_CALL = "already_on_call"


@frozen(kw_only=True)
class Candidate:
    """Somebody who could stand in.

    Args:
        key: What decides between equals.
        duties: When they are on call, in whatever schedule, from the span of load before the time
            in question to the reach of the rest rules after it.
        absences: When they cannot be.
        zone: Their own; nights are counted on its clock.
    """

    user_id: UserId
    key: str
    duties: Sequence[Interval] = ()
    absences: Sequence[Interval] = ()
    zone: ZoneInfo


@frozen(kw_only=True)
class Suggestion:
    """A candidate, judged.

    Args:
        fits: Nothing speaks against them.
        reasons: What does: `unavailable`, `already_on_call`, or the rest rule that would break.
        load: Time on call in the four weeks before.
    """

    user_id: UserId
    fits: bool
    reasons: tuple[str, ...]
    load: timedelta


def suggest_cover(
    interval: Interval, candidates: Iterable[Candidate], rules: RestRules
) -> tuple[Suggestion, ...]:
    """Rank who could be on call in an interval.

    Those whom nothing speaks against come first, the least loaded of them before the others; then
    the rest, fewest reasons first, and whoever is unavailable last. Equals go by their key.
    """
    judged = [(_judged(interval, each, rules), each.key) for each in candidates]
    judged.sort(key=lambda pair: (*_rank(pair[0]), pair[1]))
    return tuple(suggestion for suggestion, _ in judged)


def _rank(suggestion: Suggestion) -> tuple[bool, int, timedelta]:
    return UNAVAILABLE in suggestion.reasons, len(suggestion.reasons), suggestion.load


def _judged(interval: Interval, candidate: Candidate, rules: RestRules) -> Suggestion:
    reasons: list[str] = []
    if any(interval.overlaps(absence) for absence in candidate.absences):
        reasons.append(UNAVAILABLE)
    if any(interval.overlaps(duty) for duty in candidate.duties):
        reasons.append(ALREADY_ON_CALL)
    breaches = rules.breaches(interval, candidate.duties, candidate.zone)
    reasons += [breach.value for breach in breaches]
    return Suggestion(
        user_id=candidate.user_id,
        fits=not reasons,
        reasons=tuple(reasons),
        load=_load(Interval(interval.start - LOAD_SPAN, interval.start), candidate.duties),
    )


def _load(before: Interval, duties: Iterable[Interval]) -> timedelta:
    common = (before.intersect(duty) for duty in duties)
    return sum((each.duration for each in merge(filter(None, common))), timedelta())
