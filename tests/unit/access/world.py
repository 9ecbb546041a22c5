"""A small world with people in it, all of it in memory."""

from datetime import timedelta
from uuid import UUID

from attrs import define, evolve, field

from hikeshi.access.model.session import Device, SessionKind
from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.access.use_cases.charge_sign_in import ChargeSignIn
from hikeshi.access.use_cases.create_api_token import CreateApiToken
from hikeshi.access.use_cases.refresh_session import RefreshSession
from hikeshi.access.use_cases.settle_sign_in import SettleSignIn
from hikeshi.access.use_cases.sign_in import SignIn
from hikeshi.access.use_cases.use_api_token import UseApiToken
from hikeshi.access.use_cases.use_session import UseSession
from hikeshi.flow.first_start import FirstStart
from hikeshi.flow.recognising import Recognising
from hikeshi.flow.signing_in import SigningIn
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.ids import UserId
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.access import (
    InMemoryAccessTokens,
    InMemoryPasswordHasher,
    InMemorySecretSource,
)
from hikeshi.teams.model.user import User

START = parse_instant("2026-01-05T09:00:00Z")
HOME = Device(address="192.0.2.1", user_agent="browser")
ELSEWHERE = Device(address="198.51.100.7", user_agent="curl")
ANA = UserId(UUID(int=1))
BEN = UserId(UUID(int=2))
PASSWORD = "correct horse battery"


def person(user_id, *, scopes=None, role=Role.RESPONDER):
    """A person as actor."""
    return Actor(ActorKind.USER, user_id, role, scopes=scopes)


@define(slots=False)
class World:
    """People, and everything they sign in with."""

    store: Store = field(factory=Store)
    clock: FixedClock = field(factory=lambda: FixedClock(START))
    events: list = field(factory=list)
    passwords: InMemoryPasswordHasher = field(factory=lambda: InMemoryPasswordHasher(rounds=1))
    secrets: InMemorySecretSource = field(factory=InMemorySecretSource)
    access_tokens: InMemoryAccessTokens = field(factory=InMemoryAccessTokens)

    def __attrs_post_init__(self):
        self.transactions = InMemoryTransactions(
            self.store, self.clock, CountingIds(), self.events.extend
        )
        self.signing_in = SigningIn(
            transactions=self.transactions,
            passwords=self.passwords,
            access_tokens=self.access_tokens,
            charge_sign_in=ChargeSignIn(),
            settle_sign_in=SettleSignIn(),
            sign_in=SignIn(self.secrets),
            refresh_session=RefreshSession(self.secrets),
            change_password=ChangePassword(),
        )
        self.recognising = Recognising(
            self.transactions, self.access_tokens, UseSession(), UseApiToken()
        )
        self.first_start = FirstStart(self.transactions, self.passwords, ChangePassword())

    async def add(self, user_id, name, *, role=Role.RESPONDER, password=PASSWORD):
        """Let a person be there, with a password."""
        hashed = await self.passwords.hash(password)

        async def write(work):
            user = User(id=user_id, key=name, name=name, email=f"{name}@example.org", role=role)
            await work.users.save_many([user])
            await ChangePassword()(work, user_id, new_hash=hashed, by=person(user_id))

        await self.transactions.run(write)
        self.events.clear()

    async def deactivate(self, user_id):
        """Let a person have left."""

        async def write(work):
            user = (await work.users.lock_many([user_id]))[user_id]
            await work.users.save_many([evolve(user, active=False, version=user.version + 1)])

        await self.transactions.run(write)

    async def open(self, name="ana", password=PASSWORD, device=HOME, kind=SessionKind.API):
        """Sign in."""
        return await self.signing_in.open(
            email=f"{name}@example.org", password=password, device=device, kind=kind
        )

    async def make_token(self, draft, user_id=ANA):
        """Make an API token, as somebody signed in."""
        opened = await self.open("ana" if user_id == ANA else "ben")
        return await self.transactions.run(
            lambda work: CreateApiToken(self.secrets)(
                work, draft, by=person(user_id), session_id=opened.opened.session.id
            )
        )

    def run(self, use_case, *args, **kwargs):
        """Do one thing in a work of its own."""
        return self.transactions.run(lambda work: use_case(work, *args, **kwargs))

    def wait(self, **span):
        """Let time pass."""
        self.clock.advance(timedelta(**span))

    def happened(self):
        """Return the names of what was recorded since the people came, and forget it."""
        names = [type(event).__name__ for event in self.events]
        self.events.clear()
        return names


async def world_of_two():
    """Ana and Ben, both responders."""
    world = World()
    await world.add(ANA, "ana")
    await world.add(BEN, "ben")
    return world
