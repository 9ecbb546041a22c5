"""Make .venv exactly as requirements.lock says, with nothing but Python and a package index.

pip installs the uv of bootstrap.lock, uv installs the rest. pip's own configuration (index,
mirrors, certificates) is handed on to uv, unless uv is configured itself.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
READY = VENV / ".ready"
HASHED = ("--require-hashes", "--quiet")
#: pip's option and the variable by which uv knows the same thing.
SAME_IN_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "HTTPS_PROXY",
}


def run(*command: str | Path, **environment: str) -> str:
    """Run a command outside the project, so that uv reads the user's configuration only."""
    answer = subprocess.run(
        [str(part) for part in command],
        cwd=tempfile.gettempdir(),
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return answer.stdout


def create() -> None:
    """Create .venv with pip in it."""
    if not works(PYTHON, "-c", "pass"):
        print("Creating .venv", flush=True)
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    if works(PYTHON, "-m", "pip", "--version"):
        return
    if not works(sys.executable, "-c", "import ensurepip"):
        install_ensurepip()
    run(PYTHON, "-m", "ensurepip")


def install_ensurepip() -> None:
    """Install what Debian leaves out of its Python, or say how to."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.exit(
            f"{sys.executable} comes without ensurepip: install it (Debian, Ubuntu: "
            f"`sudo apt-get install {package}`), or name another Python: make PYTHON=…"
        )
    print(f"Installing {package}", flush=True)
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", package, DEBIAN_FRONTEND="noninteractive")


def works(*command: str | Path) -> bool:
    """Return whether the command exists and ends well."""
    try:
        answer = subprocess.run(command, check=False, capture_output=True)
    except OSError:
        return False
    return answer.returncode == 0


def uv_environment(configured: str) -> dict[str, str]:
    """Translate the output of `pip config list` into variables for uv."""
    found: dict[str, str] = {}
    for line in configured.splitlines():
        key, _, value = line.partition("=")
        variable = SAME_IN_UV.get(key.rpartition(".")[2])
        if variable and variable not in os.environ:
            found[variable] = " ".join(ast.literal_eval(value).split())
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in found:
        # As pip does: any index may have the file whose hash is in the lock.
        found.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return found


def install() -> None:
    """Install the locked packages, then the two distributions of this workspace."""
    configured = run(PYTHON, "-m", "pip", "config", "list")
    if not UV.exists():
        print("Installing uv", flush=True)
        run(PYTHON, "-m", "pip", "install", *HASHED, "-r", ROOT / "bootstrap.lock")
    environment = {**uv_environment(configured), "UV_PYTHON_DOWNLOADS": "never"}
    print("Installing the packages of requirements.lock", flush=True)
    into = ("--python", PYTHON)
    # Compiled here once, by all cores: else every process of the first start or test run does it.
    exactly = (*HASHED, "--compile-bytecode")
    run(UV, "pip", "sync", *exactly, *into, ROOT / "requirements.lock", **environment)
    local = ("--offline", "--no-deps", "--no-build-isolation", "--quiet")
    editable = ("-e", ROOT / "packages", "-e", ROOT / "adapters")
    build = {**environment, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    run(UV, "pip", "install", *local, *into, *editable, **build)
    own = (ROOT / "packages" / "hikeshi", ROOT / "adapters" / "hikeshi_server")
    run(PYTHON, "-m", "compileall", "-q", "-j", "0", *own)


if __name__ == "__main__":
    try:
        create()
        install()
    except subprocess.CalledProcessError as error:
        sys.exit(f"Could not set up .venv: {' '.join(error.cmd)} ended with {error.returncode}.")
    READY.touch()
