"""Whoever copies the page about rehearsals in CI, files and workflow, has a green check."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from hikeshi_server.inbound.cli.main import hikeshi
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "how-to" / "rehearse-in-ci.md").read_text("utf-8")
FILES = {
    name: text
    for text, name in re.findall(r"^```yaml\n(# (\S+)\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
}
WORKFLOW = YAML(typ="safe").load(FILES[".github/workflows/rehearse.yml"])
RUNS = [step for step in WORKFLOW["jobs"]["rehearse"]["steps"] if "run" in step]
ALWAYS = [step["run"] for step in RUNS if "if" not in step and step["run"].startswith("hikeshi ")]
#: Instants the shell computes there.
DATES = {'"$(date -u +%FT%TZ)"': "2026-02-02T00:00Z", "\"$(date -u -d '28 days' +%FT%TZ)\"": ""}


@pytest.mark.parametrize("command", ALWAYS)
def test_every_step_passes_on_the_files_of_the_page(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command ends with 0 in a repository that holds what the page shows."""
    for name in ("hikeshi.yaml", "rehearsal.yaml"):
        (tmp_path / name).write_text(FILES[name], "utf-8")
    monkeypatch.chdir(tmp_path)
    for computed, instant in DATES.items():
        command = command.replace(computed, instant or "2026-03-02T00:00Z")

    result = CliRunner().invoke(hikeshi, shlex.split(command)[1:])

    assert result.exit_code == 0, result.output


def test_nothing_is_left_out() -> None:
    """What may be holes is looked for, and what is expected is played."""
    assert [command.split()[1] for command in ALWAYS] == ["lint", "coverage", "rehearse"]
