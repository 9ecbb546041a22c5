"""`hikeshi explain`: why was somebody paged, or not?"""

import json
import sys
from uuid import UUID

import click

from hikeshi.flow.explanation import ExplainIncident, Explanation
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.conversion import json_converter, rfc3339
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.teams.errors import UserNotFoundError
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.wiring.application import Application
from hikeshi_server.wiring.commands.looking import looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.settings import Settings

_CONVERTER = json_converter()


@click.command()
@click.argument("incident")
@click.argument("user", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the story as JSON.")
def explain(incident: str, user: str | None, as_json: bool) -> None:
    """Tell the story of INCIDENT (number or id); with USER (key or id) whether they were told."""

    async def run(settings: Settings) -> None:
        async with looking(settings) as application:
            story = await _story(application, incident, user)
        if as_json:
            click.echo(json.dumps(_CONVERTER.unstructure(story)))
        else:
            _tell(story)

    start(run, outside=False)


async def _story(application: Application, incident: str, user: str | None) -> Explanation:
    incident_id = await _incident(application, incident)

    async def explain_it(work: Work) -> Explanation:
        user_id = await _user(work, user) if user is not None else None
        return await ExplainIncident()(work, incident_id, by=SYSTEM, user_id=user_id)

    return await application.parts.transactions.run(explain_it)


async def _incident(application: Application, named: str) -> IncidentId:
    if named.isdecimal():
        queries = PostgresConsoleQueries(Reader(application.parts.engine))
        found = await queries.incident_of_number(int(named))
        if found is None:
            raise IncidentNotFoundError(f"There is no incident {named}.")
        return found.id
    try:
        return IncidentId(UUID(named))
    except ValueError:
        raise IncidentNotFoundError(f"“{named}” is neither a number nor an id.") from None


async def _user(work: Work, named: str) -> UserId:
    directory = await work.directory()
    for user in directory.users.values():
        if named in {user.key, str(user.id)}:
            return user.id
    raise UserNotFoundError(f"There is no person “{named}”.")


def _tell(story: Explanation) -> None:
    click.echo(f"Incident {story.number}: {story.title} ({story.status})")
    for line in story.lines:
        click.echo(f"  {rfc3339(line.at)}  {line.text}")
    if story.verdict is not None:
        click.echo(story.verdict)
    sys.stdout.flush()
