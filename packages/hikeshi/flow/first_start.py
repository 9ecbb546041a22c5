"""What a first start sets up: somebody who may do everything, and whom to page at last."""

from collections.abc import Iterable
from datetime import timedelta

from attrs import evolve, field, frozen

from hikeshi.access.model.credential import check_password
from hikeshi.access.ports import PasswordHasher, SecretSource
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
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User

DEFAULT_EMAIL = "owner@localhost"
#: Whom nobody answered is tried again by everybody, at this pace.
LAST_RESORT_EVERY = timedelta(minutes=15)


@frozen
class FirstOwner:
    """The owner a first start made.

    Args:
        password: Made up here, to be shown once; nothing when it was given.
    """

    email: str
    password: str | None = field(repr=False)


@frozen
class FirstStart:
    """Makes the first owner where there is nobody yet."""

    transactions: Transactions
    passwords: PasswordHasher
    secrets: SecretSource
    change_password: ChangePassword

    async def __call__(self, email: str | None, password: str | None) -> FirstOwner | None:
        """Return the owner that was made; nothing where there are people already.

        Raises:
            WeakPasswordError: The given password is too easy to guess.
        """
        if await self.transactions.run(_has_people):
            return None
        owner = FirstOwner(email or DEFAULT_EMAIL, None if password else self.secrets.password())
        chosen = check_password(password or owner.password or "", owner.email)
        new_hash = await self.passwords.hash(chosen)

        async def make(work: Work) -> FirstOwner | None:
            if await _has_people(work):
                return None
            user_id = await ensure_first_owner(work, owner.email)
            await self.change_password(work, user_id, new_hash=new_hash, by=SYSTEM)
            return owner

        try:
            return await self.transactions.run(make)
        except ConflictError:
            # Another one started at the same instant and was first.
            if await self.transactions.run(_has_people):
                return None
            raise


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
