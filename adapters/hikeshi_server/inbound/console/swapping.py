"""Swaps as one person sees them: what waits for them, what they gave, what they can give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from hikeshi.flow.duty import swap_warnings
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import SwapId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import (
    Conflict,
    Schedule,
    Shift,
    Swap,
    SwapDraft,
    SwapStatus,
    held,
    swap_effect,
)
from hikeshi.oncall.model.extent import TooManyPiecesError
from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.decline_swap import DeclineSwap
from hikeshi.oncall.use_cases.offer_swap import OfferSwap
from hikeshi.oncall.use_cases.withdraw_swap import WithdrawSwap
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.local_input import read_local
from hikeshi_server.inbound.console.times import Times

#: Shifts are shown so far ahead.
AHEAD = timedelta(days=28)
#: More of them are left out.
MOST_SHIFTS = 50


@frozen(kw_only=True)
class SwapVerbs:
    """The use cases behind the buttons of the page about swaps."""

    offer: OfferSwap = field(factory=OfferSwap)
    accept: AcceptSwap = field(factory=AcceptSwap)
    decline: DeclineSwap = field(factory=DeclineSwap)
    withdraw: WithdrawSwap = field(factory=WithdrawSwap)


@frozen(kw_only=True)
class ShownSwap:
    """A swap, and what the reader may do with it."""

    swap: Swap
    schedule: Schedule
    may_take: bool
    may_decline: bool
    may_withdraw: bool


@frozen(kw_only=True)
class Look:
    """What somebody considers: a swap before it is offered, or before they take it.

    Args:
        after: Who would be on call, from its first instant to its last.
        against: What speaks against it; nothing of that forbids it.
    """

    swap: Swap
    schedule: Schedule
    taker_id: UserId | None
    after: tuple[Shift, ...]
    against: tuple[Conflict, ...]


def coming_shifts(
    schedules: Iterable[Schedule], user_id: UserId, now: datetime
) -> list[tuple[Schedule, Interval]]:
    """Return a person's shifts of the next weeks, the next one first."""
    found = [
        (schedule, shift) for schedule in schedules for shift in _shifts(schedule, user_id, now)
    ]
    return sorted(found, key=lambda each: (each[1], each[0].key))[:MOST_SHIFTS]


def _shifts(schedule: Schedule, user_id: UserId, now: datetime) -> Iterator[Interval]:
    if not schedule.names(user_id, now):
        return
    try:
        yield from held(schedule, user_id, Interval(now, now + AHEAD))
    except TooManyPiecesError:
        return


def sides_of(rows: Sequence[ShownSwap], user_id: UserId) -> Mapping[str, tuple[ShownSwap, ...]]:
    """Return swaps as a person looks for them: `asked`, `open`, `given`, `agreed` and `others`."""
    sides: dict[str, list[ShownSwap]] = {
        name: [] for name in ("asked", "given", "open", "agreed", "others")
    }
    for row in rows:
        sides[_side(row.swap, user_id)].append(row)
    return {name: tuple(found) for name, found in sides.items()}


def _side(swap: Swap, user_id: UserId) -> str:
    if swap.status is SwapStatus.ACCEPTED:
        return "agreed"
    if swap.giver_id == user_id:
        return "given"
    if swap.asked_id is None:
        return "open"
    return "asked" if swap.asked_id == user_id else "others"


def read_offer(
    form: Mapping[str, str],
    giver_id: UserId,
    schedules: Iterable[Schedule],
    people: Iterable[User],
    times: Times,
) -> SwapDraft:
    """Return what a form offers of a person's own time.

    Raises:
        InvalidError: Naming the field.
    """
    schedule = next((each for each in schedules if each.key == form.get("schedule")), None)
    if schedule is None:
        raise InvalidError.at("/schedule", "must be chosen from the list")
    return SwapDraft(
        schedule_id=schedule.id,
        giver_id=giver_id,
        start=read_local(form.get("start", ""), times, "/start"),
        end=read_local(form.get("end", ""), times, "/end"),
        asked_id=_asked(form.get("asked", ""), people),
        in_return=_in_return(form, times),
    )


async def look(work: Work, swap: Swap, schedule: Schedule, taker_id: UserId | None) -> Look:
    """Return what a swap would change, and what speaks against it.

    Args:
        work: The unit of work.
        swap: As it would be, or is.
        schedule: Its own.
        taker_id: Who would take it; nothing = whoever comes first.
    """
    after = swap_effect(schedule, swap, taker_id, work.now).after if taker_id is not None else ()
    against = await swap_warnings(work, swap, taker_id)
    return Look(swap=swap, schedule=schedule, taker_id=taker_id, after=after, against=against)


async def considered_offer(work: Work, draft: SwapDraft, schedule: Schedule) -> Look:
    """Return what an offer would change that does not exist yet.

    Raises:
        NothingToGiveError: There is no shift of that person in that time.
    """
    swap = draft.to_swap(schedule, SwapId(work.ids()), work.now)
    return await look(work, swap, schedule, draft.asked_id)


def _asked(key: str, people: Iterable[User]) -> UserId | None:
    if not key:
        return None
    for user in people:
        if user.key == key and user.active:
            return user.id
    raise InvalidError.at("/asked", Sentence("“{key}” is nobody's key", key=key))


def _in_return(form: Mapping[str, str], times: Times) -> Interval | None:
    names = ("return_start", "return_end")
    if not any(form.get(name) for name in names):
        return None
    start, end = (read_local(form.get(name, ""), times, f"/{name}") for name in names)
    if end <= start:
        raise InvalidError.at("/return_end", "must be after the start")
    return Interval(start, end)
