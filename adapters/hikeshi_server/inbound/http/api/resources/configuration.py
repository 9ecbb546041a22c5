"""/configuration: what is configured, as files have it; what files would change; files that hold"""

from attrs import evolve, frozen

from hikeshi.audit.queries import AuditEntryFilters, AuditQueries
from hikeshi.configuration.applying.apply import ApplyConfiguration
from hikeshi.configuration.exporting import Extent, exported
from hikeshi.configuration.planning.changes import Edited
from hikeshi.configuration.planning.drift import Drift, drifted
from hikeshi.configuration.planning.plan import Plan, plan
from hikeshi.configuration.planning.report import PlanReport, report
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.paging import PageRequest
from hikeshi_server.inbound.http.api.bodies.configuration import (
    AHEAD,
    ApplicationBody,
    ConfigurationView,
    ExportFilters,
    PlanBody,
    wanted,
)
from hikeshi_server.inbound.http.api.call import Call

#: Of so many objects at most the last edit is looked up.
MOST_LOOKED_UP = 50
#: What people do to schedules that no file speaks of.
_RUNTIME = ("override.",)


@frozen
class ConfigurationFiles:
    """/configuration"""

    transactions: Transactions
    audit: AuditQueries
    apply_configuration: ApplyConfiguration

    async def export(self, work: Work, call: Call, filters: ExportFilters) -> ConfigurationView:
        """GET /configuration"""
        del call
        extent = Extent(contacts=filters.contacts, overrides=filters.overrides)
        return ConfigurationView(configuration=exported(await work.directory(), work.now, extent))

    async def plan(self, call: Call, body: PlanBody) -> PlanReport:
        """POST /configuration/plans"""
        require(call.actor, Permission.ADMINISTER)
        files = wanted(body.configuration)

        async def look(work: Work) -> tuple[Directory, Plan, tuple[Drift, ...], Interval]:
            current, applied = await work.directory(), await work.applied_objects.list_all()
            made = plan(current, files, work.now, delete=body.delete)
            drift = tuple(drifted(made.changes, current, work.now, applied))
            return current, made, drift, body.interval(work.now)

        current, made, drift, interval = await self.transactions.run(look)
        edited = {d.object_id: await self._edited(d, current) for d in drift[:MOST_LOOKED_UP]}
        found = {(d.change.kind, d.change.key): edited.get(d.object_id, Edited()) for d in drift}
        told = tuple(evolve(c, edited_since=found.get((c.kind, c.key))) for c in made.changes)
        return report(current, evolve(made, changes=told), interval)

    async def apply(self, work: Work, call: Call, body: ApplicationBody) -> PlanReport:
        """POST /configuration/applications"""
        files, before = wanted(body.configuration), await work.directory()
        made = await self.apply_configuration(
            work, files, by=call.actor, delete=body.delete, digest=body.digest
        )
        return report(before, made, Interval(work.now, work.now + AHEAD))

    async def _edited(self, drift: Drift, current: Directory) -> Edited:
        """Look up who changed an object last since files spoke of it."""
        page = await self.audit.list_page(
            PageRequest(limit=20, sort="-at"), AuditEntryFilters(object_id=drift.object_id)
        )
        for entry in page.items:
            if entry.at > drift.since and not entry.type.startswith(_RUNTIME):
                user = current.users.get(UserId(entry.actor_id)) if entry.actor_id else None
                return Edited(at=rfc3339(entry.at), by=user.key if user is not None else None)
        return Edited()
