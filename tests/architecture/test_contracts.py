"""Every contract of architecture.toml is kept, and would be noticed if it were not."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.architecture import check
from tests.architecture.source import LIBRARY, ROOT, SERVER

#: For each contract: a module planted against it, and what it imports (None: its sibling).
BREACHES = {
    "library-below-server": ("hikeshi.kernel.planted", "hikeshi_server.architecture"),
    "library-rooms": ("hikeshi.incidents.planted_rooms.one", "hikeshi.oncall.errors"),
    "domain-layers": ("hikeshi.incidents.model.planted", "hikeshi.incidents.use_cases.planted"),
    "server-rooms": ("hikeshi_server.inbound.planted.one", "hikeshi_server.outbound.planted"),
    "records-private": (
        "hikeshi_server.outbound.redis.planted",
        "hikeshi_server.outbound.postgres.records",
    ),
    "injector-in-wiring": ("hikeshi_server.inbound.planted.two", "dependency_injector"),
    "testing-not-in-server": ("hikeshi_server.outbound.redis.planted_too", "hikeshi.testing"),
    "pure-library": ("hikeshi.kernel.planted_too", "sqlalchemy"),
    "no-cycles": ("hikeshi_server.outbound.postgres.planted.one", None),
}
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "architecture.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
RUN = """
import json, sys
from pathlib import Path
from hikeshi_server.architecture import check
print(json.dumps({broken.sentence: broken.places for broken in check(Path(sys.argv[1]))}))
"""


def plant(house: Path, module: str, imported: str | None) -> None:
    """Write a module that imports another; make both where they are missing."""
    top = {"hikeshi": house / "packages", "hikeshi_server": house / "adapters"}
    for name in filter(None, (module, imported)):
        *packages, last = name.split(".")
        if packages and packages[0] in top:
            folder = top[packages[0]].joinpath(*packages)
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(1, len(packages) + 1):
                (top[packages[0]].joinpath(*packages[:number]) / "__init__.py").touch()
            package = (folder / last).is_dir()
            (folder / last / "__init__.py" if package else folder / f"{last}.py").touch()
    path = top[module.split(".", maxsplit=1)[0]].joinpath(*module.split(".")).with_suffix(".py")
    path.write_text(f"import {imported}\n" if imported else "", "utf-8")


def plant_cycle(house: Path, package: str) -> None:
    """Write two modules that import each other."""
    for one, other in (("one", "two"), ("two", "one")):
        plant(house, f"{package}.{one}", f"{package}.{other}")


def examine(house: Path) -> dict[str, list[str]]:
    """Return what the checks say about a copy of the house, in a process of its own."""
    path = os.pathsep.join(str(house / name) for name in ("packages", "adapters"))
    answer = subprocess.run(
        [sys.executable, "-c", RUN, str(house / "architecture.toml")],
        env={**os.environ, "PYTHONPATH": path},
        cwd=house,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house."""
    copy = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(LIBRARY, copy / "packages" / "hikeshi", ignore=ignored)
    shutil.copytree(SERVER, copy / "adapters" / "hikeshi_server", ignore=ignored)
    shutil.copy(ROOT / "architecture.toml", copy)
    return copy


@pytest.fixture(scope="module")
def broken(house: Path) -> dict[str, list[str]]:
    """What the checks say when every contract is broken once."""
    for module, imported in BREACHES.values():
        plant(house, module, imported)
    plant_cycle(house, BREACHES["no-cycles"][0].rpartition(".")[0])
    return examine(house)


def test_every_contract_is_kept() -> None:
    """The house breaks none of its contracts."""
    assert check(ROOT / "architecture.toml") == []


def test_every_contract_has_a_planted_breach() -> None:
    """A new contract comes with a breach that proves it sees something."""
    assert set(BREACHES) == set(CONTRACTS)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_is_reported(broken: dict[str, list[str]], contract: str) -> None:
    """A module that breaks a contract is named in its sentence's report."""
    module, imported = BREACHES[contract]
    planted = module if imported else module.rpartition(".")[0]

    assert planted in "\n".join(broken.get(CONTRACTS[contract], []))


def test_every_room_must_be_given_its_place(broken: dict[str, list[str]]) -> None:
    """A package nobody placed in a domain is reported, whatever it imports."""
    assert "hikeshi.incidents.planted_rooms" in "\n".join(broken[CONTRACTS["domain-layers"]])


def test_every_domain_has_the_skeleton() -> None:
    """Each domain that stands beside others is a container of the domain's layers."""
    document = tomllib.loads((ROOT / "architecture.toml").read_text("utf-8"))
    contracts = {c["id"]: c for c in document["tool"]["importlinter"]["contracts"]}
    side_by_side = contracts["library-rooms"]["layers"][-2]
    domains = {f"hikeshi.{name.strip().strip('()')}" for name in side_by_side.split("|")}

    assert set(contracts["domain-layers"]["containers"]) == domains


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(InvalidError, match="There is no"):
        check(tmp_path / "architecture.toml")


def test_an_unreadable_file_is_a_sentence(tmp_path: Path) -> None:
    """A file without contracts is refused instead of passing."""
    path = tmp_path / "architecture.toml"
    path.write_text('[tool.importlinter]\nroot_packages = ["hikeshi"]\n', "utf-8")

    with pytest.raises(InvalidError, match="cannot be checked"):
        check(path)
