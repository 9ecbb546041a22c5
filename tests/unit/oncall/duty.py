"""People who are on call in turn and trade their shifts, with everything in memory.

Ana (A) has the weeks of 5 and 19 January 2026, Ben (B) those of 12 and 26; Cho (C) and Dai (D) are
in the team too. It is Wednesday 14 January, noon, and Ben is on call.
"""

from attrs import define, field
from tests.unit.oncall.builders import TEAM, A, B, C, D, a_layer, a_schedule, utc
from tests.unit.oncall.works import NOW

from hikeshi.kernel.actor import Actor, ActorKind, Role, TeamRole
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.oncall import SwapDraft, merged_shifts
from hikeshi.oncall.use_cases.offer_swap import OfferSwap
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User

SCHEDULE = a_schedule(a_layer(A, B))
KEYS = {A: "ana", B: "ben", C: "cho", D: "dai"}


def responder(user_id):
    """A member of the team that owns the schedule."""
    return Actor(ActorKind.USER, user_id, Role.OBSERVER, ((TEAM, TeamRole.RESPONDER),))


def manager(user_id=D):
    """A member who configures what is the team's."""
    return Actor(ActorKind.USER, user_id, Role.OBSERVER, ((TEAM, TeamRole.MANAGER),))


def observer(user_id):
    """A member who only looks on."""
    return Actor(ActorKind.USER, user_id, Role.OBSERVER, ((TEAM, TeamRole.OBSERVER),))


def a_draft(giver=A, start="2026-01-20", end="2026-01-21", asked=None, **fields):
    """What somebody offers; by default Ana the Tuesday of her next week, to everybody."""
    return SwapDraft(
        schedule_id=SCHEDULE.id,
        giver_id=giver,
        start=utc(start),
        end=utc(end),
        asked_id=asked,
        **fields,
    )


@define(eq=False, slots=False)
class Duty:
    """Use cases run here, each in a work that settles."""

    store: Store = field(factory=Store)
    clock: FixedClock = field(factory=lambda: FixedClock(NOW))
    events: list = field(factory=list)

    def __attrs_post_init__(self):
        people = [User(id=u, key=key, name=key, email=f"{key}@x.org") for u, key in KEYS.items()]
        for user in people:
            self.store.users.put(user.id, user)
        members = tuple(Membership(user.id, TeamRole.RESPONDER) for user in people)
        self.store.teams.put(TEAM, Team(id=TEAM, key="sre", name="SRE", members=members))
        self.store.schedules.put(SCHEDULE.id, SCHEDULE)
        self.store.commit()
        self.store.configuration_changed()
        self.transactions = InMemoryTransactions(
            self.store, self.clock, CountingIds(), self.events.extend
        )

    @property
    def schedule(self):
        """The schedule as it is kept."""
        return self.store.schedules.rows[SCHEDULE.id]

    def swap(self, swap):
        """A swap as it is kept."""
        return self.store.swaps.rows[swap.id]

    def names(self):
        """The kinds of the events so far."""
        return [type(event).__name__ for event in self.events]

    def shifts(self, interval):
        """Who is on call in an interval, merged per person."""
        return merged_shifts(self.schedule, interval)

    async def do(self, use_case, *given, **more):
        """Run a use case."""
        answer = await self.transactions.run(lambda work: use_case(work, *given, **more))
        if type(use_case).__module__.startswith("hikeshi.oncall.use_cases."):
            self.check_versions()
        return answer

    def check_versions(self):
        """Whatever changes a schedule, what is known of it is kept from then on."""
        for schedule in self.store.schedules.rows.values():
            kept = self.store.schedule_versions.rows.get((schedule.id, schedule.version))
            assert schedule.version == 1 or kept.schedule.version == schedule.version

    async def offered(self, *given, **fields):
        """Let the giver offer something."""
        draft = a_draft(*given, **fields)
        return await self.do(OfferSwap(), draft, by=responder(draft.giver_id))
