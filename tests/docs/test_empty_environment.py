"""The library alone, with nothing but what it declares, runs the examples of the README."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import attrs
import pytest
from packaging.requirements import Requirement

from tests.docs.pages import ROOT

#: The declared dependencies, which have none of their own.
ALLOWED = ("attr", "attrs", "cattrs", "tzdata")
_PLAY = """
import io, json, sys
from contextlib import redirect_stdout
sys.path.insert(0, sys.argv[1])
namespace = {"__name__": "readme"}
for code, shown in json.load(sys.stdin):
    with redirect_stdout(io.StringIO()) as out:
        exec(code, namespace)
    assert out.getvalue().rstrip() == shown.rstrip(), out.getvalue()
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def examples() -> list[tuple[str, str]]:
    """Return each Python block of the README and what is shown below it."""
    text = (ROOT / "README.md").read_text("utf-8")
    pattern = r"^```python\n(.*?)^```\n(?:\n(?:[^`\n]+\n\n)?```text\n(.*?)^```)?"
    return re.findall(pattern, text, re.MULTILINE | re.DOTALL)


def install(target: Path) -> None:
    """Put the library and what it declares into an empty folder, without a network."""
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--no-compile", "--quiet"]
    source = target.parent / "source"
    shutil.copytree(ROOT / "packages", source, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True
    )
    installed = Path(attrs.__file__).parents[1]
    for name in ALLOWED:
        place = installed / name
        copy = shutil.copytree if place.is_dir() else shutil.copy2
        copy(place, target / name)


@pytest.mark.parametrize("name", ["hikeshi", "attrs", "cattrs", "tzdata"])
def test_a_dependency_brings_nothing_else(name: str) -> None:
    """Whoever installs the library gets attrs, cattrs and tzdata, and no dependency of theirs."""
    needed = {
        requirement.name
        for requirement in map(Requirement, requires(name) or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }

    assert needed <= {"attrs", "cattrs", "tzdata"}


def test_the_examples_run_on_the_library_alone(tmp_path: Path) -> None:
    """With attrs, cattrs and tzdata at most, both examples of the README say what they show."""
    target = tmp_path / "packages"
    install(target)

    played = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PLAY, str(target)],
        input=json.dumps(examples()),
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(examples()) >= 2
    assert played.returncode == 0, played.stderr
    assert "hikeshi_server" not in played.stdout.split()
    assert "sqlalchemy" not in played.stdout.split()
