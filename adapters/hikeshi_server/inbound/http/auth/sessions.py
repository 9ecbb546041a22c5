"""Where a person is signed in: `/auth/sessions`."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import SessionNotFoundError
from hikeshi.access.model.session import Session
from hikeshi.flow.recognising import Caller
from hikeshi.kernel.ids import SessionId
from hikeshi_server.inbound.http.auth.bodies import keep_secret, page, plain, read_id
from hikeshi_server.inbound.http.auth.callers import request_id_of, require_caller
from hikeshi_server.inbound.http.auth.owners import owner_id
from hikeshi_server.inbound.http.auth.parts import AuthParts

_SHOWN = (
    "id",
    "user_id",
    "kind",
    "created_at",
    "last_used_at",
    "expires_at",
    "user_agent",
    "address",
)


@frozen
class Sessions:
    """GET and DELETE /api/v1/auth/sessions"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response) -> None:
        """List one's living sessions; an admin may ask for those of `?user_id=`."""
        caller = require_caller(request)
        found = await _sessions(self.parts, request, caller)
        page(request, response, found, lambda session: _shown(session, caller))

    async def on_delete(self, request: Request, response: Response) -> None:
        """Sign out everywhere, here too."""
        caller = require_caller(request)
        await self.parts.transactions.run(
            lambda work: self.parts.sign_out(
                work, caller.session_id, by=caller.actor, everywhere=True
            ),
            request_id=request_id_of(request),
        )
        self.parts.cookies.clear(response)
        response.status = 204


@frozen
class OneSession:
    """GET and DELETE /api/v1/auth/sessions/{session_id}"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response, session_id: str) -> None:
        """Show one of one's living sessions."""
        caller = require_caller(request)
        wanted = read_id(session_id)
        found = await _sessions(self.parts, request, caller)
        session = next((each for each in found if each.id == wanted), None)
        if session is None:
            raise SessionNotFoundError
        response.media = _shown(session, caller)
        keep_secret(response)

    async def on_delete(self, request: Request, response: Response, session_id: str) -> None:
        """End a session: access and refresh tokens stop working at once."""
        caller = require_caller(request)
        wanted = SessionId(read_id(session_id))
        await self.parts.transactions.run(
            lambda work: self.parts.revoke_session(work, wanted, by=caller.actor),
            request_id=request_id_of(request),
        )
        response.status = 204


async def _sessions(parts: AuthParts, request: Request, caller: Caller) -> Sequence[Session]:
    user_id = owner_id(request, caller)
    return await parts.transactions.run(
        lambda work: parts.list_sessions(work, user_id, by=caller.actor)
    )


def _shown(session: Session, caller: Caller) -> dict[str, Any]:
    shown = {name: plain(getattr(session, name)) for name in _SHOWN}
    return {**shown, "current": session.id == caller.session_id}
