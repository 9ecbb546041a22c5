"""Webhook subscriptions: which programs are told what happens, and what did not arrive."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.streaming import FAMILIES
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.kernel.paging import PageRequest
from hikeshi.subscriptions.errors import SubscriptionNotFoundError
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus
from hikeshi.subscriptions.queries import MessageFilters
from hikeshi_server.inbound.console.forms import read_id
from hikeshi_server.inbound.console.pressing import FormScreen, Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.subscribing import (
    VERBS,
    AskingAbout,
    read_subscription,
)
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

#: So many messages that did not arrive are shown, the newest.
MOST_MESSAGES = 50


@frozen
class SubscriptionsPage(FormScreen):
    """GET|POST /subscriptions"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show who is told, loudly who is told no more."""
        await _show_all(self.desk, response, await self.visit(request), {})

    on_head = on_get

    async def visit(self, request: Request) -> Visit:
        """Return the visit of an admin."""
        return await _visit(self.desk, request)

    async def act(self, press: Press) -> None:
        """Let a program be told; its signing secret is shown this once."""
        verbs, draft = self.desk.parts.subscriptions, read_subscription(press.form)
        made = await self.desk.do(press.request, lambda work: verbs.add(work, draft, by=press.by))
        await _show_one(self.desk, press.response, press.visit, made.id, secret=made.secrets[0])

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in."""
        await _show_all(self.desk, press.response, press.visit, press.form, error)


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
class SubscriptionVerb(VerbScreen):
    """POST /subscriptions/{subscription}/{verb}, see `VERBS`"""

    async def visit(self, request: Request) -> Visit:
        """Return the visit of an admin."""
        return await _visit(self.desk, request)

    async def act(self, press: Press) -> str | None:
        """Do what the button says; a new signing secret is shown this once."""
        found, verb = _id(press.at), VERBS.get(press.verb)
        if verb is None:
            raise no_such_verb(VERBS)
        asking = AskingAbout(self.desk.parts.subscriptions, found, press.form, press.by)
        made = await self.desk.do(press.request, lambda work: verb(asking, work))
        if made is not None:
            secret = made.secrets[0]
            await _show_one(self.desk, press.response, press.visit, found, secret=secret)
            return None
        return "/subscriptions" + ("" if press.verb == "remove" else f"/{found}")

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not."""
        await _show_one(self.desk, press.response, press.visit, _id(press.at), error=error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit
        return f"/subscriptions/{_id(at)}"


def _id(at: Mapping[str, str]) -> SubscriptionId:
    return SubscriptionId(read_id(at["subscription"]))


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
        error=error,
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
        error=error,
        subscription=found,
        secret=secret,
        failed=failed.items,
        more=failed.next_cursor is not None,
    )
