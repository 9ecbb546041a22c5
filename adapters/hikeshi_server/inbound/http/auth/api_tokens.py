"""Programs that act for a person: `/api-tokens`."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import falcon
import msgspec
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import ApiTokenNotFoundError
from hikeshi.access.model.api_token import ApiToken, ApiTokenDraft
from hikeshi.flow.recognising import Caller
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import ApiTokenId
from hikeshi_server.inbound.http.auth.bodies import keep_secret, page, plain, read_body, read_id
from hikeshi_server.inbound.http.auth.callers import request_id_of, require_caller
from hikeshi_server.inbound.http.auth.owners import owner_id
from hikeshi_server.inbound.http.auth.parts import AuthParts
from hikeshi_server.inbound.http.idempotency import attempt_of, once

_SHOWN = (
    "id",
    "user_id",
    "name",
    "prefix",
    "scopes",
    "created_at",
    "expires_at",
    "last_used_at",
)


@frozen
class _Answer:
    status: int
    body: bytes
    replayed: bool = False


@frozen
class ApiTokens:
    """GET and POST /api/v1/api-tokens"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response) -> None:
        """List one's living tokens; an admin may ask for those of `?user_id=`."""
        caller = require_caller(request)
        page(request, response, await _tokens(self.parts, request, caller), _shown)

    async def on_post(self, request: Request, response: Response) -> None:
        """Make a token; its secret is in this answer, and sealed for a repetition of it."""
        caller = require_caller(request)
        draft = await read_body(request, ApiTokenDraft)
        attempt = attempt_of(request, caller.actor, plain(draft))
        answer = await self.parts.transactions.run(
            lambda work: once(
                self.parts.idempotency_keys,
                work,
                attempt,
                partial(self._made, work, draft, caller),
                again=partial(_Answer, replayed=True),
            ),
            request_id=request_id_of(request),
        )
        if answer.replayed:
            response.set_header("Idempotency-Replayed", "true")
        response.status, response.data = answer.status, answer.body
        response.content_type = falcon.MEDIA_JSON
        response.location = f"/api/v1/api-tokens/{msgspec.json.decode(answer.body)['id']}"
        keep_secret(response)

    async def _made(self, work: Work, draft: ApiTokenDraft, caller: Caller) -> _Answer:
        made = await self.parts.create_api_token(
            work, draft, by=caller.actor, session_id=caller.session_id
        )
        shown = {**_shown(made.token), "token": made.secret}
        return _Answer(201, msgspec.json.encode(shown))


@frozen
class OneApiToken:
    """GET and DELETE /api/v1/api-tokens/{token_id}"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response, token_id: str) -> None:
        """Show one of one's living tokens, without its secret."""
        caller = require_caller(request)
        wanted = read_id(token_id)
        found = await _tokens(self.parts, request, caller)
        token = next((each for each in found if each.id == wanted), None)
        if token is None:
            raise ApiTokenNotFoundError
        response.media = _shown(token)
        keep_secret(response)

    async def on_delete(self, request: Request, response: Response, token_id: str) -> None:
        """Revoke a token: it stops working at once."""
        caller = require_caller(request)
        wanted = ApiTokenId(read_id(token_id))
        await self.parts.transactions.run(
            lambda work: self.parts.revoke_api_token(work, wanted, by=caller.actor),
            request_id=request_id_of(request),
        )
        response.status = 204


async def _tokens(parts: AuthParts, request: Request, caller: Caller) -> Sequence[ApiToken]:
    user_id = owner_id(request, caller)
    return await parts.transactions.run(
        lambda work: parts.list_api_tokens(work, user_id, by=caller.actor)
    )


def _shown(token: ApiToken) -> dict[str, Any]:
    return {name: plain(getattr(token, name)) for name in _SHOWN}
