"""Finds out who calls, before anything else looks at a request."""

import falcon
from falcon.asgi import Request, Response

from hikeshi.access.model.api_token import TOKEN_PREFIX
from hikeshi.flow.recognising import Caller
from hikeshi_server.inbound.http.auth.callers import CHALLENGE, refused
from hikeshi_server.inbound.http.auth.parts import AuthParts

#: Doors with keys of their own, or open to everybody: nobody is recognised there.
OTHER_DOORS = ("/v2/", "/integrations/", "/livez", "/readyz", "/metrics", "/.well-known/")
#: Whoever comes in brings no session yet, or an old one.
DOORSTEP = frozenset({"/api/v1/auth/login", "/api/v1/auth/refresh"})


class AuthMiddleware:
    """Sets `caller`, `actor` and `session_id` of the context; nothing there = nothing shown.

    A bearer credential that opens nothing is answered 401 at once. A cookie that does is taken
    back, and the request goes on as nobody's, so that pages can lead to the sign-in.
    """

    def __init__(self, parts: AuthParts) -> None:
        self._recognising = parts.recognising
        self._cookies = parts.cookies

    async def process_request(self, request: Request, response: Response) -> None:
        """Recognise the caller."""
        caller = None
        if not request.path.startswith(OTHER_DOORS) and request.path not in DOORSTEP:
            caller = await self._recognise(request, response)
        request.context.caller = caller
        request.context.actor = caller.actor if caller is not None else None
        request.context.session_id = caller.session_id if caller is not None else None

    async def _recognise(self, request: Request, response: Response) -> Caller | None:
        header = request.get_header("Authorization")
        if header is not None:
            return await self._bearer(header)
        secret = self._cookies.read(request)
        if secret is None:
            return None
        caller = await self._recognising.by_cookie(secret)
        if caller is None or caller.session_id is None:
            self._cookies.clear(response)
            return None
        self._cookies.check(request, caller.session_id)
        return caller

    async def _bearer(self, header: str) -> Caller:
        scheme, _, secret = header.strip().partition(" ")
        if scheme.casefold() != "bearer":
            raise falcon.HTTPUnauthorized(
                description="The Authorization header must say “Bearer <token>”.",
                challenges=[CHALLENGE],
            )
        secret = secret.strip()
        if secret.startswith(TOKEN_PREFIX):
            caller = await self._recognising.by_api_token(secret)
        else:
            caller = await self._recognising.by_access_token(secret)
        if caller is None:
            raise refused("The token is wrong, has ended or was revoked; get a new one.")
        return caller
