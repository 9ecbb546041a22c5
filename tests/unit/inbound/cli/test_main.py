"""Tests of `hikeshi`: the table of commands, and the installed program."""

import json
import subprocess
import sys
from importlib import import_module

import click
import pytest
from tests.unit.configuration.builders import SAMPLE

from hikeshi.configuration.schema import json_schema
from hikeshi_server.inbound.cli.commands import COMMANDS

HEAVY = ("falcon", "sqlalchemy", "asyncpg", "uvicorn", "dependency_injector")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_place_holds_a_command(name):
    """Each entry of the table leads to a command of that name."""
    module, _, attribute = COMMANDS[name].target.partition(":")

    command = getattr(import_module(module), attribute)

    assert isinstance(command, click.Command)
    assert command.name == name


def test_help_names_every_command(run):
    """`--help` lists the commands with what they do."""
    result = run("--help")

    assert result.exit_code == 0
    for name, place in COMMANDS.items():
        assert name in result.stdout
        assert place.summary.split()[0] in result.stdout


@pytest.mark.parametrize("words", [("nonsense",), ("--nonsense",), ("schedule", "nonsense")])
def test_an_unknown_word_is_wrong_usage(run, words):
    """What is no command is refused on stderr with exit code 2."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "nonsense" in result.stderr


def test_the_version_is_printed(run):
    """`--version` names the program and its version."""
    assert run("--version").stdout.startswith("hikeshi ")


def test_the_schema_is_printed(run):
    """`hikeshi schema` prints the schema as JSON."""
    assert json.loads(run("schema").stdout) == json_schema()


def test_the_installed_program_answers():
    """`hikeshi` as installed reads a file and answers."""
    words = ("oncall", SAMPLE, "--schedule", "primary", "--at", "2026-01-06T10:00:00+09:00")
    code = "from hikeshi_server.entrypoints.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "schedule", *words, "--json"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert (result.returncode, result.stdout, result.stderr) == (0, '{"on_call": ["ana"]}\n', "")


def test_commands_about_files_need_no_server():
    """What only the server needs is not even imported for a question to a file."""
    code = (
        "import sys; from hikeshi_server.entrypoints import cli;"
        "from hikeshi_server.inbound.cli import rehearse, schedule, schema;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )

    assert result.stdout == "[]\n"
