"""What the product says of input it refuses, read from its source."""

import ast
import builtins
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from tests.architecture.source import LIBRARY, SERVER, Source, base_names, sources

from hikeshi_server.inbound.console.wording import words

CONSOLE = SERVER / "inbound" / "console"
#: What a form can lead to: the console, and what its use cases are made of.
ROOMS = (
    *(LIBRARY / room for room in ("kernel", "teams", "alerts", "incidents", "oncall")),
    *(LIBRARY / room for room in ("notifications", "subscriptions", "flow", "memory")),
    LIBRARY / "rehearsal" / "policy.py",
    CONSOLE,
    *(SERVER / "outbound" / "postgres" / f"{file}.py" for file in ("documents", "errors", "teams")),
)
#: What no form leads to, with what does.
ELSEWHERE = {
    "kernel/errors.py": "what every refusal is made with",
    "alerts/model/formats/": "what senders post",
    "alerts/model/mapping": "what an integration's mapping says: API and files",
    "flow/fairness.py": "answers of the API",
    "flow/knowing.py": "answers of the API",
    "flow/mail_replies.py": "mails",
    "flow/matching.py": "histories that are imported",
    "flow/phone_replies.py": "calls and text messages",
    "flow/queries/": "lists of the API",
    "flow/restoring.py": "versions of policies: API",
    "flow/worst_turn.py": "the coverage command",
    "kernel/conversion.py": "bodies of the API, and files",
    "memory/queries/": "lists of the API",
    "notifications/queries.py": "lists of the API",
    "oncall/model/calendar": "files of calendars",
    "oncall/model/document.py": "schedules in files",
    "oncall/model/reading.py": "schedules in files",
    "oncall/model/taking_over.py": "files of calendars",
}

#: What nobody is told: it is ours to mend.
DEFECTS = {"RuntimeError"}


@frozen
class Refusal:
    """A place in the source that refuses something.

    Args:
        text: The sentence; nothing where it is made elsewhere and passed on.
        facts: What the sentence is filled in with.
        field: What it is about, where the source names it.
    """

    where: str
    text: str | None
    facts: frozenset[str]
    field: str | None


def is_reached(path: Path) -> bool:
    """Say whether a form can lead to the file."""
    in_a_room = any(path.is_relative_to(room) for room in ROOMS)
    return in_a_room and not any(part in path.as_posix() for part in ELSEWHERE)


def refusals() -> Iterator[Refusal]:
    """Return every refusal a form can lead to."""
    for source in sources(LIBRARY, SERVER):
        if is_reached(source.path):
            yield from found_in(source)


def first_lines() -> Iterator[tuple[str, str, Path]]:
    """Return every kind of refusal: its name, what it says without particulars, its file."""
    for source in sources(LIBRARY, SERVER):
        for each in source.classes():
            if each.name.endswith("Error") and not base_names(each) & DEFECTS:
                said = (ast.get_docstring(each) or "").split("\n")[0]
                yield each.name, said, source.path


def found_in(source: Source) -> Iterator[Refusal]:
    """Return every refusal of a file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (arguments := _arguments(node)):
            pointer, detail = arguments
            text, facts = _said(detail)
            where = f"{source.name}:{node.lineno}"
            yield Refusal(where, text, frozenset(facts), _field(pointer))


def _arguments(call: ast.Call) -> tuple[ast.expr | None, ast.expr] | None:
    """Return pointer and detail of a call that makes a refusal."""
    name = ast.unparse(call.func)
    if name == "Fault" or name.endswith("Error.at"):
        return call.args[0], call.args[1]
    refuses = name.endswith("Error") and name not in dir(builtins)
    has_more = any(keyword.arg == "faults" for keyword in call.keywords)
    if not refuses or not call.args or has_more or _has_sentence(name):
        return None
    return None, call.args[0]


def _has_sentence(name: str) -> bool:
    """Say whether one sentence speaks for every error of that class, whatever its particulars."""
    return bool(words("ja").known(f"errors.{name}", ""))


def _said(detail: ast.expr) -> tuple[str | None, set[str]]:
    if isinstance(detail, ast.Constant):
        return str(detail.value), set()
    if isinstance(detail, ast.Call) and ast.unparse(detail.func) == "Sentence":
        return str(_constant(detail.args[0])), {str(key.arg) for key in detail.keywords}
    # `error.detail` has forgotten its sentence: `error.said` is what is passed on.
    passed_on = isinstance(detail, ast.Attribute) and detail.attr == "said"
    if passed_on or (isinstance(detail, ast.Call) and ast.unparse(detail.func) == "one_of"):
        return None, set()
    return ast.unparse(detail), set()


def _field(pointer: ast.expr | None) -> str | None:
    """Return the last name of a pointer that is no number."""
    end = pointer.values[-1] if isinstance(pointer, ast.JoinedStr) else pointer
    _, slash, path = (_constant(end) or "" if end is not None else "").partition("/")
    names = [name for name in path.split("/") if name and not name.isdigit()]
    return names[-1] if slash and names else None


def _constant(found: ast.expr) -> str | None:
    return str(found.value) if isinstance(found, ast.Constant) else None
