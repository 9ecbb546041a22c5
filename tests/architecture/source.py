"""The project's own source, read as syntax trees: nothing is imported to be looked at."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "packages" / "hikeshi"
SERVER = ROOT / "adapters" / "hikeshi_server"
TESTS = ROOT / "tests"

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)
T = TypeVar("T")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@frozen
class Source:
    """One file of Python."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path from the root of the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return parsed(self.text)

    def classes(self) -> Iterator[ast.ClassDef]:
        """The classes at the top of the file."""
        return (node for node in self.tree.body if isinstance(node, ast.ClassDef))

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        return (node for node in ast.walk(self.tree) if isinstance(node, type_of_function))


@cache
def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a text."""
    return ast.parse(text)


def sources(*folders: Path) -> list[Source]:
    """Return every Python file below the folders, in order."""
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return [Source(path, path.read_text("utf-8")) for path in paths]


def where(found: Callable[[Source], Iterable[T]], among: Iterable[Source]) -> dict[str, list[T]]:
    """Return what was found, by the file it was found in."""
    return {source.name: things for source in among if (things := list(found(source)))}


def camel(name: str) -> str:
    """Return `AcknowledgeIncident` for `acknowledge_incident`."""
    return "".join(part.capitalize() for part in name.split("_"))


def words(name: str) -> list[str]:
    """Return the words of a name in either style, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def base_names(node: ast.ClassDef) -> set[str]:
    """Return the last names of what a class derives from."""
    names = set()
    for base in node.bases:
        target = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(target, ast.Name | ast.Attribute):
            names.add(target.id if isinstance(target, ast.Name) else target.attr)
    return names
