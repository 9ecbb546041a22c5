"""Webhook subscriptions: which programs are told what happens, and what did not arrive."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.streaming import FAMILIES
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.kernel.paging import PageRequest
from hikeshi.subscriptions.errors import SubscriptionNotFoundError
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus
from hikeshi.subscriptions.queries import MessageFilters
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.subscribing import (
    VERBS,
    AskingAbout,
    read_id,
    read_subscription,
)
from hikeshi_server.inbound.console.visits import (
    Desk,
    ScreenOf,
    SignInNeededError,
    Visit,
    message_of,
    page,
    status_of,
)

#: So many messages that did not arrive are shown, the newest.
MOST_MESSAGES = 50


@frozen
class SubscriptionsPage(ScreenOf):
    """GET|POST /subscriptions"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show who is told, loudly who is told no more."""
        await _show_all(self.desk, response, await _visit(self.desk, request), {})

    on_head = on_get

    @page
    async def on_post(self, request: Request, response: Response) -> None:
        """Let a program be told; its signing secret is shown this once."""
        visit = await _visit(self.desk, request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        verbs = self.desk.parts.subscriptions
        try:
            draft = read_subscription(form)
            made = await self.desk.do(request, lambda work: verbs.add(work, draft, by=visit.by))
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await _show_all(self.desk, response, visit, form, error)
            return
        await _show_one(self.desk, response, visit, made.id, secret=made.secrets[0])


@frozen
class SubscriptionPage(ScreenOf):
    """GET /subscriptions/{subscription}"""

    @page
    async def on_get(self, request: Request, response: Response, subscription: str) -> None:
        """Show what one is told, and what did not arrive there."""
        visit = await _visit(self.desk, request)
        await _show_one(self.desk, response, visit, SubscriptionId(read_id(subscription)))

    on_head = on_get


@frozen
class SubscriptionVerb(ScreenOf):
    """POST /subscriptions/{subscription}/{verb}"""

    @page
    async def on_post(
        self, request: Request, response: Response, subscription: str, verb: str
    ) -> None:
        """Do what the button says, see `VERBS`."""
        visit = await _visit(self.desk, request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        found = SubscriptionId(read_id(subscription))
        try:
            made = await self.desk.do(request, self._act(visit, found, verb, form))
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await _show_one(self.desk, response, visit, found, error=error)
            return
        if made is not None:
            await _show_one(self.desk, response, visit, found, secret=made.secrets[0])
            return
        see_other(response, "/subscriptions" + ("" if verb == "remove" else f"/{found}"))

    @page
    async def on_get(
        self, request: Request, response: Response, subscription: str, verb: str
    ) -> None:
        """Lead to the page the buttons are on."""
        del verb
        await _visit(self.desk, request)
        see_other(response, f"/subscriptions/{read_id(subscription)}")

    on_head = on_get

    def _act(
        self, visit: Visit, found: SubscriptionId, verb: str, form: Mapping[str, str]
    ) -> Callable[[Work], Awaitable[Subscription | None]]:
        act = VERBS.get(verb)
        if act is None:
            raise InvalidError.at("/verb", f"must be one of {', '.join(VERBS)}")
        asking = AskingAbout(self.desk.parts.subscriptions, found, form, visit.by)
        return lambda work: act(asking, work)


async def _visit(desk: Desk, request: Request) -> Visit:
    visit = await desk.visit(request)
    require(visit.by, Permission.ADMINISTER)
    return visit


async def _list(work: Work) -> Sequence[Subscription]:
    found = await work.subscriptions.list_all()
    return sorted(found, key=lambda each: (each.active, each.name, each.id))


async def _show_all(
    desk: Desk,
    response: Response,
    visit: Visit,
    form: Mapping[str, str],
    error: HikeshiError | None = None,
) -> None:
    desk.show(
        response,
        visit,
        "subscriptions.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        subscriptions=await desk.read(_list),
        families=" ".join(sorted({f"{family}.*" for family, _ in FAMILIES})),
        form=form,
    )


async def _show_one(
    desk: Desk,
    response: Response,
    visit: Visit,
    subscription_id: SubscriptionId,
    *,
    secret: str | None = None,
    error: HikeshiError | None = None,
) -> None:
    async def look(work: Work) -> Subscription | None:
        return (await work.subscriptions.get_many((subscription_id,))).get(subscription_id)

    found = await desk.read(look)
    if found is None:
        raise SubscriptionNotFoundError
    failed = await desk.parts.subscriptions.queries.messages_page(
        subscription_id,
        PageRequest(limit=MOST_MESSAGES),
        MessageFilters(status=(MessageStatus.FAILED,)),
    )
    desk.show(
        response,
        visit,
        "subscription.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        subscription=found,
        secret=secret,
        failed=failed.items,
        more=failed.next_cursor is not None,
    )
