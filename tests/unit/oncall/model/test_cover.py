"""Who could stand in: candidates ranked by what speaks against them, then by their load."""

from datetime import timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from tests.unit.oncall.builders import A, B, C, D, span

from hikeshi.oncall import Candidate, RestRules, suggest_cover

DUTY = span("2026-01-12T09:00", "2026-01-13T09:00")
DAY = span("2026-01-06", "2026-01-07")


def a_candidate(user_id, key, *, duties=(), absences=()):
    """Somebody who could stand in."""
    return Candidate(
        user_id=user_id, key=key, duties=duties, absences=absences, zone=ZoneInfo("UTC")
    )


ANA = a_candidate(A, "ana", duties=(DAY,))
BEN = a_candidate(B, "ben")
CHO = a_candidate(C, "cho", absences=(span("2026-01-13", "2026-01-14"),))
DAI = a_candidate(D, "dai", duties=(span("2026-01-12T08:00", "2026-01-12T12:00"),))


def test_the_least_loaded_who_fits_comes_first():
    """Then who fits with more behind them, then who does not; the unavailable last."""
    found = suggest_cover(DUTY, (CHO, DAI, ANA, BEN), RestRules())

    assert [(each.user_id, each.fits, each.reasons) for each in found] == [
        (B, True, ()),
        (A, True, ()),
        (D, False, ("already_on_call",)),
        (C, False, ("unavailable",)),
    ]
    assert [each.load for each in found[:2]] == [timedelta(), timedelta(days=1)]


def test_too_little_rest_speaks_against_somebody():
    """What the rules of rest say is among the reasons, and who breaks them does not fit."""
    tired = a_candidate(A, "ana", duties=(span("2026-01-11T09:00", "2026-01-12T08:00"),))

    [found] = suggest_cover(DUTY, (tired,), RestRules())

    assert (found.fits, found.reasons) == (False, ("too_little_rest",))


def test_the_order_does_not_depend_on_how_they_were_listed():
    """Equals go by their key."""
    equals = [a_candidate(A, "zoe"), a_candidate(B, "ben"), a_candidate(C, "cho")]
    found = {
        tuple(each.user_id for each in suggest_cover(DUTY, order, RestRules()))
        for order in permutations(equals)
    }

    assert found == {(B, C, A)}


def test_only_the_four_weeks_before_are_a_load():
    """What is older, or still to come, weighs nothing."""
    duties = (span("2025-12-01", "2025-12-15T21:00"), span("2026-01-20", "2026-01-27"))
    [found] = suggest_cover(DUTY, (a_candidate(A, "ana", duties=duties),), RestRules())

    assert found.load == timedelta(hours=12)
