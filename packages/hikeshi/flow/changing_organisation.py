"""Say anew what holds for everybody: whom to page in the end, how messages are gathered."""

from uuid import UUID

from attrs import evolve, frozen

from hikeshi.flow.directory import Organisation
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.teams.events import ObjectChanged

#: The organisation is one; its facts need an identity all the same.
ORGANISATION = UUID(int=0)
_FIELDS = ("last_resort", "bundling")


@frozen
class ChangeOrganisation:
    """Say anew what holds for everybody."""

    async def __call__(self, work: Work, wanted: Organisation, *, by: Actor) -> Organisation:
        """Set it; without a last resort an exhausted policy ends in silence.

        Raises:
            ForbiddenError: What holds for everybody is not the actor's to administer.
        """
        require(by, Permission.ADMINISTER)
        before = await work.organisation.get()
        changed = tuple(name for name in _FIELDS if getattr(before, name) != getattr(wanted, name))
        if not changed:
            return before
        after = evolve(wanted, version=before.version + 1)
        await work.organisation.save(after)
        work.record(
            ObjectChanged(
                id=work.ids(),
                at=work.now,
                by=by,
                kind="organisation",
                object_id=ORGANISATION,
                key="organisation",
                fields=changed,
            )
        )
        return after
