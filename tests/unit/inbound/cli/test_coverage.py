"""Tests of `hikeshi coverage`."""

import json

import pytest
from tests.unit.configuration.builders import SAMPLE

CONFIGURATION = """
users:
  - key: ana
    contact_methods: [{key: phone, kind: sms, address: "+81312345678", verified: true}]
schedules:
  - key: day
    time_zone: Asia/Tokyo
    layers:
      - name: office
        users: [ana]
        rotation: {type: daily}
        start: "2026-01-05T00:00:00"
        restrictions: [{type: daily, from: 09:00, to: 17:00}]
escalation_policies:
  - key: office
    steps: [{delay_seconds: 60, targets: [{kind: schedule, key: day}]}]
  - key: ana
    steps: [{delay_seconds: 60, targets: [{kind: user, key: ana}]}]
services:
  - {key: api, escalation_policy: office, severity_policies: {sev1: ana, sev2: ana}}
"""
DAY = ("--since", "2026-01-10T00:00:00+09:00", "--until", "2026-01-11T00:00:00+09:00")
WHY = "step 1 is passed: nobody is on call; the policy is at its end and nobody else is told"


@pytest.fixture
def office(tmp_path):
    """Ana hears of the two worst severities always, of the others in office hours."""
    path = tmp_path / "hikeshi.yaml"
    path.write_text(CONFIGURATION, "utf-8")
    return path


def test_as_json(run, office):
    """Every service and severity has a row; the first gap says from when to when, and why."""
    result = run("coverage", office, *DAY, "--within", "300", "--json")
    answer = json.loads(result.stdout)

    assert answer["within_seconds"] == 300
    assert [row["severity"] for row in answer["services"]] == [f"sev{n}" for n in range(1, 6)]
    assert answer["services"][0] == {
        "service": "api",
        "severity": "sev1",
        "worst_seconds": 0,
        "covered": True,
        "suppressed": [],
        "first_gap": None,
    }
    assert answer["services"][2] == {
        "service": "api",
        "severity": "sev3",
        "worst_seconds": None,
        "covered": False,
        "suppressed": [],
        "first_gap": {
            "at": "2026-01-09T15:00:00Z",
            "until": "2026-01-10T00:00:00Z",
            "seconds": None,
            "why": WHY,
        },
    }
    assert result.exit_code == 1


def test_as_a_table(run, office):
    """People read a table, then the first gap of what is not covered."""
    result = run("coverage", office, *DAY, "--within", "300")

    assert result.stdout == (
        "SERVICE  SEVERITY          AT WORST  WITHIN 300 S\n"
        "api      sev1, sev2        0 s       yes\n"
        "api      sev3, sev4, sev5  never     NO\n"
        "api (sev3, sev4, sev5), first gap 2026-01-09T15:00:00Z to 2026-01-10T00:00:00Z: never: "
        f"{WHY}\n"
    )


def test_suppressed(run, office):
    """Maintenance of the file is listed, and is no gap."""
    window = "{key: w, services: [api], reason: racks, starts_at: 2026-01-09T15:00:00Z,"
    quiet = f"{CONFIGURATION}maintenance_windows:\n  - {window} ends_at: 2026-01-10T00:00:00Z}}\n"
    office.write_text(quiet, "utf-8")
    rows = json.loads(run("coverage", office, *DAY, "--within", "300", "--json").stdout)["services"]
    said = run("coverage", office, *DAY, "--within", "300").stdout

    span = {"at": "2026-01-09T15:00:00Z", "until": "2026-01-10T00:00:00Z"}
    assert rows[2]["suppressed"] == [span]
    assert rows[2]["first_gap"]["at"] == "2026-01-10T08:00:00Z"
    assert "api (sev1, sev2), suppressed 2026-01-09T15:00:00Z to 2026-01-10T00:00:00Z\n" in said


def test_too_many_turns(run, office):
    """Turns that can stand in too many ways are refused at their line."""
    targets = ", ".join(["{kind: user, key: ana}"] * 10)
    steps = f"{{delay_seconds: 60, round_robin: true, targets: [{targets}]}}"
    lines = CONFIGURATION.replace(
        "steps: [{delay_seconds: 60, targets: [{kind: user, key: ana}]}]",
        f"steps: [{steps}, {steps}, {steps}]",
    )
    office.write_text(lines, "utf-8")
    result = run("coverage", office, *DAY, "--within", "300")

    assert result.exit_code == 2
    assert "hikeshi.yaml:18:" in result.stderr
    assert "/escalation_policies/1/steps/0/round_robin: is looked at by coverage" in result.stderr
    assert "in 1000; rehearse it" in result.stderr


def test_all_covered(run, office):
    """Exit code 0 where somebody is told in time at every instant."""
    hours = ("--since", "2026-01-10T09:00:00+09:00", "--until", "2026-01-10T17:00:00+09:00")

    assert run("coverage", office, *hours, "--within", "0").exit_code == 0


def test_told_too_late_is_not_covered(run):
    """Whoever is told, but later than wanted, does not cover."""
    row = json.loads(run("coverage", SAMPLE, *DAY, "--within", "60", "--json").stdout)["services"]

    assert (row[0]["worst_seconds"], row[0]["covered"]) == (3600, False)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((*DAY[:2], "--until", DAY[1], "--within", "1"), "--until: must be after --since"),
        ((*DAY, "--within", "-1"), "is not in the range"),
        (DAY, "Missing option '--within'"),
        (
            (*DAY[:2], "--until", "9999-12-31T23:00:00Z", "--within", "1"),
            "outside the years 1 to 9999",
        ),
    ],
)
def test_refusals(run, tmp_path, words, reason):
    """Wrong usage ends with 2 and says what would be right."""
    file = tmp_path / "small.yaml"
    file.write_text(
        "users: [{key: ana}]\nservices: [{key: api, escalation_policy: p}]\n"
        "escalation_policies: [{key: p, steps: [{delay_seconds: 60, targets: "
        "[{kind: schedule, key: s}]}]}]\n"
        "schedules: [{key: s, time_zone: UTC, layers: [{name: l, users: [ana],"
        " rotation: {type: monthly}, start: '9999-12-01T00:00:00'}]}]\n",
        "utf-8",
    )
    result = run("coverage", file, *words)

    assert result.exit_code == 2
    assert reason in result.stderr


def test_a_faulty_file(run, tmp_path):
    """A configuration that is wrong is refused with the place of each fault."""
    file = tmp_path / "wrong.yaml"
    file.write_text("services: [{key: api, escalation_policy: none}]\n", "utf-8")
    result = run("coverage", file, *DAY, "--within", "1")

    assert result.exit_code == 2
    assert "wrong.yaml:1:42 /services/0/escalation_policy: there is no" in result.stderr
