"""Let files hold: one work, in which everything they say becomes true, or nothing."""

from collections.abc import Awaitable, Callable, Mapping

from attrs import frozen

from hikeshi.configuration.applying.drills import make_drill
from hikeshi.configuration.applying.making import Making
from hikeshi.configuration.applying.oncall import make_policy, make_schedule
from hikeshi.configuration.applying.people import make_team, make_user
from hikeshi.configuration.applying.services import (
    make_groupings,
    make_holiday_set,
    make_integration,
    make_organisation,
    make_routes,
    make_service,
)
from hikeshi.configuration.applying.verbs import Verbs
from hikeshi.configuration.planning.changes import Change
from hikeshi.configuration.planning.drift import states
from hikeshi.configuration.planning.plan import Plan, plan
from hikeshi.configuration.planning.wanted import Wanted
from hikeshi.flow.applied_object import AppliedObject
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError

_MAKE: Mapping[str, Callable[[Making, Change], Awaitable[None]]] = {
    "users": make_user,
    "teams": make_team,
    "holidays": make_holiday_set,
    "schedules": make_schedule,
    "escalation_policies": make_policy,
    "drills": make_drill,
    "services": make_service,
    "integrations": make_integration,
    "routes": make_routes,
    "grouping": make_groupings,
    "organisation": make_organisation,
}


class PlanChangedError(StaleError):
    """Something else would change now than was planned: plan again, and look."""


@frozen
class ApplyConfiguration:
    """Let files hold from now on."""

    verbs: Verbs

    async def __call__(
        self,
        work: Work,
        wanted: Wanted,
        *,
        by: Actor,
        delete: bool = False,
        digest: str | None = None,
    ) -> Plan:
        """Make everything as the files say, through the verbs people use; return what changed.

        Args:
            work: Where it is done; nothing is committed here.
            wanted: What the files say.
            by: Who applies them; everything is theirs to administer.
            delete: What is not in a section the files have goes.
            digest: Of the plan that was looked at.

        Raises:
            ForbiddenError: Not everything is the actor's to administer.
            PlanChangedError: The plan is another one by now.
            UnreachableConfigurationError: What the files want cannot be.
            StaleError: Somebody changed an object meanwhile.
        """
        require(by, Permission.ADMINISTER)
        await work.hold_configuration()
        before = await work.directory()
        made = plan(before, wanted, work.now, delete=delete)
        if digest is not None and digest != made.digest:
            raise PlanChangedError
        making = Making(work, self.verbs, by, before, made)
        for change in made.changes:
            await _MAKE[change.kind](making, change)
        await _remember(work, wanted)
        return made


async def _remember(work: Work, wanted: Wanted) -> None:
    """Note how the files left what they speak of, to tell what is done to it elsewhere."""
    there, known = states(await work.directory(), work.now), await work.applied_objects.list_all()
    left = [
        AppliedObject(object_id=object_id, digest=digest, at=work.now)
        for place in wanted.places
        if (found := there.get(place)) is not None
        for object_id, digest in (found,)
        if object_id not in known or known[object_id].digest != digest
    ]
    if left:
        await work.applied_objects.save_many(left)
