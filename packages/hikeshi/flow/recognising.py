"""Who a request comes from: its secret to a session or token, and that to a person as of now."""

from collections.abc import Mapping

from attrs import define, frozen

from hikeshi.access.model.session import Session
from hikeshi.access.ports import AccessTokens
from hikeshi.access.use_cases.use_api_token import UseApiToken
from hikeshi.access.use_cases.use_session import UseSession
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.actor import Actor, ActorKind, TeamRole
from hikeshi.kernel.ids import SessionId, TeamId, UserId

#: In which team a person is what.
Places = tuple[tuple[TeamId, TeamRole], ...]


@frozen
class Caller:
    """A person behind a request.

    Args:
        actor: The person, with role and teams as they are now.
        session_id: The session they came with; nothing for an API token.
    """

    actor: Actor
    session_id: SessionId | None = None


@define(eq=False)
class Recognising:
    """Recognises callers; whoever was deactivated, signed out or revoked is nobody at once.

    Role and teams are looked up live; only the index of memberships is kept, for as long as the
    configuration stays the same.
    """

    transactions: Transactions
    access_tokens: AccessTokens
    use_session: UseSession
    use_api_token: UseApiToken
    _indexed: tuple[Directory, Mapping[UserId, Places]] | None = None

    async def by_access_token(self, token: str) -> Caller | None:
        """Return who a signed access token speaks of, if their session still lives."""

        async def recognise(work: Work) -> Caller | None:
            claims = self.access_tokens.read(token, work.now)
            if claims is None:
                return None
            session = await self.use_session.by_id(work, claims.session_id)
            if session is None or session.user_id != claims.user_id:
                return None
            return await self._in_session(work, session)

        return await self.transactions.run(recognise)

    async def by_cookie(self, secret: str) -> Caller | None:
        """Return whose console session that secret opens."""

        async def recognise(work: Work) -> Caller | None:
            session = await self.use_session(work, secret)
            return await self._in_session(work, session) if session is not None else None

        return await self.transactions.run(recognise)

    async def by_api_token(self, secret: str) -> Caller | None:
        """Return for whom an API token acts, limited to its scopes."""

        async def recognise(work: Work) -> Caller | None:
            token = await self.use_api_token(work, secret)
            if token is None:
                return None
            scopes = None if token.scopes is None else frozenset(s.value for s in token.scopes)
            actor = self._actor(await work.directory(), token.user_id, scopes)
            return Caller(actor) if actor is not None else None

        return await self.transactions.run(recognise)

    async def _in_session(self, work: Work, session: Session) -> Caller | None:
        actor = self._actor(await work.directory(), session.user_id, None)
        return Caller(actor, session.id) if actor is not None else None

    def _actor(
        self, directory: Directory, user_id: UserId, scopes: frozenset[str] | None
    ) -> Actor | None:
        if not directory.is_active(user_id):
            return None
        return Actor(
            ActorKind.USER,
            user_id,
            directory.users[user_id].role,
            self._places(directory).get(user_id, ()),
            scopes,
        )

    def _places(self, directory: Directory) -> Mapping[UserId, Places]:
        if self._indexed is None or self._indexed[0] is not directory:
            self._indexed = (directory, _memberships(directory))
        return self._indexed[1]


def _memberships(directory: Directory) -> Mapping[UserId, Places]:
    found: dict[UserId, Places] = {}
    for team in directory.teams.values():
        for member in team.members:
            found[member.user_id] = (*found.get(member.user_id, ()), (team.id, member.role))
    return found


def actor_of(directory: Directory, user_id: UserId) -> Actor | None:
    """Return the person as actor, with the roles they have now; nothing where they have left."""
    if not directory.is_active(user_id):
        return None
    role = directory.users[user_id].role
    return Actor(ActorKind.USER, user_id, role, _memberships(directory).get(user_id, ()))
