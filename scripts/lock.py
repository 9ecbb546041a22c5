"""Write the locks, or check that they fit the project files.

requirements.lock is everything, server.lock the part that the container image runs, bootstrap.lock
the uv that installs both.

`lock.py` resolves anew (needs uv and a package index); `lock.py --check` needs neither: the digest
of what the project files declare stands on the first line of requirements.lock.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
SERVER = ROOT / "server.lock"
BOOTSTRAP = ROOT / "bootstrap.lock"
PROJECTS = ("pyproject.toml", "packages/pyproject.toml", "adapters/pyproject.toml")
OWN = ("hikeshi", "hikeshi-server", "hikeshi-workspace")
STAMP = "# declared "
#: What the container image can do beyond the plain server; its database is never embedded.
IMAGE_EXTRAS = ("redis", "sqs")


def declared_digest() -> str:
    """Return the digest of everything in the project files which a resolution depends on."""
    declared = [_declared(ROOT / name) for name in PROJECTS]
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def _declared(path: Path) -> dict[str, object]:
    document = tomllib.loads(path.read_text("utf-8"))
    project = document["project"]
    wanted = ("requires-python", "dependencies", "optional-dependencies")
    return {
        **{key: project.get(key) for key in wanted},
        "groups": document.get("dependency-groups"),
        "exclude-newer": document.get("tool", {}).get("uv", {}).get("exclude-newer"),
    }


def stamp() -> str:
    """Return the first line of a lock that fits the project files."""
    return f"{STAMP}sha256:{declared_digest()} (written by `make lock`)\n"


def resolve(*arguments: str) -> str:
    """Return the locked requirements: universal, hash-pinned, without any index address."""
    command = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--quiet"]
    command += ["--no-header", "--no-annotate", "--upgrade", "--python-version", "3.11"]
    answer = subprocess.run(
        [*command, *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    if "://" in answer.stdout:
        sys.exit("A requirement was resolved to an address: locks name versions and hashes only.")
    return answer.stdout


def write() -> None:
    """Resolve the locks and write them."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    arguments = [*PROJECTS, "--all-extras"]
    for group in groups:
        arguments += ["--group", f"pyproject.toml:{group}"]
    own = [part for name in OWN for part in ("--no-emit-package", name)]
    text = resolve(*arguments, *own)
    LOCK.write_text(stamp() + text, "utf-8")
    extras = [part for name in IMAGE_EXTRAS for part in ("--extra", name)]
    server = resolve(*PROJECTS[1:], *extras, "--constraint", LOCK.name, *own)
    SERVER.write_text(f"# The part of requirements.lock that a server runs.\n{server}", "utf-8")
    BOOTSTRAP.write_text(_only(text, "uv"), "utf-8")


def _only(text: str, name: str) -> str:
    """Return the one requirement of that name with its hashes."""
    blocks = text.replace("\\\n", "\\\0").splitlines()
    found = next(block for block in blocks if block.startswith(f"{name}=="))
    first = "# What installs the rest; the same version as in requirements.lock.\n"
    return first + found.replace("\0", "\n") + "\n"


def fits() -> bool:
    """Return whether the lock was resolved from the project files as they are now."""
    return LOCK.read_text("utf-8").startswith(stamp())


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if not fits():
            sys.exit("requirements.lock was resolved from other project files: run `make lock`.")
    else:
        write()
