"""How people are reached: what the buttons of that page do."""

from collections.abc import Callable, Sequence

from attrs import evolve, field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.usages import uses_of_contact_method
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ConflictError, InvalidError
from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId, UserId
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.notifications.errors import NotificationRuleNotFoundError
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.notifications.use_cases.create_rule import CreateRule
from hikeshi.notifications.use_cases.delete_rule import DeleteRule
from hikeshi.notifications.use_cases.edit_rule import EditRule
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.model.contact_method import CODE_KINDS, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.use_cases.edit_user import EditUser
from hikeshi.teams.use_cases.verify_contact_method import VerifyContactMethod
from hikeshi_server.inbound.console.methods import MethodVerbs


class MethodInUseError(ConflictError):
    """A notification rule uses this contact method; change or remove the rule first."""


@frozen(kw_only=True)
class Reaching:
    """Changes how one person is reached; whose it is to change, the use cases ask."""

    methods: MethodVerbs
    verify_contact_method: VerifyContactMethod = field(factory=VerifyContactMethod)
    create_rule: CreateRule = field(factory=CreateRule)
    edit_rule: EditRule = field(factory=EditRule)
    delete_rule: DeleteRule = field(factory=DeleteRule)
    edit_user: EditUser = field(factory=EditUser)

    async def add_method(
        self, work: Work, draft: ContactMethodDraft, *, by: Actor
    ) -> ContactMethod:
        """Add a method and have a code sent there; without a key it gets one after its kind.

        Raises:
            ConflictError: The person has that method already.
            TooManyCodesError: Enough codes were sent to them of late.
        """
        theirs = await work.contact_methods.list_of(draft.user_id or UserId(by.id or work.ids()))
        if any((each.kind, each.address) == (draft.kind, draft.address) for each in theirs):
            raise ConflictError.at("/address", "is there already: look at the list")
        method = await self.methods.create(work, draft, by=by)
        if method.kind in CODE_KINDS:
            await self.methods.send_code(work, method.id, by=by)
        return method

    async def send_code(
        self, work: Work, person: UserId, method_id: ContactMethodId, *, by: Actor
    ) -> None:
        """Have another code sent to a method of the person."""
        await _method_of(work, person, method_id)
        await self.methods.send_code(work, method_id, by=by)

    async def confirm(
        self, work: Work, person: UserId, method_id: ContactMethodId, code: str, *, by: Actor
    ) -> ContactMethod | None:
        """Count a method as verified; nothing where the code is wrong, which is counted."""
        await _method_of(work, person, method_id)
        return await self.methods.confirm(work, method_id, code, by=by)

    async def vouch(
        self, work: Work, person: UserId, method_id: ContactMethodId, *, by: Actor
    ) -> None:
        """Count a method as verified because an admin says so."""
        await _method_of(work, person, method_id)
        await self.verify_contact_method(work, method_id, by=by)

    async def remove_method(
        self,
        work: Work,
        person: UserId,
        method_id: ContactMethodId,
        expected_version: int,
        *,
        by: Actor,
    ) -> None:
        """Take a method away.

        Raises:
            MethodInUseError: A rule names it.
        """
        await _method_of(work, person, method_id)
        uses = list(uses_of_contact_method(await work.directory(), method_id))
        await self.methods.delete(work, method_id, by=by, expected_version=expected_version)
        if uses:
            raise MethodInUseError

    async def add_rule(self, work: Work, draft: RuleDraft, *, by: Actor) -> None:
        """Add a rule.

        Raises:
            InvalidError: It asks about holidays nobody knows.
        """
        _check_holidays(await work.directory(), draft)
        await self.create_rule(work, draft, by=by)

    async def change_rule(
        self,
        work: Work,
        person: UserId,
        rule_id: NotificationRuleId,
        change: Callable[[RuleDraft], RuleDraft],
        expected_version: int,
        *,
        by: Actor,
    ) -> None:
        """Turn a rule into the rule as wanted.

        Raises:
            InvalidError: It asks about holidays nobody knows.
        """
        rule = await _rule_of(work, person, rule_id)
        _check_holidays(await work.directory(), change(RuleDraft.of(rule)))
        await self.edit_rule(work, rule_id, change, by=by, expected_version=expected_version)

    async def bring_forward(
        self,
        work: Work,
        person: UserId,
        rule_id: NotificationRuleId,
        expected_version: int,
        *,
        by: Actor,
    ) -> None:
        """Let a rule and the one that runs before it change their delays.

        Raises:
            ConflictError: None runs before it.
        """
        rule = await _rule_of(work, person, rule_id)
        rules = await work.notification_rules.list_of(person)
        before = one_before(rules, rule)
        if before is None:
            raise ConflictError("No rule of that urgency runs before this one.")
        for each, delay, version in (
            (rule, before.delay, expected_version),
            (before, rule.delay, before.version),
        ):
            await self.edit_rule(
                work,
                each.id,
                lambda draft, delay=delay: evolve(draft, delay=delay),  # type: ignore[misc]
                by=by,
                expected_version=version,
            )

    async def remove_rule(
        self,
        work: Work,
        person: UserId,
        rule_id: NotificationRuleId,
        expected_version: int,
        *,
        by: Actor,
    ) -> None:
        """Delete a rule."""
        await _rule_of(work, person, rule_id)
        await self.delete_rule(work, rule_id, by=by, expected_version=expected_version)

    async def keep_quiet(
        self,
        work: Work,
        person: UserId,
        quiet: QuietHours | None,
        expected_version: int,
        *,
        by: Actor,
    ) -> None:
        """Let the person's quiet hours be these; nothing = none."""
        await self.edit_user(
            work,
            person,
            lambda draft: evolve(draft, quiet_hours=quiet),
            by=by,
            expected_version=expected_version,
        )


def one_before(
    rules: Sequence[NotificationRule], rule: NotificationRule
) -> NotificationRule | None:
    """Return the rule of the same urgency whose delay is the next shorter one, if any."""
    sooner = [each for each in rules if each.urgency is rule.urgency and each.delay < rule.delay]
    return max(sooner, key=lambda each: each.delay, default=None)


async def _method_of(work: Work, person: UserId, method_id: ContactMethodId) -> ContactMethod:
    for method in await work.contact_methods.list_of(person):
        if method.id == method_id:
            return method
    raise ContactMethodNotFoundError


async def _rule_of(work: Work, person: UserId, rule_id: NotificationRuleId) -> NotificationRule:
    for rule in await work.notification_rules.list_of(person):
        if rule.id == rule_id:
            return rule
    raise NotificationRuleNotFoundError


def _check_holidays(directory: Directory, draft: RuleDraft) -> None:
    asked = draft.when.holidays if draft.when is not None else None
    if asked is not None and asked.set_id not in directory.holidays:
        raise InvalidError.at("/holidays", "must be chosen from the list")
