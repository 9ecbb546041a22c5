"""`hikeshi dead-letters`: who was not reached and why; send again, or discard what is settled."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import click
from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.conversion import json_converter, rfc3339
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.discarding import Discard, Discarding
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.model.replaying import Replay
from hikeshi.notifications.queries import DeadLetterFilters
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters
from hikeshi.teams.errors import UserNotFoundError
from hikeshi_server.inbound.cli.instants import INSTANT
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Settings

_CONVERTER = json_converter()
F = TypeVar("F")
#: Sent again, or discarded, in one work; the next ones follow in another.
TOGETHER = 200
_OPTIONS = (
    click.option("--person", help="Only this person's: a key or an id."),
    click.option("--channel", help="Only those of such contact methods, such as email."),
    click.option(
        "--outcome",
        type=click.Choice([Outcome.PERMANENT.value, Outcome.EXPIRED.value]),
        help="Only what was refused for good, or what the deadline ended.",
    ),
    click.option("--reason", help="Only those with this in their reason."),
    click.option("--since", type=INSTANT, help="Only pages decided then or later."),
    click.option("--until", type=INSTANT, help="Only pages decided before."),
    click.option("--limit", default=10_000, type=click.IntRange(min=1), help="At most so many."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


@frozen(kw_only=True)
class Choice:
    """Which dead letters the command line names."""

    person: str | None
    channel: str | None
    outcome: str | None
    reason: str | None
    since: datetime | None
    until: datetime | None
    limit: int

    def filters(self, directory: Directory) -> DeadLetterFilters:
        """Return it as the list takes it.

        Raises:
            UserNotFoundError: There is no such person.
            InvalidError: It ends before it begins.
        """
        return DeadLetterFilters(
            user_id=None if self.person is None else _user(directory, self.person),
            kind=self.channel,
            outcome=None if self.outcome is None else Outcome(self.outcome),
            reason=self.reason,
            since=self.since,
            until=self.until,
        )


def _choosing(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)  # type: ignore[type-var]
    return command


@click.group("dead-letters")
def dead_letters() -> None:
    """See which pages reached nobody; send them again, or discard them."""


@dead_letters.command("list")
@_choosing
def list_them(as_json: bool, **named: Any) -> None:
    """Show pages that could not be brought to their person, newest first."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            directory = await application.parts.transactions.run(lambda work: work.directory())
            found = await _found(application, directory, Choice(**named))
        if as_json:
            click.echo(json.dumps([_CONVERTER.unstructure(dead) for dead in found]))
            return
        for dead in found:
            click.echo(_line(dead, directory))
        if not found:
            click.echo("No dead letters.")

    start(run, outside=False)


@dead_letters.command()
@_choosing
def replay(as_json: bool, **named: Any) -> None:
    """Send again those whose incidents nobody has; say what was passed over, and why."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            directory = await application.parts.transactions.run(lambda work: work.directory())
            found = await _found(application, directory, Choice(**named))
            made: list[Replay] = []
            for first in range(0, len(found), TOGETHER):
                made += await _replayed(application, found[first : first + TOGETHER])
        _tell(made, "replayed", "sent again", as_json=as_json)

    start(run, outside=False)


@dead_letters.command()
@_choosing
@click.option("--because", required=True, help="Why, for the journal.")
@click.option("--force", is_flag=True, help="Also those whose incidents nobody knows of.")
def discard(as_json: bool, because: str, force: bool, **named: Any) -> None:
    """Take those off the list of which somebody knows; say what has to stay, and why."""

    async def run(settings: Settings) -> None:
        asked = Discarding(because=because, force=force)
        async with looking(settings) as application:
            directory = await application.parts.transactions.run(lambda work: work.directory())
            found = await _found(application, directory, Choice(**named))
            made: list[Discard] = []
            for first in range(0, len(found), TOGETHER):
                made += await _discarded(application, found[first : first + TOGETHER], asked)
        _tell(made, "discarded", "discarded", as_json=as_json)

    start(run, outside=False)


async def _found(
    application: Application, directory: Directory, choice: Choice
) -> Sequence[Notification]:
    queries = PostgresNotificationQueries(Reader(application.parts.engine))
    filters, found, cursor = choice.filters(directory), list[Notification](), None
    while True:
        page = PageRequest(limit=min(TOGETHER, choice.limit), cursor=cursor)
        got = await queries.dead_letters_page(page, filters)
        found += got.items
        cursor = got.next_cursor
        if cursor is None or len(found) >= choice.limit:
            return found[: choice.limit]


async def _replayed(application: Application, dead: Sequence[Notification]) -> Sequence[Replay]:
    async def send_again(work: Work) -> Sequence[Replay]:
        return await ReplayDeadLetters()(work, [each.id for each in dead], by=SYSTEM)

    return await application.parts.transactions.run(send_again)


async def _discarded(
    application: Application, dead: Sequence[Notification], asked: Discarding
) -> Sequence[Discard]:
    async def discard_them(work: Work) -> Sequence[Discard]:
        return await DiscardDeadLetters()(work, [each.id for each in dead], asked, by=SYSTEM)

    return await application.parts.transactions.run(discard_them)


def _tell(
    made: Sequence[Replay] | Sequence[Discard], field: str, said: str, *, as_json: bool
) -> None:
    reasons = Counter(each.skipped.value for each in made if each.skipped is not None)
    done = len(made) - reasons.total()
    if as_json:
        items = [_CONVERTER.unstructure(each) for each in made]
        told = {field: done, "skipped": reasons.total(), "reasons": reasons, "items": items}
        click.echo(json.dumps(told))
        return
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    skipped = f"; {reasons.total()} passed over ({why})" if why else ""
    click.echo(f"{done} {said}{skipped}")


def _line(dead: Notification, directory: Directory) -> str:
    user = directory.users.get(dead.user_id)
    who = user.name if user is not None else str(dead.user_id)
    way = f" by {dead.kind}" if dead.kind else ""
    at = rfc3339(dead.created_at)
    return f"{at}  {who}{way}  {dead.outcome}: {dead.reason}  incident {dead.incident_id}"


def _user(directory: Directory, named: str) -> UserId:
    for user in directory.users.values():
        if named in {user.key, str(user.id)}:
            return user.id
    raise UserNotFoundError(f"There is no person “{named}”.")
