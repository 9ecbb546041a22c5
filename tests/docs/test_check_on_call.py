"""The commands on the page about checking on-call print what the page shows."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hikeshi_server.inbound.cli.main import hikeshi
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "how-to" / "check-on-call.md").read_text("utf-8")
SHOWN = re.findall(r"^```console\n\$ hikeshi ([^\n]+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("words", "shown"), SHOWN, ids=[words for words, _ in SHOWN])
def test_the_page_shows_what_is_printed(
    words: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line shown below a command is printed by it, in this order."""
    found = re.search(r"^```yaml\n(# hikeshi\.yaml\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    (tmp_path / "hikeshi.yaml").write_text(found[1], "utf-8")
    monkeypatch.chdir(tmp_path)

    printed = CliRunner().invoke(hikeshi, words.split()).stdout.splitlines()

    assert shown.splitlines() == printed
