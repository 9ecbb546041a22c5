"""The documentation cannot lie: its examples are run."""

from pathlib import Path

import pytest

from hikeshi.kernel.errors import HikeshiError
from tests.docs.pages import PAGES, parsed, shown_is_missing, title

_FAILING_SUITE = """```yaml
version: 1
configuration: {version: 1}
scenarios:
  - name: nobody is there
    start: 2026-01-05T00:00:00Z
    until_seconds: 1
    expect: {pages: [{user: ana}]}
```
"""


def play(page: Path) -> None:
    """Run a page from top to bottom."""
    document = parsed(page)
    for example in document.examples():
        example.evaluate()
    shown_is_missing(document.namespace)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_example_runs(page: Path) -> None:
    """Python runs and prints what is shown, suites pass, configurations are valid."""
    play(page)


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n",
        "```python\nprint(1 + 1)\n```\n",
        "```python\nimport hikeshi.nothing\n```\n",
        "```text\nnothing above\n```\n",
        "```console\n$ hikeshi frobnicate\n```\n",
        "```console\n$ make nothing-of-the-kind\n```\n",
        "```yaml\nversion: 1\nusers: [{key: Ana}]\n```\n",
        _FAILING_SUITE,
    ],
    ids=["wrong", "unshown", "unknown", "orphan", "command", "target", "configuration", "suite"],
)
def test_a_lie_would_be_noticed(tmp_path: Path, text: str) -> None:
    """An example that is not true, planted, fails."""
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")

    with pytest.raises((AssertionError, ImportError, HikeshiError)):
        play(page)
