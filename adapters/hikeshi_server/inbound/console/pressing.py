"""Forms and buttons: what was pressed, what it does, and where the page says that it is refused."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from attrs import field, frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi_server.inbound.console.forms import one_of, read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.visits import ScreenOf, SignInNeededError, Visit, page


@frozen
class Press:
    """A form that somebody sent from a page of ours.

    Args:
        at: What its address names, such as `key` and `verb`.
        form: What was filled in.
    """

    request: Request
    response: Response
    visit: Visit
    at: Mapping[str, str]
    form: Mapping[str, str] = field(repr=False)

    @property
    def by(self) -> Actor:
        """Who sent it."""
        return self.visit.by

    @property
    def verb(self) -> str:
        """Which button it was, as the address names it."""
        return self.at["verb"]


@frozen
class FormScreen(ScreenOf, ABC):
    """An address that takes a form: a screen says what the form does, and what shows a refusal."""

    @page
    async def on_post(self, request: Request, response: Response, /, **at: str) -> None:
        """Do what the form asks for, then lead to the next page; a refusal is shown instead."""
        visit = await self.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        press = Press(request, response, visit, at, form)
        try:
            following = await self.act(press)
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await self.refuse(press, error)
            return
        if following is not None:
            see_other(response, following)

    async def visit(self, request: Request) -> Visit:
        """Return the visit of who may be here; anybody who may read, unless a screen asks more."""
        return await self.desk.visit(request)

    @abstractmethod
    async def act(self, press: Press) -> str | None:
        """Do it; return the page to look at next, nothing where the answer is given already.

        Raises:
            HikeshiError: It is refused; nothing is done.
        """

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, on the page the form was on; unless a screen does, the error's own page."""
        raise error


@frozen
class VerbScreen(FormScreen):
    """A button's own address, which shows nothing itself."""

    @page
    async def on_get(self, request: Request, response: Response, /, **at: str) -> None:
        """Lead to the page the button is on: somebody signed in after pressing it, or reloads."""
        see_other(response, await self.page_of(await self.visit(request), at))

    on_head = on_get

    @abstractmethod
    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the address of the page the button is on."""


def no_such_verb(verbs: Iterable[str]) -> InvalidError:
    """Return the refusal of a button that is on no page."""
    return InvalidError.at("/verb", one_of(verbs))
