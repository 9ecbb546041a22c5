"""Deciding where steps take turns: two incidents at once get two different people."""

from collections.abc import Callable, Sequence

from attrs import evolve

from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.turns import Turns
from hikeshi.incidents.ports import IncidentWork

Decisions = Sequence[Decision]


async def in_turn(
    work: IncidentWork, moment: Moment, decide: Callable[[Moment], Decisions]
) -> Decisions:
    """Decide; where steps take turns, once more with their turns locked.

    Which steps ask for a turn does not depend on whose it is. The first decision finds them, so
    that nothing is locked where nobody asks. Turns are locked after incidents, in one order.

    Args:
        work: The unit of work.
        moment: When and on whose behalf.
        decide: The pure decisions, one after the other.
    """
    decisions = decide(moment)
    if not moment.turns.asked:
        return decisions
    turns = Turns(await work.turns.lock_many(moment.turns.asked))
    decisions = decide(evolve(moment, turns=turns))
    await work.turns.save_many(turns.taken)
    return decisions
