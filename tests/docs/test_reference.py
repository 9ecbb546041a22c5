"""Reference pages name everything there is, and the numbers the code has."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

import click
import pytest

from hikeshi.configuration.schema import json_schema
from hikeshi.flow.reactions import EVENTS_WITHOUT_CONSEQUENCE, REACTIONS
from hikeshi_server.inbound.answers import JITTER, AnswerKind
from hikeshi_server.inbound.cli.main import hikeshi
from hikeshi_server.inbound.http.auth.routes import auth_routes
from hikeshi_server.inbound.http.calendars.feeds import calendar_routes
from hikeshi_server.inbound.metrics import REGISTRY
from hikeshi_server.wiring.settings import read_settings
from hikeshi_server.wiring.unused_settings import RESERVED
from tests.docs.pages import ROOT
from tests.unit.inbound.http.api.world import new_world

DOCS = ROOT / "docs"
_UNITS: Mapping[str, Any] = {
    "": 1,
    "B": 1,
    "KiB": 1024,
    "MiB": 1024**2,
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "days": timedelta(days=1),
}
_ROW = re.compile(r"^\|[^|]+\| ([\d,.]+) ?(\w*) \| `(hikeshi[\w.]*)\.(\w+)` \|$", re.MULTILINE)


class Asked(dict[str, str]):
    """An empty environment that knows what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Return the default."""
        self.names.add(name)
        return default


def settings_read() -> set[str]:
    """Return the variables the server reads; of those with a number the second stands for all."""
    asked = Asked()
    read_settings(asked)
    return {re.sub(r"_[3-9]_", "_2_", name) for name in asked.names - RESERVED.keys()}


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Return every command with the words that call it."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}")
    else:
        yield path, command


def property_names(schema: Any) -> Iterator[str]:
    """Return the name of every field of a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from property_names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from property_names(part)


def test_every_setting_is_described() -> None:
    """The page of settings has a row for each variable that is read, and no other."""
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    described = set(re.findall(r"^\| `(HIKESHI_\w+)` \|", page, re.MULTILINE))

    assert described == settings_read()


def test_every_command_is_described() -> None:
    """The page of commands names each command and each of its options."""
    page = (DOCS / "reference" / "cli.md").read_text("utf-8")
    missing = [
        word
        for path, command in commands(hikeshi, "hikeshi")
        for word in (path, *(p.opts[-1] for p in command.params if isinstance(p, click.Option)))
        if f"`{word}" not in page and f" {word}" not in page
    ]

    assert missing == []


def test_every_address_is_described() -> None:
    """The page of the API has a row for each address, with its methods."""
    page = (DOCS / "reference" / "api.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(/\S+)` \| ([A-Z, ]+) \|$", page, re.MULTILINE))
    document = new_world().client.simulate_get("/api/openapi.json").json
    served = {
        path.removeprefix("/api/v1"): {method.upper() for method in methods}
        for path, methods in document["paths"].items()
    }
    beside = [*auth_routes(None), *calendar_routes(None)]  # type: ignore[arg-type]
    for path, resource in beside:
        if path.startswith("/api/v1"):
            methods = {name[3:].upper() for name in dir(resource) if name.startswith("on_")}
            served[path.removeprefix("/api/v1")] = methods

    assert {path: set(methods.split(", ")) for path, methods in rows.items()} == served


def test_every_field_of_a_configuration_is_described() -> None:
    """The page of the file format names each field of its JSON Schema."""
    page = (DOCS / "reference" / "configuration.md").read_text("utf-8")
    words = set(re.findall(r"\w+", page))

    assert set(property_names(json_schema())) - words == set()


@pytest.mark.parametrize(
    ("number", "unit", "module", "name"),
    _ROW.findall((DOCS / "limits.md").read_text("utf-8")),
    ids=lambda part: part.rpartition(".")[2],
)
def test_limits_are_those_of_the_code(number: str, unit: str, module: str, name: str) -> None:
    """Each number on the page of limits is the constant's at the place the page names."""
    value = getattr(import_module(module), name)
    amount = float(number.replace(",", ""))
    told = amount * _UNITS[unit]
    if isinstance(told, timedelta) and not isinstance(value, timedelta):
        value = timedelta(seconds=value)

    assert told == value


def test_every_limit_has_a_place_in_the_code() -> None:
    """No row of a table on the page of limits escapes the comparison."""
    page = (DOCS / "limits.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`hikeshi" in line]

    assert len(rows) == len(_ROW.findall(page)) > 0


def test_every_metric_is_described() -> None:
    """The page for operators names each metric."""
    page = (DOCS / "how-to" / "operate.md").read_text("utf-8")
    names = {metric.name for metric in REGISTRY.collect()}

    assert {name for name in names if name not in page} == set()


def test_every_kept_answer_is_described() -> None:
    """The page of what is kept has a row for each kind: its key, how long, and who owns it."""
    page = (DOCS / "reference" / "cache.md").read_text("utf-8")
    row = re.compile(
        r"^\|[^|]+\| `(\w+):…` \|[^|]+\|[^|]+\| (\d+) h \| (\d+) % \| `([\w.]+)` \|$", re.MULTILINE
    )
    told = {
        (name, timedelta(hours=int(hours)), int(jitter) / 100, owner)
        for name, hours, jitter, owner in row.findall(page)
    }
    server = ROOT / "adapters"
    owners = [
        ".".join(path.relative_to(server).with_suffix("").parts)
        for path in server.rglob("*.py")
        if re.search(r"^\w+ = AnswerKind\(", path.read_text("utf-8"), re.MULTILINE)
    ]
    kinds = [
        (value.name, value.keep_for, JITTER, owner)
        for owner in owners
        for value in vars(import_module(owner)).values()
        if isinstance(value, AnswerKind)
    ]

    assert told == set(kinds)
    assert len({name for name, *_ in kinds}) == len(kinds) > 0


def test_the_table_of_reactions_is_shown_whole() -> None:
    """The page of the architecture shows each row of the reactions, in order."""
    page = (DOCS / "architecture.md").read_text("utf-8")
    shown = re.findall(r"^\| (within|after) \| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE)
    rows = [
        (type(row).__name__.lower(), row.on.__name__, row.consequence.__name__) for row in REACTIONS
    ]

    assert shown == rows
    assert EVENTS_WITHOUT_CONSEQUENCE
