"""Tests of `hikeshi rehearse`."""

import json
import shutil
from xml.etree import ElementTree as ET

import pytest
from tests.unit.configuration.builders import SAMPLE

SUITE = """
version: 1
configuration: ./hikeshi.yaml
scenarios:
  - name: somebody answers
    start: 2026-01-06T10:00:00+09:00
    until_seconds: 1200
    events:
      - {after_seconds: 0, kind: signal, integration: alertmanager, payload_file: alert.json}
    expect:
      pages: [{after_seconds: 0, user: ana, step: 1, round: 1}]
"""
ALERT = {
    "version": "4",
    "groupKey": "g",
    "status": "firing",
    "receiver": "hikeshi",
    "truncatedAlerts": 0,
    "groupLabels": {},
    "commonLabels": {},
    "commonAnnotations": {},
    "externalURL": "http://am",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "Down", "severity": "critical"},
            "annotations": {},
            "startsAt": "2026-01-06T00:59:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus",
            "fingerprint": "a1",
        }
    ],
}


@pytest.fixture
def suite(tmp_path):
    """A suite in a directory of its own, with its configuration and a payload beside it."""
    shutil.copy(SAMPLE, tmp_path / "hikeshi.yaml")
    (tmp_path / "alert.json").write_text(json.dumps(ALERT))
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE, "utf-8")
    return path


def spoil(path, before, after):
    """Change a file's text."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_a_suite_that_passes(run, suite):
    """Files are found beside the suite, the report is JSON, and the exit code is 0."""
    result = run("rehearse", suite, "--json")

    report = json.loads(result.stdout)
    assert report["scenarios"][0]["passed"] is True
    assert [page["user"] for page in report["scenarios"][0]["pages"]] == ["ana"]
    assert result.exit_code == 0


def test_a_suite_that_fails(run, suite):
    """An expectation that does not hold is a no: exit code 1, and the story says why."""
    spoil(suite, "user: ana", "user: ben")

    result = run("rehearse", suite)

    assert result.exit_code == 1
    assert result.stdout.startswith("FAILED  somebody answers\n")
    assert result.stdout.endswith("0 of 1 scenarios passed\n")


def test_results_for_machines_that_build(run, suite, tmp_path):
    """`--junit` writes a file that build servers read."""
    spoil(suite, "user: ana", "user: ben")
    junit = tmp_path / "out.xml"

    run("rehearse", suite, "--junit", junit)

    root = ET.parse(junit).getroot()
    assert root.attrib["failures"] == "1"
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["somebody answers"]


def test_a_fault_of_the_suite_has_its_place(run, suite):
    """What is wrong in the suite is found by line and column."""
    spoil(suite, "until_seconds: 1200", "until_seconds: soon")

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert result.stderr == (f"{suite}:7:20 /scenarios/0/until_seconds: must be a whole number\n")


def test_a_fault_of_the_configuration_has_its_place(run, suite):
    """What is wrong in the configuration is found in the configuration's file."""
    configuration = suite.with_name("hikeshi.yaml")
    spoil(configuration, "escalation_policy: default", "escalation_policy: defualt")

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{configuration}:")
    assert "did you mean “default”?" in result.stderr


@pytest.mark.parametrize("name", ["./hikeshi.yaml", "alert.json"])
def test_a_missing_file_is_named(run, suite, name):
    """A file that is not there is named at the place of the suite that refers to it."""
    (suite.parent / name).unlink()

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{suite}:")
    assert f"there is no file “{name}”" in result.stderr


def test_an_empty_suite_is_named(run, suite):
    """A file with nothing in it is no suite in which nothing went wrong."""
    suite.write_text("", "utf-8")

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{suite}:1:1 /: is empty")


def test_a_json_configuration_is_a_file_like_any_other(run, suite):
    """A fault in a configuration kept as JSON is shown with file, line and column."""
    wrong = {"version": 1, "users": [{"key": "ana", "nam": "Ana"}]}
    (suite.parent / "hikeshi.json").write_text(json.dumps(wrong, indent=1))
    spoil(suite, "./hikeshi.yaml", "./hikeshi.json")

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert "hikeshi.json:6:11 /users/0/nam: is not a known field" in result.stderr


def test_a_fault_of_the_suite_has_its_place_there(run, suite):
    """Whatever field is wrong, a fault of the suite names the suite's own line."""
    spoil(suite, "version: 1\n", "version: 1\nextra: 1\n")

    result = run("rehearse", suite)

    assert result.exit_code == 2
    assert "suite.yaml:3:8 /extra: is not a known field" in result.stderr


