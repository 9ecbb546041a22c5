"""Whatever the library promises is plugged in and tested: found by walking the tree."""

import ast
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.source import (
    LIBRARY,
    SERVER,
    TESTS,
    Source,
    base_names,
    camel,
    sources,
)

#: What is known to be missing, as patterns of the sentences below; empty in a finished house.
KNOWN_GAPS: tuple[str, ...] = ()

#: Ports answered by `flow`, which knows the other domains, instead of by an adapter.
ANSWERED_BY_FLOW: frozenset[str] = frozenset({"AddressBook", "People"})

OUTBOUND = SERVER / "outbound"
DOMAINS = sorted(path.parent for path in LIBRARY.glob("*/model"))


def class_names(*folders: Path) -> set[str]:
    """Return the names of all classes in folders of the project."""
    return {c.name for s in sources(*folders) for c in s.classes()}


def ports() -> Iterator[str]:
    """Return the Protocols of every `ports.py`; a unit of work is flow's to put together."""
    for source in sources(LIBRARY):
        if source.path.name == "ports.py":
            for node in source.classes():
                if "Protocol" in base_names(node) and not node.name.endswith("Work"):
                    yield node.name


def use_cases() -> Iterator[tuple[str, str]]:
    """Return domain and module of each use case."""
    for domain in DOMAINS:
        for path in sorted(domain.glob("use_cases/[a-z]*.py")):
            yield domain.name, path.stem


def events() -> Iterator[str]:
    """Return the classes of every `events.py`."""
    for domain in DOMAINS:
        for source in sources(domain):
            if source.path.name == "events.py":
                above = {name for node in source.classes() for name in base_names(node)}
                yield from (node.name for node in source.classes() if node.name not in above)


def assigned_names(source: Source) -> set[str]:
    """Return every name a file assigns, at the top or in a class."""
    targets: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign):
            targets |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            targets.add(node.target.id)
    return targets


def missing_for_ports() -> Iterator[str]:
    """Every port has an adapter, a twin in memory, and a suite that both have to pass."""
    adapters, memory = class_names(OUTBOUND), class_names(LIBRARY / "memory")
    testing = "\n".join(source.text for source in sources(LIBRARY / "testing"))
    contracts = "\n".join(source.text for source in sources(TESTS / "contracts"))
    for port in ports():
        if port in ANSWERED_BY_FLOW:
            continue
        if not any(name.endswith(port) for name in adapters):
            yield f"{port} has no adapter in outbound"
        if not any(name.endswith(port) for name in memory):
            yield f"{port} has no twin in memory"
        if not re.search(rf"\b{port}\w*", testing):
            yield f"{port} has no conformance suite in testing"
        if not re.search(rf"{port}", contracts):
            yield f"{port} has no run of its suite in tests/contracts"


def missing_for_use_cases() -> Iterator[str]:
    """Every use case is a class of its module's name, with a provider and a test of that name."""
    tested = {source.path.stem for source in sources(TESTS)}
    for domain, module in use_cases():
        source = Source(path := LIBRARY / domain / "use_cases" / f"{module}.py", path.read_text())
        if camel(module) not in {node.name for node in source.classes()}:
            yield f"{domain}.{module} has no class {camel(module)}"
        wiring = sources(SERVER / "wiring")
        if not any(module in assigned_names(file) for file in wiring if domain in file.name):
            yield f"{domain}.{module} has no provider in wiring/{domain}.py"
        if f"test_{module}" not in tested:
            yield f"{domain}.{module} has no tests/…/test_{module}.py"


def missing_for_events() -> Iterator[str]:
    """Every event has a row among the reactions, or a place among those without consequence."""
    reactions = LIBRARY / "flow" / "reactions.py"
    text = reactions.read_text("utf-8") if reactions.exists() else ""
    for event in events():
        if not re.search(rf"\b{event}\b", text):
            yield f"{event} has no place in flow/reactions.py"


@pytest.mark.parametrize("walk", [missing_for_ports, missing_for_use_cases, missing_for_events])
def test_nothing_is_missing(walk: Callable[[], Iterator[str]]) -> None:
    """Ports, use cases and events have everything that belongs to them, known gaps excepted."""
    missing = [gap for gap in walk() if not any(fnmatch(gap, known) for known in KNOWN_GAPS)]

    assert missing == []


def test_the_walks_find_something_to_check() -> None:
    """A walk over the wrong folder would be content with everything."""
    assert list(ports())
    assert list(use_cases())
    assert list(events())
