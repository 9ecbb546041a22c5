"""What is secret does not reach a log, and what senders write does not steer who reads it."""

import io
import json
import logging
from contextlib import redirect_stderr

import pytest
import structlog
from attrs import frozen

from hikeshi_server.inbound.http.requests import masked_path
from hikeshi_server.outbound.telemetry.logs import configure_logs

KEY = "43550f59d34780d2b72d51fb5168270c"
TOKEN = "AaA1_b-" * 12
UUID = "01a1f876-20fb-73d9-a81e-2c4ce50076e2"


def fail():
    """Quote a password and a token, as the errors of libraries do."""
    raise ValueError("cannot reach postgresql://hikeshi:hunter2@db/ with hik_abcdef")


@pytest.fixture(autouse=True)
def _logging_as_before():
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    "path",
    [
        f"/integrations/alertmanager/{KEY}",
        f"/integrations/Alertmanager/{KEY}",
        f"/integration/alertmanager/{KEY}",
        f"//integrations/alertmanager/{KEY}/",
        f"/v2/enqueue/{KEY}",
        f"/acknowledge/{TOKEN}",
        f"/Acknowledge/{TOKEN}",
        f"/link/slack/{TOKEN}",
    ],
)
def test_a_key_in_a_path_is_masked_also_where_the_path_is_mistyped(path):
    """A sender set up with a typing mistake does not write its key into our log."""
    assert KEY not in masked_path(path)
    assert TOKEN not in masked_path(path)


def test_ids_and_names_in_paths_stay():
    """A masked log still says what was asked for."""
    path = f"/api/v1/integrations/{UUID}/rotations"

    assert masked_path(path) == path


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_that_quotes_a_secret_is_masked(as_json):
    """Tracebacks are masked like fields, those of libraries too."""
    with redirect_stderr(io.StringIO()) as written:
        configure_logs(level="info", as_json=as_json)
        try:
            fail()
        except ValueError:
            structlog.get_logger("test").exception("failed")
            logging.getLogger("library").exception("failed")

    assert written.getvalue().count("cannot reach") >= 2
    assert "hunter2" not in written.getvalue()
    assert "hik_abcdef" not in written.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_what_a_sender_writes_makes_no_line_and_moves_no_cursor(as_json):
    """Neither an escape sequence nor a line break of a sender reaches the terminal."""
    with redirect_stderr(io.StringIO()) as written:
        configure_logs(level="info", as_json=as_json)
        structlog.get_logger("test").warning("refused", key="\x1b[2J", title="a\nforged\r\x07")

    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert "\x1b[2J" not in lines[0]


def test_a_secret_that_is_a_list_is_masked():
    """Whatever stands under a secret's name is hidden."""
    with redirect_stderr(io.StringIO()) as written:
        configure_logs(level="info", as_json=True)
        structlog.get_logger("test").info("got", tokens=["abc"], password={"a": 1})

    assert "abc" not in written.getvalue()


@frozen
class Held:
    """Something that has a secret and shows it."""

    word: str


def test_an_object_in_a_line_is_masked_as_it_shows_itself():
    """What is no text is written as Python shows it, without what has the shape of a secret."""
    with redirect_stderr(io.StringIO()) as written:
        configure_logs(level="info", as_json=True)
        structlog.get_logger("test").info("got", held=Held("hik_abcdef"), half="\ud800", huge=2**70)

    line = json.loads(written.getvalue())
    assert line["held"] == "Held(word='hik_…')"
    assert (line["half"], line["huge"]) == ("\ud800", 2**70)
