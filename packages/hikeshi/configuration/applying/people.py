"""Making changes to people, what belongs to them, and teams."""

from collections.abc import Iterator
from uuid import UUID

from attrs import evolve

from hikeshi.configuration.applying.making import Making
from hikeshi.configuration.planning.changes import Action, Change
from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft, TeamDraft, UserDraft, draft_of
from hikeshi.teams.model.user import User

#: Fields of a person in a file that are objects of their own on a server.
_PERSONAL = frozenset({"contact_methods", "notification_rules"})


async def make_user(making: Making, change: Change) -> None:
    """Let a person in, or change who they are and how they are reached."""
    user: User = making.wanted("users", change.key)
    draft, planned = draft_of(UserDraft, user), user.id
    if change.action is Action.CREATE:
        made = await making.verbs.create_user(making.work, draft, by=making.by)
        making.note(planned, made.id)
    elif set(change.fields) - _PERSONAL:
        await making.verbs.edit_user(
            making.work,
            user.id,
            lambda _: draft,
            by=making.by,
            expected_version=user.version,
        )
    if _PERSONAL & set(change.fields):
        await _make_personal(making, planned)


async def make_team(making: Making, change: Change) -> None:
    """Form a team, change it, or dissolve it."""
    work, verbs, by = making.work, making.verbs, making.by
    if change.action is Action.DELETE:
        gone = making.existing("teams", change.key)
        await verbs.delete_team(work, gone.id, by=by, expected_version=gone.version)
        return
    team = making.wanted("teams", change.key)
    draft = draft_of(TeamDraft, team)
    if change.action is Action.CREATE:
        making.note(team.id, (await verbs.create_team(work, draft, by=by)).id)
        return
    await verbs.edit_team(work, team.id, lambda _: draft, by=by, expected_version=team.version)


async def _make_personal(making: Making, planned: UserId) -> None:
    """Rules go before the methods they use, and come after them."""
    before, after = making.before, making.plan.after
    old_rules = {rule.id: rule for rule in _rules(before, planned)}
    new_rules = {rule.id: rule for rule in _rules(after, planned)}
    for rule_id in old_rules.keys() - new_rules.keys():
        await making.verbs.delete_rule(making.work, rule_id, by=making.by)
    old = {method.id: method for method in _methods(before, planned)}
    new = {method.id: method for method in _methods(after, planned)}
    for method_id, method in new.items():
        await _make_method(making, old.get(method_id), method)
    for rule in new_rules.values():
        if rule.id not in old_rules:
            await making.verbs.create_rule(making.work, _draft(making.renamed(rule)), by=making.by)
    for method_id in old.keys() - new.keys():
        await making.verbs.delete_contact_method(making.work, method_id, by=making.by)


async def _make_method(
    making: Making, before: ContactMethod | None, planned: ContactMethod
) -> None:
    wanted = making.renamed(planned)
    draft = draft_of(ContactMethodDraft, wanted)
    if before is None:
        made = await making.verbs.create_contact_method(making.work, draft, by=making.by)
        making.note(planned.id, made.id)
    elif before.kind is not planned.kind:
        await _replace_method(making, before, planned.id, draft)
    elif evolve(planned, version=before.version) != before:
        await making.verbs.edit_contact_method(
            making.work, before.id, lambda _: draft, by=making.by, expected_version=before.version
        )


async def _replace_method(
    making: Making, before: ContactMethod, planned: ContactMethodId, draft: ContactMethodDraft
) -> None:
    """Put a method of another kind in the place of one: the rules that use it move over."""
    rules = [r for r in making.plan.after.notification_rules if r.contact_method_id == planned]
    kept = {rule.id for rule in making.before.notification_rules}
    for rule in rules:
        if rule.id in kept:
            await making.verbs.delete_rule(making.work, rule.id, by=making.by)
    await making.verbs.delete_contact_method(making.work, before.id, by=making.by)
    made = await making.verbs.create_contact_method(making.work, draft, by=making.by)
    making.note(planned, made.id)
    for rule in rules:
        if rule.id in kept:
            await making.verbs.create_rule(making.work, _draft(making.renamed(rule)), by=making.by)


def _draft(rule: NotificationRule) -> RuleDraft:
    return RuleDraft.of(rule)


def _methods(directory: Directory, user_id: UUID) -> Iterator[ContactMethod]:
    return (found for found in directory.contact_methods if found.user_id == user_id)


def _rules(directory: Directory, user_id: UUID) -> Iterator[NotificationRule]:
    return (found for found in directory.notification_rules if found.user_id == user_id)