def test_results_that_cannot_be_written_are_refused(run, suite):
    """A JUnit file in a missing directory is wrong usage, in one line."""
    result = run("rehearse", suite, "--junit", suite.parent / "missing" / "junit.xml")

    assert result.exit_code == 2
    assert result.stderr.startswith("--junit: ")


def test_a_story_is_told_whatever_a_name_holds(run, suite):
    """Half a pair of surrogates in a name is shown as an escape."""
    spoil(suite, "name: somebody answers", 'name: "half \\ud800"')

    result = run("rehearse", suite)

    assert result.exit_code == 0
    assert result.stdout.startswith("passed  half \\ud800\n")


INLINE = """
version: 1
configuration:
  version: 1
  users: [{key: ana, name: Ana, email: ana@example.org}]
  holidays:
    - {key: jp, source: JP, until: 2026-12-31}
    - {key: office, source: office.ics}
  escalation_policies:
    - key: default
      steps:
        - {delay_seconds: 60, targets: [{kind: user, key: ana}], when: {holidays: {set: office}}}
        - {delay_seconds: 60, targets: [{kind: user, key: ana}], when: {holidays: {set: jp}}}
  services: [{key: api, name: API, escalation_policy: default}]
scenarios:
  - name: a holiday of the office
    start: 2026-05-08T00:00:00Z
    until_seconds: 120
    events: [{after_seconds: 0, kind: trigger, service: api, dedup_key: k, severity: sev1}]
    expect: {pages: [{user: ana, step: 1}]}
"""
OFFICE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;VALUE=DATE:20260508\r\nDTEND;VALUE=DATE:20260509\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_holidays_of_a_configuration_inside_the_suite(run, tmp_path):
    """Country codes and calendars beside the suite are looked up; a fault has line and path."""
    suite = tmp_path / "suite.yaml"
    suite.write_text(INLINE, "utf-8")
    (tmp_path / "office.ics").write_text(OFFICE)

    assert run("rehearse", str(suite)).exit_code == 0
    (tmp_path / "office.ics").unlink()
    spoil(suite, "source: JP", "source: ZZ")
    refused = run("rehearse", str(suite))

    assert refused.exit_code == 2
    first, second = refused.stderr.strip().splitlines()
    assert first.startswith(f"{suite}:7:")
    assert "/configuration/holidays/0/source: “ZZ”: the holidays of “ZZ” are not known" in first
    assert "/configuration/holidays/1/source: “office.ics”: No such file" in second


MAPPED = """
version: 1
configuration:
  version: 1
  users: [{key: ana}, {key: ben}]
  escalation_policies:
    - {key: default, steps: [{delay_seconds: 60, targets: [{kind: user, key: ana}]}]}
    - {key: worst, steps: [{delay_seconds: 60, targets: [{kind: user, key: ben}]}]}
  services: [{key: api, escalation_policy: default, severity_policies: {sev1: worst}}]
  integrations:
    - name: backups
      kind: generic
      service: api
      mapping: {title: job.name, dedup_key: job.id, severity: level}
scenarios:
  - name: by its own expressions
    start: 2026-01-06T10:00:00+09:00
    until_seconds: 60
    events:
      - after_seconds: 0
        kind: signal
        integration: backups
        payload: &failed {job: {name: nightly, id: 7}, level: critical}
      - {after_seconds: 9, kind: signal, integration: backups, payload: *failed}
    expect:
      pages: [{after_seconds: 0, user: ben}]
"""


def test_a_mapping_is_looked_with_as_over_http(run, tmp_path):
    """Title, key and severity are those the expressions find: one incident, and its own policy."""
    suite = tmp_path / "suite.yaml"
    suite.write_text(MAPPED, "utf-8")

    result = run("rehearse", suite, "--json")

    assert result.exit_code == 0, result.output
    (scenario,) = json.loads(result.stdout)["scenarios"]
    assert "“nightly”, sev1" in scenario["log"][0]
    assert len(scenario["incidents"]) == 1


def test_an_expression_that_is_none_has_its_place(run, suite):
    """It is refused before anything is played, with the line of the configuration."""
    spoil(
        suite.parent / "hikeshi.yaml", "[{name: alertmanager,", f"[{WRONG}, {{name: alertmanager,"
    )

    for words in (["rehearse", suite], ["lint", suite.parent / "hikeshi.yaml"]):
        refused = run(*words)
        assert refused.exit_code == 2, refused.output
        assert "/integrations/0/mapping/title: is no JMESPath: " in refused.stderr
        assert "hikeshi.yaml:" in refused.stderr


WRONG = "{name: wrong, kind: generic, service: api, mapping: {title: 'a['}}"
