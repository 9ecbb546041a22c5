"""Putting a configuration into a unit of work: what differs is written, the rest left alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.identities import from_a_file
from hikeshi.configuration.rescheduling import rescheduled
from hikeshi.flow.directory import Organisation
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.kernel.work import Documents
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.oncall import Schedule
from hikeshi.teams.model.contact_method import ContactMethod


async def load(work: Work, configuration: Configuration) -> None:
    """Make the work's configuration this one.

    New objects get version 1, changed ones the next version, and what is not in the
    configuration goes. Layers change from `work.now` on: the past stays, and a running turn stays
    with its holder. Silences and maintenance windows are what people do at work: those they made
    stay, and one of a file that was ended early stays ended.

    Args:
        work: Where it is written; nothing is committed here.
        configuration: What `read` returned.
    """
    existing = await work.contact_methods.list_all()
    methods, rules = _keep_identities(configuration, existing)
    schedules = await _with_past(work, configuration.schedules)
    written: list[tuple[Documents[Any, Any], Sequence[Any]]] = [
        (work.users, configuration.users),
        (work.teams, configuration.teams),
        (work.holiday_sets, configuration.holidays),
        (work.schedules, schedules),
        (work.escalation_policies, configuration.policies),
        (work.drills, configuration.drills),
        (work.services, configuration.services),
        (work.integrations, configuration.integrations),
        (work.routes, configuration.routes),
        (work.contact_methods, methods),
        (work.notification_rules, rules),
    ]
    for documents, wanted in written:
        await _save(documents, wanted)
    if set(await work.groupings.list_all()) != set(configuration.groupings):
        await work.groupings.replace_all(configuration.groupings)
    await _add_quiet(work, configuration)
    await _save_organisation(work, configuration.organisation)
    # What names others goes before what it names.
    for documents, wanted in reversed(written):
        await _delete_absent(documents, wanted)


async def _add_quiet(work: Work, configuration: Configuration) -> None:
    """Add what the file has and nobody knows yet; what only an earlier file had, goes."""
    kinds: list[tuple[Documents[Any, Any], Sequence[Any]]] = [
        (work.silences, configuration.silences),
        (work.maintenance_windows, configuration.maintenance_windows),
    ]
    for documents, wanted in kinds:
        known = {each.id for each in await documents.list_all()}
        gone = sorted(filter(from_a_file, known - {each.id for each in wanted}))
        if gone:
            await documents.delete_many(gone)
            await work.suppressed_alerts.look_again(work.now)
        added = [each for each in wanted if each.id not in known]
        if added:
            await documents.save_many(added)


async def _save(documents: Documents[Any, Any], wanted: Sequence[Any]) -> None:
    before = await documents.lock_many([each.id for each in wanted])
    await documents.save_many(changed(wanted, before))


def changed(wanted: Iterable[Any], before: Mapping[Any, Any]) -> list[Any]:
    """Return the objects that are new or differ, each with the version it gets."""
    found = []
    for each in wanted:
        old = before.get(each.id)
        if old is None:
            found.append(evolve(each, version=1))
        elif evolve(each, version=old.version) != old:
            found.append(evolve(each, version=old.version + 1))
    return found


async def _delete_absent(documents: Documents[Any, Any], wanted: Sequence[Any]) -> None:
    kept = {each.id for each in wanted}
    absent = [each.id for each in await documents.list_all() if each.id not in kept]
    if absent:
        await documents.delete_many(absent)


async def _with_past(work: Work, wanted: Sequence[Schedule]) -> list[Schedule]:
    before = await work.schedules.lock_many([schedule.id for schedule in wanted])
    return [
        rescheduled(before[schedule.id], schedule, work.now) if schedule.id in before else schedule
        for schedule in wanted
    ]


def _keep_identities(
    configuration: Configuration, existing: Iterable[ContactMethod]
) -> tuple[list[ContactMethod], list[NotificationRule]]:
    """Let a person's contact method stay the one it was when its place in the list changes."""
    known = {(method.user_id, method.key): method.id for method in existing}
    renamed: dict[ContactMethodId, ContactMethodId] = {
        method.id: known.get((method.user_id, method.key), method.id)
        for method in configuration.contact_methods
    }
    methods = [evolve(method, id=renamed[method.id]) for method in configuration.contact_methods]
    rules = [
        evolve(rule, contact_method_id=renamed[rule.contact_method_id])
        for rule in configuration.notification_rules
    ]
    return methods, rules


async def _save_organisation(work: Work, wanted: Organisation) -> None:
    before = await work.organisation.get()
    if evolve(wanted, version=before.version) != before:
        await work.organisation.save(evolve(wanted, version=before.version + 1))
