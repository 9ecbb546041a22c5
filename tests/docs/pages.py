"""The pages of the documentation, and how the examples in them are run."""

import json
import re
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from sybil import Document, Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from hikeshi.configuration import read
from hikeshi.rehearsal import run
from hikeshi_server.inbound.cli.commands import COMMANDS
from hikeshi_server.inbound.files import parse
from tests.unit.inbound.http.api.world import new_world

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "packages/README.md")),
        ROOT / "adapters/README.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
)
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
_PRINTED, _FILES = "_printed", "_files"
_COMMAND = re.compile(
    r"^\$ (?:\S+=\S* )*(?:\.venv/bin/)?(hikeshi|make)(?: ([a-z][a-z-]*))?", re.MULTILINE
)

_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) /api/v1(?P<path>\S+)\n(?P<headers>(?:[\w-]+: [^\n]*\n)*)(?P<body>.*)",
    re.DOTALL,
)


class Printing(PythonEvaluator):
    """Runs Python and keeps what it prints, for the block `text` that has to follow."""

    def __call__(self, example: Example) -> None:
        """Run one block."""
        shown_is_missing(example.namespace)
        with redirect_stdout(StringIO()) as out:
            super().__call__(example)
        example.namespace[_PRINTED] = out.getvalue()


def shown_is_missing(namespace: dict[str, Any]) -> None:
    """Refuse an example whose output the page does not show."""
    printed = namespace.pop(_PRINTED, "")
    assert printed == "", f"the page does not show what was printed:\n{printed}"


def compare(example: Example) -> None:
    """A block `text` shows what the block above it printed."""
    printed = example.namespace.pop(_PRINTED, None)
    assert printed is not None, "no Python above: a drawing or a sketch has no language"
    assert printed.rstrip("\n") == example.parsed.rstrip("\n"), f"printed was:\n{printed}"


def read_yaml(example: Example) -> None:
    """A suite passes, a configuration is valid, anything else is at least YAML.

    A first line `# NAME.yaml` lets later suites of the page refer to the block by that name.
    """
    document = parse(example.parsed, f"{Path(example.path).name}:{example.line}").value
    files = example.namespace.setdefault(_FILES, {})
    if (named := re.match(r"# (\S+\.ya?ml)\n", example.parsed)) is not None:
        files[named[1]] = document
    if not isinstance(document, Mapping):
        return
    if "scenarios" in document:
        report = run(document, load=lambda path: files[path.removeprefix("./")])
        assert report.passed, [scenario.failures for scenario in report.scenarios]
    elif "version" in document:
        read(document)


def check_commands(example: Example) -> None:
    """Every `hikeshi` and `make` in a block `console` exists."""
    for program, name in _COMMAND.findall(example.parsed):
        known = COMMANDS if program == "hikeshi" else TARGETS
        assert not name or name in known, f"{program} {name} does not exist"


def read_json(example: Example) -> None:
    """A block `json` is JSON."""
    json.loads(example.parsed)


def send(example: Example) -> None:
    """A block `http` is answered by the API, on a server in memory.

    `METHOD`, `INCIDENT` and `SWAP` stand for the id of the last answer to a POST. The first line is
    method and path, then come headers, then the body as JSON.
    """
    text = re.sub(r"METHOD|INCIDENT|SWAP", example.namespace.get("_last_id", ""), example.parsed)
    found = _REQUEST.fullmatch(text)
    assert found is not None, "no request: METHOD /api/v1/…, headers, body"
    world = example.namespace.setdefault("_world", None) or new_world()
    example.namespace["_world"] = world
    headers = dict(re.findall(r"^(\S+): (.*)$", found["headers"], re.MULTILINE))
    body = json.loads(found["body"]) if found["body"].strip() else None
    answer = world.call(found["method"], found["path"], body, headers=headers)
    assert answer.status_code < 300, answer.text
    if found["method"] == "POST":
        example.namespace["_last_id"] = answer.json.get("id", "")


SYBIL = Sybil(
    [
        CodeBlockParser("python", Printing()),
        CodeBlockParser("text", compare),
        CodeBlockParser("yaml", read_yaml),
        CodeBlockParser("json", read_json),
        CodeBlockParser("http", send),
        CodeBlockParser("console", check_commands),
        SkipParser(),
    ]
)


def parsed(page: Path) -> Document:
    """Return the page with the examples in it."""
    return SYBIL.parse(page)


def title(page: Path) -> str:
    """Return how the page is called in reports."""
    return page.relative_to(ROOT).as_posix()
