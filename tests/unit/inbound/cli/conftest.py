"""The command line, run in this process."""

import pytest
from click.testing import CliRunner

from hikeshi_server.inbound.cli.main import hikeshi


@pytest.fixture
def run():
    """Runs `hikeshi` with these words; the result has exit_code, stdout and stderr."""
    runner = CliRunner()
    return lambda *words, stdin=None: runner.invoke(hikeshi, [str(w) for w in words], input=stdin)
