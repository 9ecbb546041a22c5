"""The locks say exactly what is installed, from wherever it comes."""

import runpy
import tomllib
from collections.abc import Callable, Iterator

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

LOCKS = ("requirements.lock", "server.lock", "bootstrap.lock")
OWN = {"hikeshi", "hikeshi-server"}


def locked(name: str) -> dict[str, str]:
    """Return the lines of each requirement in a lock, by name."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(line.partition("==")[0]): line for line in lines}


def versions(name: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock: one for each Python that needs its own."""
    found: dict[str, set[str]] = {}
    text = (ROOT / name).read_text("utf-8").replace("\\\n", "")
    for line in text.splitlines():
        package, _, rest = line.partition("==")
        if rest and not line.startswith("#"):
            found.setdefault(canonicalize_name(package), set()).add(rest.split()[0])
    return found


def declared() -> Iterator[Requirement]:
    """Return every requirement the project files declare on packages of others."""
    for name in ("pyproject.toml", "packages/pyproject.toml", "adapters/pyproject.toml"):
        document = tomllib.loads((ROOT / name).read_text("utf-8"))
        project = document["project"]
        extras = project.get("optional-dependencies", {}).values()
        groups = document.get("dependency-groups", {}).values()
        for texts in (project["dependencies"], *extras, *groups):
            requirements = map(Requirement, texts)
            yield from (one for one in requirements if canonicalize_name(one.name) not in OWN)


def test_the_lock_fits_the_project_files() -> None:
    """The lock was resolved from what the project files declare today: else run `make lock`."""
    fits: Callable[[], bool] = runpy.run_path(str(ROOT / "scripts" / "lock.py"))["fits"]

    assert fits()


def test_every_declared_requirement_is_locked_in_an_allowed_version() -> None:
    """The lock has every declared package, in a version the declaration allows."""
    known = versions("requirements.lock")
    wrong = [
        str(requirement)
        for requirement in declared()
        if not any(
            requirement.specifier.contains(version)
            for version in known.get(canonicalize_name(requirement.name), ())
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_by_hash(name: str) -> None:
    """Nothing is installed whose content was not known when the lock was made."""
    loose = [
        line for line in locked(name).values() if "==" not in line or "--hash=sha256:" not in line
    ]

    assert loose == []


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "Makefile", "Dockerfile"])
def test_no_address_of_a_package_index(name: str) -> None:
    """Whoever installs chooses the index: no committed file names one."""
    text = (ROOT / name).read_text("utf-8")

    assert "--index-url" not in text
    assert "--find-links" not in text
    if name.endswith(".lock"):
        assert "://" not in text
        assert "file:" not in text


@pytest.mark.parametrize("name", ["server.lock", "bootstrap.lock"])
def test_the_smaller_locks_are_parts_of_the_whole(name: str) -> None:
    """The image runs, and uv is, what was tested: the same versions and hashes."""
    whole = locked("requirements.lock")

    assert {key: whole.get(key) for key in locked(name)} == locked(name)
