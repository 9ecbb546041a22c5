"""What a first start sets up: somebody who may do everything, and whom to page at last."""

from collections.abc import Iterable
from datetime import timedelta

from attrs import evolve, frozen

from hikeshi.access.model.credential import check_password
from hikeshi.access.ports import PasswordHasher
from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.escalation_policy import RepeatedPage, Target, TargetKind
from hikeshi.kernel.actor import SYSTEM, Role, TeamRole
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import (
    ContactMethodId,
    EventId,
    NotificationRuleId,
    TeamId,
    UserId,
)
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.teams.events import ObjectCreated
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod, check_address
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User

DEFAULT_EMAIL = "owner@localhost"
#: Whom nobody answered is tried again by everybody, at this pace.
LAST_RESORT_EVERY = timedelta(minutes=15)


@frozen
class FirstStart:
    """Makes the first owner where there is nobody yet."""

    transactions: Transactions
    passwords: PasswordHasher
    change_password: ChangePassword

    async def is_needed(self) -> bool:
        """Say whether there is nobody yet."""
        return not await self.transactions.run(_has_people)

    async def __call__(self, *, email: str, password: str) -> bool:
        """Return whether the owner was made; not where somebody is there already.

        Raises:
            WeakPasswordError: The password is too easy to guess.
            BadAddressError: That is no e-mail address.
        """
        check_address(ContactKind.EMAIL, email, "/email")
        new_hash = await self.passwords.hash(check_password(password, email, "/password"))

        async def make(work: Work) -> bool:
            if await _has_people(work):
                return False
            user_id = await ensure_first_owner(work, email)
            await self.change_password(work, user_id, new_hash=new_hash, by=SYSTEM)
            return True

        try:
            return await self.transactions.run(make)
        except ConflictError:
            # Another one started at the same instant and was first.
            if await self.is_needed():
                raise
            return False


async def ensure_first_owner(work: Work, email: str) -> UserId:
    """Make the owner, a way to page them, their team, and the last resort it is."""
    user = User(id=UserId(work.ids()), key="owner", name="Owner", email=email, role=Role.OWNER)
    team = Team(
        id=TeamId(work.ids()),
        key="responders",
        name="Responders",
        members=(Membership(user.id, TeamRole.MANAGER),),
    )
    method = ContactMethod(
        id=ContactMethodId(work.ids()),
        user_id=user.id,
        key="console",
        kind=ContactKind.CONSOLE,
        verified=True,
    )
    rules = [
        NotificationRule(
            id=NotificationRuleId(work.ids()),
            user_id=user.id,
            contact_method_id=method.id,
            urgency=urgency,
        )
        for urgency in Urgency
    ]
    await work.users.save_many([user])
    await work.teams.save_many([team])
    await work.contact_methods.save_many([method])
    await work.notification_rules.save_many(rules)
    await _ensure_last_resort(work, team)
    work.record(*_created(work, user, team, method, rules))
    return user.id


async def _has_people(work: Work) -> bool:
    return bool((await work.directory()).users)


async def _ensure_last_resort(work: Work, team: Team) -> None:
    organisation = await work.organisation.get()
    if organisation.last_resort is not None:
        return
    everybody = RepeatedPage(
        targets=(Target(TargetKind.TEAM, team.id, team.key),),
        every=LAST_RESORT_EVERY,
        after=LAST_RESORT_EVERY,
    )
    await work.organisation.save(evolve(organisation, last_resort=everybody))


def _created(
    work: Work, user: User, team: Team, method: ContactMethod, rules: Iterable[NotificationRule]
) -> Iterable[ObjectCreated]:
    made = [("user", user.id, user.key), ("team", team.id, team.key)]
    made.append(("contact_method", method.id, method.key))
    made.extend(("notification_rule", rule.id, rule.urgency.value) for rule in rules)
    for kind, object_id, key in made:
        yield ObjectCreated(
            id=EventId(work.ids()), at=work.now, by=SYSTEM, kind=kind, object_id=object_id, key=key
        )
