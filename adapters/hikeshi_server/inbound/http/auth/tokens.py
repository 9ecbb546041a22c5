"""Getting in, staying in, leaving: `/auth/login`, `/auth/refresh`, `/auth/logout`."""

import math

import falcon
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import SessionEndedError, SignInRefusedError, TooManyAttemptsError
from hikeshi.flow.signing_in import ACCESS_TOKEN_LIFE, SignedInDevice
from hikeshi_server.inbound.http.auth.bodies import (
    LoginBody,
    RefreshBody,
    keep_secret,
    read_body,
)
from hikeshi_server.inbound.http.auth.callers import (
    device_of,
    refused,
    request_id_of,
    require_caller,
)
from hikeshi_server.inbound.http.auth.parts import AuthParts


@frozen
class Login:
    """POST /api/v1/auth/login"""

    parts: AuthParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Open a session with e-mail address and password."""
        body = await read_body(request, LoginBody)
        try:
            device = await self.parts.signing_in.open(
                email=body.email,
                password=body.password,
                device=device_of(request),
                request_id=request_id_of(request),
            )
        except SignInRefusedError as error:
            raise refused(error.detail) from error
        except TooManyAttemptsError as error:
            raise too_many(error) from error
        _hand_out(response, device)


@frozen
class Refresh:
    """POST /api/v1/auth/refresh"""

    parts: AuthParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Change a refresh token, which works once, for the next one and an access token."""
        body = await read_body(request, RefreshBody)
        try:
            device = await self.parts.signing_in.refresh(
                body.refresh_token,
                device=device_of(request),
                request_id=request_id_of(request),
            )
        except SessionEndedError as error:
            raise refused(error.detail) from error
        _hand_out(response, device)


@frozen
class Logout:
    """POST /api/v1/auth/logout"""

    parts: AuthParts

    async def on_post(self, request: Request, response: Response) -> None:
        """End the session the request came with."""
        caller = require_caller(request)
        await self.parts.transactions.run(
            lambda work: self.parts.sign_out(work, caller.session_id, by=caller.actor),
            request_id=request_id_of(request),
        )
        self.parts.cookies.clear(response)
        response.status = 204


@frozen
class KeySet:
    """GET /.well-known/jwks.json"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response) -> None:
        """Show the public keys of access tokens; the next one is among them a month ahead."""
        del request
        response.media = dict(self.parts.access_tokens.key_set(self.parts.clock.now()))
        response.set_header("Cache-Control", "public, max-age=3600")


def too_many(error: TooManyAttemptsError) -> falcon.HTTPTooManyRequests:
    """Return the answer to an attempt that was not looked at."""
    seconds = max(1, math.ceil(error.retry_after.total_seconds()))
    return falcon.HTTPTooManyRequests(description=error.detail, retry_after=seconds)


def _hand_out(response: Response, device: SignedInDevice) -> None:
    response.media = {
        "access_token": device.access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
        "refresh_token": device.opened.secret,
    }
    keep_secret(response)
