"""Making changes to services, senders, routes, groupings and what holds for everybody."""

from hikeshi.alerts.use_cases.replace_routes import RouteDraft
from hikeshi.configuration.applying.making import Making
from hikeshi.configuration.planning.changes import Action, Change
from hikeshi.teams.model.drafts import HolidaySetDraft, IntegrationDraft, ServiceDraft, draft_of


async def make_service(making: Making, change: Change) -> None:
    """Create a service, change it, or delete it."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("services", change.key)
        await verbs.delete_service(work, gone.id, by=by, expected_version=gone.version)
        return
    service = making.wanted("services", change.key)
    draft = draft_of(ServiceDraft, service)
    if change.action is Action.CREATE:
        making.note(service.id, (await verbs.create_service(work, draft, by=by)).id)
        return
    await verbs.edit_service(
        work, service.id, lambda _: draft, by=by, expected_version=service.version
    )


async def make_holiday_set(making: Making, change: Change) -> None:
    """Create a set of holidays, change it, or delete it."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("holidays", change.key)
        await verbs.delete_holiday_set(work, gone.id, by=by, expected_version=gone.version)
        return
    found = making.wanted("holidays", change.key)
    draft = draft_of(HolidaySetDraft, found)
    if change.action is Action.CREATE:
        making.note(found.id, (await verbs.create_holiday_set(work, draft, by=by)).id)
        return
    await verbs.edit_holiday_set(
        work, found.id, lambda _: draft, by=by, expected_version=found.version
    )


async def make_integration(making: Making, change: Change) -> None:
    """Let a sender post signals, change it, or stop listening to it; keys are never touched."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("integrations", change.key)
        await verbs.delete_integration(work, gone.id, by=by, expected_version=gone.version)
        return
    sender = making.wanted("integrations", change.key)
    draft = draft_of(IntegrationDraft, sender)
    if change.action is Action.CREATE:
        making.note(sender.id, (await verbs.create_integration(work, draft, by=by)).id)
        return
    await verbs.edit_integration(
        work, sender.id, lambda _: draft, by=by, expected_version=sender.version
    )


async def make_routes(making: Making, change: Change) -> None:
    """Write the list of routes anew."""
    del change
    drafts = [
        RouteDraft(service_id=route.service_id, labels=route.labels, severity=route.severity)
        for route in making.renamed(making.plan.after.routes)
    ]
    await making.verbs.replace_routes(making.work, drafts, by=making.by)


async def make_groupings(making: Making, change: Change) -> None:
    """Write anew how services group their alerts."""
    del change
    groupings = making.renamed(tuple(making.plan.after.groupings.values()))
    await making.verbs.replace_groupings(making.work, groupings, by=making.by)


async def make_organisation(making: Making, change: Change) -> None:
    """Say anew what holds for everybody."""
    del change
    wanted = making.renamed(making.plan.after.organisation)
    await making.verbs.change_organisation(making.work, wanted, by=making.by)
