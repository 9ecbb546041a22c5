"""Tests of `hikeshi schedule import-ics`."""

import pytest
from tests.unit.inbound.http.api.test_override_imports import ICS

CONFIGURATION = """
users: [{key: otto}, {key: ana}]
schedules:
  - key: day
    time_zone: Asia/Tokyo
    layers:
      - {name: l, users: [ana], rotation: {type: daily}, start: "2026-01-05T00:00:00"}
"""


@pytest.fixture
def words(tmp_path):
    """The words of the command, with a configuration and a calendar."""
    configuration, calendar = tmp_path / "hikeshi.yaml", tmp_path / "rota.ics"
    configuration.write_text(CONFIGURATION, "utf-8")
    calendar.write_text(ICS, "utf-8")
    since = ("--since", "2026-01-01T00:00:00Z")
    return ("schedule", "import-ics", configuration, calendar, "--schedule", "day", *since)


def test_overrides_are_printed_for_the_file(run, words):
    """They are YAML as the configuration file has it; what is skipped is told on stderr."""
    result = run(*words, "--skip-unmatched")

    assert result.stdout == (
        "overrides:\n  - {start: 2026-01-10T00:00:00Z, end: 2026-01-11T00:00:00Z, user: otto}\n"
    )
    assert ":9: skipped: nobody is called “Stranger”" in result.stderr
    assert result.exit_code == 0


def test_an_event_about_nobody_is_refused(run, words):
    """Nothing is printed, the line is named, and the input is called unusable."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "rota.ics: line 9: nobody is called “Stranger”" in result.stderr


def test_wrong_input_is_refused(run, words):
    """A schedule that is not there, a span that ends before it begins, a file of another kind."""
    before = run(*words, "--until", "2025-01-01T00:00:00Z")
    nowhere = run(*words[:5], "none", *words[6:])
    words[3].write_text("hello", "utf-8")
    other = run(*words)

    assert "--until" in before.stderr
    assert "there is no schedule “none”" in nowhere.stderr
    assert "no iCalendar file" in other.stderr
    assert before.exit_code == nowhere.exit_code == other.exit_code == 2
