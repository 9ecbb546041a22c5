"""Pages that reached nobody: why, about what, and buttons that send them again or discard them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import NotificationId
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.discarding import (
    LONGEST_BECAUSE,
    Discarding,
    Hindrance,
    hindrance,
)
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.replaying import Obstacle, obstacle
from hikeshi.notifications.queries import DeadLetterFilters
from hikeshi_server.inbound.console.pressing import Press, VerbScreen
from hikeshi_server.inbound.console.sentences import slug
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page

#: More are read, and sent again, by command or over the API.
MOST_SHOWN = 100


@frozen
class ShownLetter:
    """A dead letter and its incident.

    Args:
        against: What speaks against sending it again.
        kept: Why it stays on the list unless somebody insists.
    """

    notification: Notification
    incident: Incident | None
    against: Obstacle | None
    kept: Hindrance | None


@frozen
class DeadLettersPage(ScreenOf):
    """GET /dead-letters"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show the newest pages that could not be brought to their person."""
        visit = await self.desk.visit(request)
        require(visit.by, Permission.OPERATE)
        found = await self.desk.parts.notifications.dead_letters_page(
            PageRequest(limit=MOST_SHOWN), DeadLetterFilters()
        )
        about = {dead.incident_id for dead in found.items}
        incidents = await self.desk.read(lambda work: work.incidents.get_many(about))
        told = await self.desk.read(lambda work: work.notifications.of_incidents(about))
        letters = [_shown(dead, incidents.get(dead.incident_id), told) for dead in found.items]
        self.desk.show(
            response,
            visit,
            "dead_letters.html",
            letters=letters,
            sendable=[str(each.notification.id) for each in letters if each.against is None],
            discardable=[str(each.notification.id) for each in letters if each.kept is None],
            longest_because=LONGEST_BECAUSE,
            sent=_count(request, "sent"),
            discarded=_count(request, "discarded"),
            kept=_count(request, "kept"),
            skipped=_count(request, "skipped"),
            has_more=found.next_cursor is not None,
            slug=slug,
        )

    on_head = on_get


@frozen
class DeadLetterVerb(VerbScreen):
    """A button of the list; what it refuses has the page of errors."""

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/dead-letters"


@frozen
class DeadLetterReplays(DeadLetterVerb):
    """POST /dead-letters/replays"""

    async def act(self, press: Press) -> str:
        """Send those again that the form names; say how many were passed over."""
        ids, send_again = _ids(press.form), self.desk.parts.replay_dead_letters
        made = await self.desk.do(press.request, lambda work: send_again(work, ids, by=press.by))
        skipped = sum(1 for each in made if each.skipped is not None)
        return f"/dead-letters?sent={len(made) - skipped}&skipped={skipped}"


@frozen
class DeadLetterDiscards(DeadLetterVerb):
    """POST /dead-letters/discards"""

    async def act(self, press: Press) -> str:
        """Discard those the form names, for the reason it gives; say how many have to stay."""
        form, discard = press.form, self.desk.parts.discard_dead_letters
        ids = _ids(form)
        asked = Discarding(because=form.get("because", ""), force=form.get("force") == "yes")
        made = await self.desk.do(
            press.request, lambda work: discard(work, ids, asked, by=press.by)
        )
        kept = sum(1 for each in made if each.skipped is not None)
        return f"/dead-letters?discarded={len(made) - kept}&kept={kept}"


def _shown(
    dead: Notification, incident: Incident | None, told: Sequence[Notification]
) -> ShownLetter:
    status = None if incident is None else incident.status.value
    others = [each for each in told if each.incident_id == dead.incident_id]
    return ShownLetter(dead, incident, obstacle(dead, status), hindrance(dead, status, others))


def _ids(form: Mapping[str, str]) -> list[NotificationId]:
    named = form.get("ids", "").split()[:MOST_SHOWN]
    try:
        return [NotificationId(UUID(each)) for each in named]
    except ValueError:
        raise InvalidError.at("/ids", "must be ids of notifications") from None


def _count(request: Request, name: str) -> int:
    """Return what the form before came to, as its answer says; zero where nothing was said."""
    text = request.get_param(name) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0
