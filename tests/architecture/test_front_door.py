"""The Makefile is the only front door, and everything else goes through it."""

import os
import re
import subprocess

import pytest
from ruamel.yaml import YAML

from tests.architecture.source import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
CALLS = {
    ".ci/run": (ROOT / ".ci" / "run").read_text("utf-8"),
    ".github/workflows/check.yml": (ROOT / ".github/workflows/check.yml").read_text("utf-8"),
    ".pre-commit-config.yaml": (ROOT / ".pre-commit-config.yaml").read_text("utf-8"),
}


def test_bare_make_explains_every_target() -> None:
    """`make` alone changes nothing and lists each target with a sentence."""
    answer = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True)
    explained = set(re.findall(r"^  ([a-z-]+) +\S", answer.stdout, re.MULTILINE))

    assert explained == TARGETS


def test_every_target_is_phony() -> None:
    """No file of a target's name can keep it from running."""
    phony = MAKEFILE.partition(".PHONY:")[2].partition("\n\n")[0].replace("\\\n", " ").split()

    assert set(phony) == TARGETS


@pytest.mark.parametrize("path", sorted((ROOT / "scripts").iterdir()), ids=lambda path: path.name)
def test_every_script_has_a_target(path: os.PathLike[str]) -> None:
    """A script nobody can find through `make` is no part of the project."""
    name = os.path.basename(path)  # noqa: PTH119
    if name == "__pycache__":
        return

    assert f"scripts/{name}" in MAKEFILE


@pytest.mark.parametrize("name", CALLS)
def test_callers_use_targets_that_exist(name: str) -> None:
    """Continuous integration and hooks run targets, and only those there are."""
    called = set(re.findall(r"\bmake ([a-z-]+)", CALLS[name]))

    assert called
    assert called <= TARGETS


@pytest.mark.parametrize("name", [".ci/run", ".github/workflows/check.yml"])
def test_integration_checks_and_tests(name: str) -> None:
    """What passes on the way in is both `make check` and `make test`."""
    assert {"check", "test"} <= set(re.findall(r"make ([a-z-]+)", CALLS[name]))


def test_the_workflow_runs_nothing_else() -> None:
    """Each step of the workflow prepares the machine or calls a target."""
    workflow = YAML(typ="safe").load(CALLS[".github/workflows/check.yml"])
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]

    assert [s for s in steps if not ("uses" in s or s["run"].startswith("make "))] == []


@pytest.mark.parametrize("name", [".ci/run", "scripts/python", "scripts/system-packages"])
def test_programs_can_be_run(name: str) -> None:
    """Programs are executable and their shell understands them."""
    path = ROOT / name
    shell = path.read_text("utf-8").splitlines()[0].removeprefix("#!").split()[-1]

    assert os.access(path, os.X_OK)
    subprocess.run([shell.rpartition("/")[2], "-n", str(path)], check=True)
