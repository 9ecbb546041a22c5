"""Which tests reach which line: a coverage run with a context per test, and how long each took."""

import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from attrs import frozen
from coverage.numbits import numbits_to_nums

#: Suites that need no database, no server, no network and no thread: those of the pure library.
FAST = (
    "tests/flow",
    "tests/oracle",
    *(
        f"tests/unit/{room}"
        for room in (
            *("access", "alerts", "audit", "configuration", "flow", "incidents", "kernel"),
            *("memory", "notifications", "oncall", "rehearsal", "subscriptions", "teams"),
        )
    ),
)
_CONFIGURATION = "[run]\nsource_pkgs = hikeshi\n"


@frozen
class Selection:
    """Tests by line; `seconds` orders them, the quick ones first."""

    reached: Mapping[str, Mapping[int, frozenset[str]]]
    seconds: Mapping[str, float]
    failing: frozenset[str] = frozenset()

    def tests(self, path: str, line: int, near: str) -> list[str]:
        """Return the tests that reach a line: none if it runs at import only."""
        lines = self.reached.get(path, {})
        if line not in lines:
            return []
        found = [test for test in lines[line] if test.startswith(FAST) and test not in self.failing]
        return sorted(
            found, key=lambda test: (not test.startswith(near), self.seconds.get(test, 0.05), test)
        )


def record(folder: Path, workers: int) -> None:
    """Run the fast suites once and leave coverage and durations in a folder."""
    # Not `coverage.…`: what is named so is erased with the data of the run before.
    configuration = folder / "recording.ini"
    configuration.write_text(f"{_CONFIGURATION}data_file = {folder / 'coverage'}\n", "utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "no:cacheprovider"),
            *("-p", "no:randomly", "--cov", f"--cov-config={configuration}", "--cov-context=test"),
            *("--cov-report=", f"--junitxml={folder / 'tests.xml'}", *FAST),
        ],
        check=False,
    )


def read(folder: Path, root: Path) -> Selection:
    """Return what a recorded run says."""
    reached: dict[str, dict[int, set[str]]] = {}
    with closing(sqlite3.connect(folder / "coverage")) as database:
        rows = database.execute(
            "SELECT path, context, numbits FROM line_bits"
            " JOIN file ON file.id = file_id JOIN context ON context.id = context_id"
        )
        for path, context, lines in rows:
            by_line = reached.setdefault(Path(path).relative_to(root).as_posix(), {})
            for line in numbits_to_nums(lines):
                by_line.setdefault(line, set()).add(context.rpartition("|")[0])
    cases = dict(_cases(folder / "tests.xml"))
    return Selection(
        {p: {n: frozenset(tests) for n, tests in by.items()} for p, by in reached.items()},
        {test: float(case.get("time", "0")) for test, case in cases.items()},
        frozenset(test for test, case in cases.items() if case.find("failure") is not None),
    )


def _cases(report: Path) -> Iterator[tuple[str, ET.Element]]:
    """Return what a report says of each test; it names modules and classes with dots."""
    for case in ET.parse(report).getroot().iter("testcase"):
        parts = case.get("classname", "").split(".")
        module = [part for part in parts if not part.startswith("Test")]
        classes = parts[len(module) :]
        yield "::".join([f"{'/'.join(module)}.py", *classes, case.get("name", "")]), case
