"""`hikeshi doctor`: what is set up well, what is not, and what to do about it."""

import json
import sys
from collections.abc import AsyncIterator

import click
from attrs import asdict, frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.migrate import SchemaAheadError
from hikeshi_server.outbound.providers.breakers import PROVIDERS
from hikeshi_server.wiring.commands.looking import database_url, looking
from hikeshi_server.wiring.commands.starting import start
from hikeshi_server.wiring.migrating import missing
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.resting import state_of_providers
from hikeshi_server.wiring.settings import Outbound, Settings


@frozen
class Finding:
    """One thing looked at.

    Args:
        state: `ok`, `warning` or `wrong`.
        advice: What to do; empty when all is well.
    """

    name: str
    state: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look at settings, database and configuration; exit 1 if something is wrong."""

    async def run(settings: Settings) -> None:
        findings = [finding async for finding in _findings(settings)]
        if as_json:
            click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}))
        else:
            for finding in findings:
                click.echo(f"{finding.state:8} {finding.name:22} {finding.advice}".rstrip())
        if any(finding.state == "wrong" for finding in findings):
            sys.exit(1)

    start(run, outside=False)


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield _public_url(settings)
    yield _outbound(settings)
    yield _mail(settings)
    try:
        behind = await missing(database_url(settings))
    except SchemaAheadError as error:
        yield Finding("database", "ok")
        yield Finding("schema", "wrong", error.detail)
        return
    except HikeshiError as error:
        yield Finding("database", "wrong", error.detail)
        return
    yield Finding("database", "ok")
    if behind:
        yield Finding("schema", "wrong", f"{len(behind)} migrations to run: hikeshi migrate")
        return
    yield Finding("schema", "ok")
    async with looking(settings) as application:
        directory = await application.parts.transactions.run(lambda work: work.directory())
        for outages in application.parts.outages:
            yield await _peer(application.parts, outages)
        for finding in (_owner(directory), _last_resort(directory), *_reachability(directory)):
            yield finding


def _public_url(settings: Settings) -> Finding:
    if not settings.public_url_is_local:
        return Finding("public URL", "ok")
    advice = f"links to {settings.public_url} are dead on a phone: set HIKESHI_PUBLIC_URL"
    return Finding("public URL", "warning", advice)


def _outbound(settings: Settings) -> Finding:
    if settings.outbound is Outbound.SEND:
        return Finding("outbound", "ok")
    advice = f"HIKESHI_OUTBOUND is {settings.outbound}: no page leaves"
    return Finding("outbound", "warning", advice)


def _mail(settings: Settings) -> Finding:
    if settings.smtp:
        return Finding("mail", "ok")
    return Finding("mail", "warning", "no page can go by e-mail: set HIKESHI_SMTP_URL")


async def _peer(parts: Parts, outages: Outages) -> Finding:
    if outages.name == PROVIDERS:
        # Nothing is sent from here: it is the workers who know.
        found = await state_of_providers(parts, outages)
        return Finding("providers", "wrong" if found.detail else "ok", found.detail)
    if outages.trouble is None:
        return Finding(outages.name, "ok")
    advice = f"{outages.trouble}; paging goes on without it"
    return Finding(outages.name, "wrong", advice)


def _owner(directory: Directory) -> Finding:
    if any(user.role is Role.OWNER and user.active for user in directory.users.values()):
        return Finding("owner", "ok")
    return Finding("owner", "wrong", "nobody may administer: start `hikeshi up` or `hikeshi api`")


def _last_resort(directory: Directory) -> Finding:
    if directory.last_resort() is not None:
        return Finding("last resort", "ok")
    advice = "an exhausted policy ends in silence: set the organisation's last resort"
    return Finding("last resort", "warning", advice)


def _reachability(directory: Directory) -> list[Finding]:
    unreachable = [
        user.key
        for user in directory.users.values()
        if user.active
        and user.role not in {Role.OBSERVER, Role.STAKEHOLDER}
        and not directory.contact(user.id).usable
    ]
    if not unreachable:
        return [Finding("reachability", "ok")]
    advice = f"no verified contact method: {', '.join(sorted(unreachable)[:10])}"
    return [Finding("reachability", "warning", advice)]
