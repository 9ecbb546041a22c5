"""Tests of `hikeshi lint`."""

import json

import pytest
from tests.unit.configuration.builders import SAMPLE

SILENT = """users:
  - key: ana
    contact_methods: [{key: phone, kind: sms, address: "+81312345678", verified: true}]
escalation_policies:
  - key: default
    steps: [{delay_seconds: 60, targets: [{kind: user, key: ana}]}]
"""
FROM = ("--from", "2026-01-05T00:00:00Z")


@pytest.fixture
def written(tmp_path):
    """Writes a configuration file."""

    def write(text):
        path = tmp_path / "hikeshi.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_errors_fail_with_their_place(run, written):
    """Each finding is a line with its place in the file; errors exit with 1."""
    path = written(SILENT)
    result = run("lint", path)

    assert result.stdout == (
        f"{path}:1:1 /organisation: error no-last-resort: there is no last resort: an incident "
        "nobody takes goes silent; set organisation.last_resort, for example to a team every "
        "15 min\n"
        f"{path}:5:5 /escalation_policies/0: error silent-end: policy default ends silently: add "
        "`exhausted` to it, or an organisation.last_resort\n"
        "2 errors, 0 warnings\n"
    )
    assert result.exit_code == 1


def test_warnings_fail_only_when_strict(run):
    """Warnings alone exit with 0, with --strict with 1."""
    assert run("lint", SAMPLE, *FROM).exit_code == 0
    assert run("lint", SAMPLE, *FROM, "--strict").exit_code == 1


def test_as_json(run):
    """Findings carry code, severity, pointer, place and sentence, and are counted."""
    answer = json.loads(run("lint", SAMPLE, *FROM, "--json").stdout)

    assert (answer["errors"], answer["warnings"]) == (0, 3)
    assert answer["findings"][0] == {
        "code": "unreachable-responder",
        "severity": "warning",
        "pointer": "/users/1",
        "place": f"{SAMPLE}:6:5",
        "detail": "ben may be paged and has no verified contact method: add one and verify it, or "
        "take them out of policies and schedules",
    }


def test_days_and_beginning(run):
    """Schedules are looked at from the beginning given, so many days ahead."""
    found = json.loads(run("lint", SAMPLE, *FROM, "--days", "1", "--json").stdout)

    assert "schedule-gap" not in {finding["code"] for finding in found["findings"]}


def test_from_now_on_by_default(run, written):
    """Without a beginning the schedules of the coming days count."""
    over = (
        "  - {name: l, users: [ana], rotation: {type: daily},"
        " start: '2020-01-01T00:00:00', end: '2020-02-01T00:00:00'}"
    )
    path = written(f"{SILENT}schedules:\n- key: s\n  time_zone: UTC\n  layers:\n{over}\n")
    found = json.loads(run("lint", path, "--json").stdout)

    assert "schedule-gap" in {finding["code"] for finding in found["findings"]}


def test_a_faulty_file(run, written):
    """A configuration that is wrong is refused with the place of each fault."""
    result = run("lint", written("services: [{key: api, escalation_policy: none}]\n"))

    assert result.exit_code == 2
    assert "hikeshi.yaml:1:42 /services/0/escalation_policy: there is no" in result.stderr


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_a_file_that_says_nothing_is_named(run, tmp_path, text):
    """It has a name and a first line like any other."""
    path = tmp_path / "empty.yaml"
    path.write_text(text)

    refused = run("lint", path)

    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"{path}:1:1 /: must be an object with fields such as users")
