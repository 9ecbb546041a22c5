"""Oneself, and passwords: `/me`, `/me/password`, `/passwords/{user}`."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import SessionRequiredError, TooManyAttemptsError
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import UserId
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.auth.bodies import (
    OwnPasswordBody,
    PasswordBody,
    keep_secret,
    plain,
    read_body,
)
from hikeshi_server.inbound.http.auth.callers import (
    device_of,
    request_id_of,
    require_caller,
)
from hikeshi_server.inbound.http.auth.parts import AuthParts
from hikeshi_server.inbound.http.auth.tokens import too_many


@frozen
class Me:
    """GET /api/v1/me"""

    parts: AuthParts

    async def on_get(self, request: Request, response: Response) -> None:
        """Show the person who is signed in."""
        caller = require_caller(request)

        async def find(work: Work) -> User:
            user = (await work.directory()).users.get(UserId(caller.actor.id or work.ids()))
            if user is None:
                raise UserNotFoundError
            return user

        user = await self.parts.transactions.run(find)
        response.media = plain(user)
        response.etag = f"v{user.version}"
        keep_secret(response)


@frozen
class MyPassword:
    """PUT /api/v1/me/password"""

    parts: AuthParts

    async def on_put(self, request: Request, response: Response) -> None:
        """Change one's password; one's other sessions end."""
        caller = require_caller(request)
        if caller.session_id is None:
            raise SessionRequiredError
        body = await read_body(request, OwnPasswordBody)
        try:
            await self.parts.signing_in.replace_password(
                present=body.password,
                new=body.new_password,
                by=caller.actor,
                session_id=caller.session_id,
                device=device_of(request),
                request_id=request_id_of(request),
            )
        except TooManyAttemptsError as error:
            raise too_many(error) from error
        response.status = 204


@frozen
class PasswordOfUser:
    """PUT /api/v1/passwords/{user_ref}"""

    parts: AuthParts

    async def on_put(self, request: Request, response: Response, user_ref: str) -> None:
        """Give somebody a password, as an admin; their sessions end."""
        caller = require_caller(request)
        if caller.session_id is None:
            raise SessionRequiredError
        body = await read_body(request, PasswordBody)
        await self.parts.signing_in.set_password(
            user_ref,
            new=body.new_password,
            by=caller.actor,
            request_id=request_id_of(request),
        )
        response.status = 204
