"""`hikeshi export`: what is configured on a server, as files."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from hikeshi.configuration.exporting import OBJECTS, SECTIONS
from hikeshi_server.inbound.cli.refusing import refuse
from hikeshi_server.inbound.files.writing import write_yaml
from hikeshi_server.wiring.commands.server import ServerChoice, ask, server_options

#: Editors that know it check and complete; `hikeshi schema` prints it.
HEADER = "# yaml-language-server: $schema=hikeshi.schema.json\n"
#: Holds what belongs to no team, or to all of them.
_SHARED = "organisation"


@click.command("export")
@click.option("--with-contacts", is_flag=True, help="People's contact methods and rules too.")
@click.option("--with-overrides", is_flag=True, help="Overrides that are not over too.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file, or a directory that gets a file for each team.",
)
@server_options
def export_files(
    with_contacts: bool,
    with_overrides: bool,
    output: Path | None,
    server: str | None,
    token: str | None,
) -> None:
    """Write what is configured as YAML; applied again it changes nothing."""
    document = ask(
        ServerChoice(server, token),
        lambda api: api.export(contacts=with_contacts, overrides=with_overrides),
    )
    if output is None:
        click.echo(write_yaml(document, header=HEADER), nl=False)
        return
    try:
        if output.is_dir() or not output.suffix:
            _write_directory(document, output)
        else:
            output.write_text(write_yaml(document, header=HEADER), "utf-8")
    except OSError as error:
        refuse([f"{output}: {error.strerror or error}"])


def _write_directory(document: Mapping[str, Any], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, part in by_team(document).items():
        (directory / f"{name}.yaml").write_text(write_yaml(part, header=HEADER), "utf-8")


def by_team(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a part for each team with what it owns, and one for everything else."""
    services = {entry["key"]: entry.get("team") for entry in document["services"]}
    parts: dict[str, dict[str, Any]] = {_SHARED: {"version": document["version"]}}
    for section in SECTIONS:
        if section in OBJECTS or section == "routes":
            parts[_SHARED][section] = document[section]
            continue
        parts[_SHARED].setdefault(section, [])
        for team, entry in _owned(section, document[section], services):
            part = parts.setdefault(_file_of(team), {"version": document["version"]})
            part.setdefault(section, []).append(entry)
    return parts


def _owned(
    section: str, entries: list[dict[str, Any]], services: Mapping[str, str | None]
) -> Iterator[tuple[str | None, dict[str, Any]]]:
    for entry in entries:
        if section == "teams":
            yield entry["key"], entry
        elif section in {"integrations", "grouping"}:
            yield services.get(entry.get("service", "")), entry
        else:
            yield entry.get("team"), entry


def _file_of(team: str | None) -> str:
    if team is None:
        return _SHARED
    return f"team-{team}" if team == _SHARED else team
