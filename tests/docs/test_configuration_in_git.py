"""The plan on the page about configuration in git is what its two files give."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hikeshi_server.inbound.cli.main import hikeshi
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "how-to" / "configuration-in-git.md").read_text("utf-8")
FILES = re.findall(r"^```yaml\n(# (\w+\.yaml)\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = re.findall(
    r"^```console\n\$ hikeshi (plan [^\n]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
)


def test_the_page_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command below the two files prints what the page shows, line by line."""
    for text, name in FILES:
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    ((words, shown),) = SHOWN

    printed = CliRunner().invoke(hikeshi, words.split()).stdout.splitlines()

    assert shown.splitlines() == printed
