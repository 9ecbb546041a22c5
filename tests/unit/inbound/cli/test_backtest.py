"""Tests of `hikeshi backtest`."""

import json

import pytest

FILE = """
version: 1
users:
  - {key: ana, email: ana@example.org, time_zone: Asia/Tokyo}
  - {key: ben, email: ben@example.org}
escalation_policies:
  - {key: default, steps: [{delay_seconds: 300, targets: [{kind: user, key: ana}]}]}
services:
  - {key: shop, escalation_policy: default}
"""
LINES = (
    '{"at": "2026-01-06T03:10:00Z", "service": "shop", "dedup_key": "a", "title": "Down\\n| x"}\n'
    '{"at": "2026-01-06T15:10:00Z", "service": "shop", "dedup_key": "b"}\n'
)


@pytest.fixture
def folder(tmp_path):
    """A directory with a configuration, one that pages nobody, and a history."""
    (tmp_path / "new.yaml").write_text(FILE)
    (tmp_path / "silent.yaml").write_text(FILE.replace("{kind: user, key: ana}", ""))
    (tmp_path / "alerts.jsonl").write_text(LINES)
    return tmp_path


def backtest(run, folder, *more, configuration="new.yaml"):
    """Run the command in the directory."""
    alerts = str(folder / "alerts.jsonl")
    return run(
        "backtest", "--alerts", alerts, "--configuration", str(folder / configuration), *more
    )


def test_pages_and_nights_are_told(run, folder):
    """03:10 in UTC is noon in Tokyo, 15:10 is past midnight."""
    result = backtest(run, folder, "--json")
    found = json.loads(result.stdout)

    assert result.exit_code == 0, result.stderr
    assert found["proposed"]["people"] == [{"user": "ana", "pages": 2, "night_pages": 1}]
    assert found["baseline"] == "history"


def test_what_is_missed_ends_with_one(run, folder):
    """And is named, on one line whatever its title."""
    result = backtest(run, folder, configuration="silent.yaml")

    assert result.exit_code == 1
    assert "2 alerts would be told to nobody" in result.stdout
    assert "shop  a  Down | x (line 1)" in result.stdout


def test_a_baseline_stands_beside_it(run, folder):
    """In a table for a pull request."""
    baseline = ("--baseline", str(folder / "silent.yaml"))
    result = backtest(run, folder, *baseline, "--markdown")

    assert result.exit_code == 0, result.stderr
    assert "| pages | 0 | 2 |" in result.stdout
    assert "| at night of ana | 0 | 1 |" in result.stdout


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ("{}\n", "alerts.jsonl:1: /at"),
        (LINES + "no\n", "alerts.jsonl:3: / is no JSON"),
        (LINES + LINES, "alerts.jsonl:3: /at is earlier"),
    ],
)
def test_a_faulty_line_is_named_with_its_file(run, folder, alerts, said):
    """The command ends with 2 and answers nothing."""
    (folder / "alerts.jsonl").write_text(alerts)
    result = backtest(run, folder, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_both_formats_are_a_mistake(run, folder):
    """One of them is wanted."""
    assert backtest(run, folder, "--json", "--markdown").exit_code == 2
