"""`hikeshi schedule departure`: exactly when nobody would be on call without somebody."""

import json

import pytest

ROTA = """
users: [{key: ana}, {key: ben}]
schedules:
  - key: primary
    time_zone: Asia/Tokyo
    layers:
      - {name: week, users: [ana, ben], rotation: {type: weekly}, start: "2026-01-05T09:00:00"}
  - key: both
    time_zone: UTC
    layers:
      - {name: week, users: [[ana, ben]], rotation: {type: weekly}, start: "2026-01-05T09:00:00"}
"""
WEEKS = ("--since", "2026-01-05T00:00:00Z", "--until", "2026-01-19T00:00:00Z")


@pytest.fixture
def rota(tmp_path):
    """Two people in turn, and together."""
    path = tmp_path / "hikeshi.yaml"
    path.write_text(ROTA, "utf-8")
    return path


def test_what_is_uncovered_is_listed(run, rota):
    """On the clock of each schedule, and only where nobody else is there; exit 1."""
    result = run("schedule", "departure", rota, "--user", "ana", *WEEKS)

    assert result.stdout == (
        "SCHEDULE  START                   END\n"
        "primary   2026-01-05 09:00+09:00  2026-01-12 09:00+09:00\n"
    )
    assert result.exit_code == 1


def test_as_json(run, rota):
    """Every schedule the person is on call in, with what is theirs and what is left open."""
    result = run("schedule", "departure", rota, "--user", "ana", *WEEKS, "--json")
    both, primary = json.loads(result.stdout)["departure"]

    assert (both["schedule"], both["uncovered"]) == ("both", [])
    assert primary["uncovered"] == [
        {"start": "2026-01-05T00:00:00Z", "end": "2026-01-12T00:00:00Z"}
    ]


def test_where_others_are_there_all_is_well(run, rota):
    """Nothing uncovered in the time asked about: exit 0."""
    span = ("--since", "2026-01-12T10:00:00Z", "--until", "2026-01-13T00:00:00Z")
    result = run("schedule", "departure", rota, "--user", "ana", *span)

    assert (result.stdout, result.exit_code) == ("Nothing would be left uncovered.\n", 0)


def test_an_unknown_person_is_said(run, rota):
    """With those there are; exit 2."""
    result = run("schedule", "departure", rota, "--user", "zoe", *WEEKS)

    assert (result.exit_code, "the file has: ana, ben" in result.stderr) == (2, True)


def test_a_span_goes_forward(run, rota):
    """Until is after since; exit 2."""
    result = run("schedule", "departure", rota, "--user", "ana", *WEEKS[2:], *("--since", WEEKS[3]))

    assert result.exit_code == 2
