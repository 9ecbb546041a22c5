"""Whose turn it is on steps that page one target after the other, in PostgreSQL."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from hikeshi.incidents.model.turns import TurnPlace
from hikeshi_server.outbound.postgres.session import Session

# A place nobody asked about before gets its row here, so that there is something to lock. The
# array is sorted: two works that take several turns lock them in the same order.
_LOCK = """
INSERT INTO turns (policy_id, step, turn)
SELECT policy_id, step, 0 FROM unnest($1::uuid[], $2::bigint[]) AS wanted (policy_id, step)
ON CONFLICT (policy_id, step) DO UPDATE SET turn = turns.turn
RETURNING policy_id, step, turn
"""
_SAVE = """
UPDATE turns SET turn = n.turn
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS n (policy_id, step, turn)
WHERE turns.policy_id = n.policy_id AND turns.step = n.step
"""


@frozen
class PostgresTurnRepository:
    """Keeps whose turn it is on steps that page one target after the other."""

    _session: Session

    async def lock_many(self, places: Iterable[TurnPlace]) -> Mapping[TurnPlace, int]:
        """Return the turn of each place, from 0, locked in one order until the work ends."""
        wanted = sorted(set(places))
        policies, steps = [place.policy_id for place in wanted], [place.step for place in wanted]
        rows = await self._session.rows(_LOCK, policies, steps)
        return {TurnPlace(row["policy_id"], row["step"]): row["turn"] for row in rows}

    async def save_many(self, turns: Mapping[TurnPlace, int]) -> None:
        """Write the turns of locked places."""
        if not turns:
            return
        policies, steps = [place.policy_id for place in turns], [place.step for place in turns]
        await self._session.later(_SAVE, policies, steps, list(turns.values()))
