"""The image and the compose file, as far as they can be read without a container engine."""

import re
import shlex

import pytest
from ruamel.yaml import YAML

from hikeshi_server.inbound.cli.commands import COMMANDS as KNOWN
from tests.architecture.source import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
COMMANDS = sorted({service["command"][1] for name, service in SERVICES.items() if name in OURS})


def instructions(name: str) -> list[str]:
    """Return the arguments of each instruction of that name in the last stage."""
    last = DOCKERFILE.replace("\\\n", " ").rpartition("\nFROM ")[2]
    return re.findall(rf"^{name} (.+)$", last, re.MULTILINE)


def test_the_image_runs_as_nobody_in_particular() -> None:
    """The server in the image is not root, which its number lets an orchestrator see."""
    assert instructions("USER") == ["10001"]


def test_the_image_starts_the_command_that_needs_a_database() -> None:
    """The image starts `hikeshi api`, which refuses without HIKESHI_DATABASE_URL, and sets none."""
    assert instructions("CMD")[-1] == '["hikeshi", "api"]'
    assert "HIKESHI_DATABASE_URL=" not in DOCKERFILE


def test_the_image_installs_by_hash() -> None:
    """Every installation from an index in the image requires hashes."""
    installs = re.findall(r"(?:pip install|pip sync)[^&\n]*", DOCKERFILE.replace("\\\n", " "))

    assert installs
    assert [i for i in installs if not ("--require-hashes" in i or "--offline" in i)] == []


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    """Each file the image copies is there, and not kept out by .dockerignore."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name.rstrip("/") for line in copied for name in shlex.split(line)]
    let_through = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert [name for name in names if not (ROOT / name).exists()] == []
    assert [name for name in names if f"!{name}" not in let_through] == []


def test_compose_has_all_that_production_has() -> None:
    """PostgreSQL, Redis, a queue, the API and a worker stand side by side."""
    assert {"postgres", "redis", "queue", "api", "worker"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_compose_refers_to_services_it_has(name: str) -> None:
    """Whatever a service waits for exists, and says when it is ready if readiness is awaited."""
    for wanted, how in SERVICES[name].get("depends_on", {}).items():
        assert wanted in SERVICES
        assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[wanted]


@pytest.mark.parametrize("name", OURS)
def test_compose_configures_the_database(name: str) -> None:
    """Each of our processes is told its database: none would start without."""
    environment = SERVICES[name]["environment"]

    assert "@postgres:" in environment["HIKESHI_DATABASE_URL"]
    assert environment["HIKESHI_SECRET_KEYS"].startswith("${HIKESHI_SECRET_KEYS:?")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_compose_exist(command: str) -> None:
    """Each command in the compose file is one the command line knows."""
    assert command in KNOWN


def test_compose_asks_a_worker_how_it_does() -> None:
    """The health check asks the port the worker is told to answer at; nothing publishes it."""
    worker = SERVICES["worker"]
    port = worker["environment"]["HIKESHI_WORKER_PORT"]

    assert f"http://127.0.0.1:{port}/livez" in worker["healthcheck"]["test"][-1]
    assert "ports" not in worker
