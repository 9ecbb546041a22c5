"""The library asks for the time and for chance; it never takes them."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import LIBRARY, SERVER, Source, sources, where

#: Ways to the outside world, by module; an empty set stands for the whole module.
IMPURE: dict[str, set[str]] = {
    "time": set(),
    "random": set(),
    "secrets": set(),
    "os": set(),
    "socket": set(),
    "subprocess": set(),
    "threading": set(),
    "asyncio": set(),
    "logging": set(),
    "uuid": {"uuid1", "uuid4", "uuid6", "uuid7", "uuid8", "getnode"},
}
METHODS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
CALLS = {"open", "print", "input", "__import__", "exec", "eval"}
#: Who may, and why.
ALLOWED = {
    ("packages/hikeshi/memory/transactions.py", "asyncio"): "one work waits for another's locks",
}


def impurities(source: Source) -> list[str]:
    """Return each way out that a file takes."""
    found = []
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                found += [a.name for a in names if IMPURE.get(a.name.split(".")[0]) == set()]
            case ast.ImportFrom(module=str(module), names=names):
                banned = IMPURE.get(module.split(".")[0])
                if banned is not None:
                    found += [f"{module}.{a.name}" for a in names if not banned or a.name in banned]
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                if (owner, attr) in METHODS or attr in IMPURE.get(owner, set()):
                    found.append(f"{owner}.{attr}")
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                found.append(f"{name}()")
            case _:
                pass
    return [way for way in found if (source.name, way.split(".")[0]) not in ALLOWED]


def test_the_library_takes_nothing_from_the_world() -> None:
    """No clock, no chance, no file, no network: they come as arguments."""
    assert where(impurities, sources(LIBRARY)) == {}


def zones_made(source: Source) -> Iterator[int]:
    """Return the lines that make a time zone by themselves."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and "ZoneInfo" in ast.unparse(node.func):
            yield node.lineno


def test_time_zones_come_from_the_kernel() -> None:
    """One place makes a time zone, from the locked package: so that all machines agree."""
    found = where(zones_made, sources(LIBRARY, SERVER))

    assert set(found) == {"packages/hikeshi/kernel/time_zones.py"}


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from random import choice",
        "from uuid import uuid4",
        "import uuid\nx = uuid.uuid4()",
        "from datetime import datetime\nx = datetime.now()",
        "x = open('x')",
    ],
)
def test_each_way_out_would_be_noticed(text: str) -> None:
    """Every way out, planted, is found."""
    assert impurities(Source(LIBRARY / "planted.py", text)) != []
