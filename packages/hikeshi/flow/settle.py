"""Let everything that must be true together become true, then write it down."""

from collections import defaultdict
from collections.abc import Sequence

from hikeshi.flow.reactions import AFTER, REACTIONS, Within
from hikeshi.flow.records import audit_entries, tell, timeline_entries
from hikeshi.flow.work import OutboxRow, Work
from hikeshi.kernel.events import Event

#: A chain of consequences longer than this is a defect.
ROUNDS = 8


class EndlessConsequencesError(RuntimeError):
    """Consequences keep causing consequences; the work is rolled back."""


async def settle(work: Work) -> Sequence[Event]:
    """Run the consequences of a work's events until none follow; write timeline and journal.

    Events are grouped by kind and handed to the rows of the reactions table in its order.
    Called once, by the edge that opened the work, right before it commits.

    Returns:
        Everything that happened, in order.

    Raises:
        EndlessConsequencesError: After `ROUNDS` rounds there is still something to do.
    """
    happened: list[Event] = []
    for _ in range(ROUNDS):
        events = work.drain()
        if not events:
            break
        happened.extend(events)
        await _react(work, events)
    else:
        if work.drain():
            raise EndlessConsequencesError
    if happened:
        await _write_down(work, happened)
    return happened


async def _react(work: Work, events: Sequence[Event]) -> None:
    by_kind: dict[type[Event], list[Event]] = defaultdict(list)
    for event in events:
        by_kind[type(event)].append(event)
    for row in REACTIONS:
        if row.on in by_kind and isinstance(row, Within):
            await row.consequence(work, by_kind[row.on])


async def _write_down(work: Work, happened: Sequence[Event]) -> None:
    if work.keeps_records:
        told = tell(happened)
        entries = timeline_entries(told)
        if entries:
            await work.timeline.append_many(entries)
        await work.journal.append_many(audit_entries(told, happened, work.ids, work.request_id))
    rows = [
        OutboxRow(row.name, event) for row in AFTER for event in happened if type(event) is row.on
    ]
    if rows:
        await work.outbox.append_many(rows)


async def run_outbox(work: Work, *, limit: int = 200) -> int:
    """Do what follows after earlier commits; return how many rows were taken."""
    rows = await work.outbox.take(limit)
    by_name: dict[str, list[Event]] = defaultdict(list)
    for taken in rows:
        by_name[taken.consequence].append(taken.event)
    for row in AFTER:
        if row.name in by_name:
            await row.consequence(work, by_name[row.name])
    return len(rows)
