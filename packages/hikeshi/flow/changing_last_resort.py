"""Say anew whom the organisation pages when everybody else was paged in vain."""

from uuid import UUID

from attrs import evolve, frozen

from hikeshi.flow.directory import Organisation
from hikeshi.flow.work import Work
from hikeshi.incidents.model.escalation_policy import RepeatedPage
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.teams.events import ObjectChanged

#: The organisation is one; its facts need an identity all the same.
ORGANISATION = UUID(int=0)


@frozen
class ChangeLastResort:
    """Say anew whom the organisation pages when everybody else was paged in vain."""

    async def __call__(
        self, work: Work, last_resort: RepeatedPage | None, *, by: Actor
    ) -> Organisation:
        """Set the last resort; nothing = an exhausted policy ends in silence.

        Raises:
            ForbiddenError: What holds for everybody is not the actor's to administer.
        """
        require(by, Permission.ADMINISTER)
        before = await work.organisation.get()
        if before.last_resort == last_resort:
            return before
        after = evolve(before, last_resort=last_resort, version=before.version + 1)
        await work.organisation.save(after)
        work.record(
            ObjectChanged(
                id=work.ids(),
                at=work.now,
                by=by,
                kind="organisation",
                object_id=ORGANISATION,
                key="organisation",
                fields=("last_resort",),
            )
        )
        return after
