"""Who reads a page: the person, their language, their clock, and the token of their forms."""

import functools
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from attrs import evolve, field, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed, require
from hikeshi.kernel.errors import (
    ConflictError,
    ForbiddenError,
    HikeshiError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)
from hikeshi.kernel.ids import TeamId, UserId
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import TOKEN_FIELD, FormTokens
from hikeshi_server.inbound.console.names import Names
from hikeshi_server.inbound.console.pages import answer, see_other
from hikeshi_server.inbound.console.parts import ConsoleParts
from hikeshi_server.inbound.console.refusals import message_of
from hikeshi_server.inbound.console.rota import Rota
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import (
    Words,
    language_of,
    preferred_language,
    words,
)
from hikeshi_server.inbound.http.auth import caller_of

T = TypeVar("T")
P = ParamSpec("P")
Screen = TypeVar("Screen", bound="ScreenOf")

Responder = Callable[Concatenate[Screen, Request, Response, P], Coroutine[Any, Any, None]]

#: The cookie that tells visitors apart who have not signed in; it opens nothing.
VISITOR_COOKIE = "hikeshi_visitor"


class OverError(ForbiddenError):
    """This page was there for a time, which is over."""


_STATUSES: tuple[tuple[type[HikeshiError], int], ...] = (
    (OverError, 410),
    (NotFoundError, 404),
    (ConflictError, 409),
    (InvalidError, 422),
    (ForbiddenError, 403),
    (UnavailableError, 503),
)


class SignInNeededError(ForbiddenError):
    """Sign in to see this page."""


@frozen
class Visit:
    """One look at a page.

    Args:
        user: The person; nothing where nobody has signed in.
        subject: Whose forms the page carries, see `FormTokens`.
    """

    actor: Actor | None
    user: User | None
    directory: Directory
    words: Words
    times: Times
    names: Names
    path: str
    subject: str = field(repr=False)

    @property
    def by(self) -> Actor:
        """The person as actor.

        Raises:
            SignInNeededError: Nobody has signed in.
        """
        if self.actor is None:
            raise SignInNeededError
        return self.actor

    def may(self, permission: str, team_id: TeamId | None = None) -> bool:
        """Say whether the person may, so that no button is shown that would be refused."""
        return self.actor is not None and allowed(self.actor, Permission(permission), team_id)


@frozen
class Desk:
    """Opens visits and answers them."""

    parts: ConsoleParts
    tokens: FormTokens
    rota: Rota = field(factory=Rota)

    async def visit(self, request: Request) -> Visit:
        """Return the visit of a signed-in person who may read.

        Raises:
            SignInNeededError: Nobody has signed in, or they have left meanwhile.
        """
        caller = caller_of(request)
        if caller is None or caller.actor.id is None:
            raise SignInNeededError
        directory = await self.read(lambda work: work.directory())
        user = directory.users.get(UserId(caller.actor.id))
        if user is None or not user.active:
            raise SignInNeededError
        require(caller.actor, Permission.READ)
        subject = f"session {user.id} {caller.session_id}"
        visit = evolve(self._open(request, directory, user, subject), actor=caller.actor)
        request.context.console_visit = visit
        return visit

    async def visit_by_link(self, request: Request, user_id: UserId, token: str) -> Visit:
        """Return the visit of a person whom a personal link names; nobody is signed in by it."""
        directory = await self.read(lambda work: work.directory())
        return self._open(request, directory, directory.users.get(user_id), f"link {token}")

    def visitor(self, request: Request, response: Response) -> Visit:
        """Return the visit of somebody who has not signed in, known again by a cookie."""
        visitor = request.cookies.get(VISITOR_COOKIE)
        if not visitor:
            visitor = secrets.token_urlsafe(24)
            secure = self.parts.public_url.startswith("https://")
            response.set_cookie(
                VISITOR_COOKIE, visitor, path="/", secure=secure, http_only=True, same_site="Lax"
            )
        return self._open(request, Directory(), None, f"visitor {visitor}")

    def check_form(self, visit: Visit, form: Mapping[str, str]) -> None:
        """Refuse a form that does not come from a page made for this visit's person.

        Raises:
            FormRefusedError: Another site may have sent it.
        """
        self.tokens.check(visit.subject, form)

    async def read(self, look: Callable[[Work], Awaitable[T]]) -> T:
        """Read in one unit of work."""
        return await self.parts.transactions.run(look)

    async def do(self, request: Request, act: Callable[[Work], Awaitable[T]]) -> T:
        """Do what a button asks for, in one unit of work."""
        request_id = getattr(request.context, "request_id", None)
        return await self.parts.transactions.run(act, request_id=request_id)

    def show(
        self,
        response: Response,
        visit: Visit,
        template: str,
        *,
        error: HikeshiError | None = None,
        status: int | None = None,
        **content: Any,
    ) -> None:
        """Answer with a page, in the visitor's language.

        Args:
            error: Why what somebody wanted was refused, for the page to say.
            status: Another one than the error's own.
        """
        answer(
            response,
            template,
            status or (200 if error is None else status_of(error)),
            message=None if error is None else message_of(error, visit.words),
            visit=visit,
            t=visit.words.text,
            n=visit.words.count,
            times=visit.times,
            names=visit.names,
            held=self.parts.held() if visit.actor is not None else None,
            hidden={TOKEN_FIELD: self.tokens.make(visit.subject)},
            **content,
        )

    def show_error(self, request: Request, response: Response, error: HikeshiError) -> None:
        """Answer with a page that says what is wrong and what to do."""
        visit = getattr(request.context, "console_visit", None)
        visit = visit or self._open(request, Directory(), None, "")
        code = status_of(error)
        if code == 503:
            response.set_header("Retry-After", "2")
        self.show(response, visit, "error.html", error=error, code=code)

    def _open(
        self, request: Request, directory: Directory, user: User | None, subject: str
    ) -> Visit:
        if user is not None:
            catalogue = words(language_of(user.locale))
        else:
            catalogue = words(preferred_language(request.get_header("Accept-Language") or ""))
        zone = user.time_zone if user is not None else "UTC"
        times = Times.in_zone(zone, self.parts.clock.now(), catalogue)
        names = Names(directory, catalogue)
        return Visit(None, user, directory, catalogue, times, names, request.path, subject)


@frozen
class ScreenOf:
    """A page: what every one of them is made with."""

    desk: Desk


def status_of(error: HikeshiError) -> int:
    """Return the HTTP status for an error, by its kernel kind."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def page(respond: Responder[Screen, P]) -> Responder[Screen, P]:
    """Let a responder raise: strangers are sent to sign in, other errors become pages."""

    @functools.wraps(respond)
    async def responder(
        self: Screen, request: Request, response: Response, /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        try:
            await respond(self, request, response, *args, **kwargs)
        except SignInNeededError:
            see_other(response, f"/sign-in?next={quote(_where(request), safe='/')}")
        except HikeshiError as error:
            self.desk.show_error(request, response, error)

    return responder


def _where(request: Request) -> str:
    """Return the page to come back to; a button's own address leads to its page."""
    return str(request.relative_uri) if request.method in {"GET", "HEAD"} else str(request.path)
