"""Offer time on call to the team, or ask one person to take it."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, span, utc, written
from tests.unit.oncall.duty import NOW, SCHEDULE, Duty, a_draft, manager, observer, responder

from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.kernel.ids import ScheduleId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import SwapStatus
from hikeshi.oncall.errors import NothingToGiveError, ScheduleNotFoundError, SwapOverlapError
from hikeshi.oncall.use_cases.offer_swap import OfferSwap


async def test_an_offer_is_bound_to_the_exact_shifts():
    """Only what is the giver's own is offered; they stay on call."""
    duty = Duty()

    swap = await duty.offered(start="2026-01-16", end="2026-01-20")

    assert swap.pieces == (span("2026-01-19T09:00", "2026-01-20"),)
    assert (swap.status, swap.expires_at) == (SwapStatus.OFFERED, swap.start)
    assert duty.names() == ["SwapOffered"]
    assert duty.schedule == SCHEDULE


async def test_asking_somebody_names_them():
    """A swap with a person in mind waits for that person alone."""
    swap = await Duty().offered(asked=C)

    assert (swap.status, swap.asked_id) == (SwapStatus.ASKED, C)


async def test_a_true_swap_binds_both_sides():
    """What comes in return is the asked person's own, exactly."""
    swap = await Duty().offered(asked=B, in_return=span("2026-01-31", "2026-02-03"))

    assert swap.returned == (span("2026-01-31", "2026-02-02T09:00"),)
    assert (swap.start, swap.end) == (swap.pieces[0].start, swap.returned[0].end)


async def test_a_running_shift_can_be_offered():
    """What is over of it is left out; the offer stands to the end of the shift."""
    swap = await Duty().offered(B, "2026-01-13", "2026-01-15")

    assert swap.pieces == (span(NOW.isoformat(), "2026-01-15"),)
    assert swap.expires_at == swap.end


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        pytest.param(a_draft(start="2026-01-14T13:00", end="2026-01-15"), 409, id="not theirs"),
        pytest.param(a_draft(start="2026-01-06", end="2026-01-07"), 409, id="over"),
        pytest.param(a_draft(C), 409, id="never on call"),
        pytest.param(
            a_draft(asked=C, in_return=span("2026-01-27", "2026-01-28")), 409, id="nothing back"
        ),
    ],
)
async def test_what_is_not_theirs_cannot_be_given(draft, error):
    """Nobody offers, or asks back, what nobody of the two is on call for."""
    duty = Duty()

    with pytest.raises(NothingToGiveError):
        await duty.do(OfferSwap(), draft, by=manager())

    assert (error, duty.events) == (409, [])


async def test_overlapping_offers_are_impossible():
    """The same hour is offered once; once that offer is gone, again."""
    duty = Duty()
    first = await duty.offered()

    with pytest.raises(SwapOverlapError):
        await duty.offered(start="2026-01-20T23:00", end="2026-01-22")

    duty.clock.instant = first.expires_at + timedelta(hours=1)
    assert await duty.offered(start="2026-01-20T12:00", end="2026-01-21")


async def test_neighbours_do_not_overlap():
    """An offer may begin where another ends, and others offer the same time of theirs."""
    duty = Duty()
    await duty.offered()

    assert await duty.offered(start="2026-01-21", end="2026-01-22")
    assert await duty.offered(B, "2026-01-27", "2026-01-28")


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        (responder(A), True),
        (manager(), True),
        (responder(B), False),
        (observer(A), False),
        (evolve(responder(A), scopes=frozenset({"read"})), False),
        (evolve(responder(A), scopes=frozenset({"override"})), True),
    ],
    ids=["own", "manager", "of another", "observer", "reading token", "token"],
)
async def test_one_s_own_shift_is_one_s_to_offer(by, allowed):
    """A responder gives away what is theirs; who configures the schedule, anything."""
    duty = Duty()

    if allowed:
        assert await duty.do(OfferSwap(), a_draft(), by=by)
    else:
        with pytest.raises(ForbiddenError):
            await duty.do(OfferSwap(), a_draft(), by=by)
        assert duty.events == []


async def test_nobody_who_left_is_asked():
    """A deactivated person would never be paged."""
    duty = Duty()
    duty.store.users.put(C, evolve(duty.store.users.rows[C], active=False))
    duty.store.configuration_changed()

    with pytest.raises(InvalidError, match="deactivated"):
        await duty.offered(asked=C)


async def test_an_unknown_schedule_is_said():
    """There is nothing to swap on."""
    draft = evolve(a_draft(), schedule_id=ScheduleId(C))

    with pytest.raises(ScheduleNotFoundError):
        await Duty().do(OfferSwap(), draft, by=manager())


def test_the_longest_swap_is_allowed():
    """92 days, on either side; a second more is not."""
    first, last = utc("2026-01-20"), utc("2026-04-22")
    back = Interval(last, last + timedelta(days=92))

    assert a_draft(end="2026-04-22", asked=B, in_return=back).end == first + timedelta(days=92)
    with pytest.raises(InvalidError):
        a_draft(end="2026-04-22T00:00:01")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"end": "2026-01-20"}, "/end"),
        ({"end": "2026-05-20"}, "/end"),
        ({"asked": A}, "/asked_id"),
        ({"in_return": span("2026-01-27", "2026-01-28")}, "/in_return"),
        ({"asked": B, "in_return": span("2026-01-20", "2026-01-22")}, "/in_return"),
        ({"asked": B, "in_return": span("2026-01-27", "2026-06-28")}, "/in_return"),
    ],
)
def test_what_makes_no_sense_has_its_place(fields, pointer):
    """A draft that breaks a rule names the field."""
    with pytest.raises(InvalidError) as refused:
        a_draft(**fields)

    assert refused.value.faults[0].pointer == pointer


def test_the_story_is_as_told():
    """Ana and Ben are on call in turn."""
    assert written(Duty().shifts(span("2026-01-12T09:00", "2026-01-26T09:00"))) == [
        ("01-12T09:00", "01-19T09:00", "b"),
        ("01-19T09:00", "01-26T09:00", "a"),
    ]
    assert issubclass(SwapOverlapError, ConflictError)
