"""Tests of `hikeshi plan OLD NEW`, and of what needs a server and has none."""

import json

import pytest
from tests.unit.configuration.builders import SAMPLE

SPAN = ("--since", "2026-01-07T03:00:00Z", "--until", "2026-01-21T03:00:00Z")


@pytest.fixture
def edited(tmp_path):
    """Writes the sample with some text replaced."""

    def write(old, new):
        path = tmp_path / "new.yaml"
        text = SAMPLE.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return path

    return write


def test_the_same_file_changes_nothing(run):
    """Nothing changes and nobody is paged differently: exit 0 in any case."""
    result = run("plan", SAMPLE, SAMPLE, *SPAN, "--exit-code")

    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing changes.\n\nNobody is paged differently")


def test_a_change_is_told_with_who_it_is_about(run, edited):
    """Fields before and after, and from when to when others are on call."""
    result = run("plan", SAMPLE, edited("users: [ana, ben]", "users: [ana]"), *SPAN)

    assert result.exit_code == 0
    assert "~ schedules primary" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    start, end = "2026-01-12T00:00:00Z", "2026-01-16T08:00:00Z"
    assert ["api", "all", "1", start, end, "ben", "ana"] in rows
    assert ["primary", start, end, "ben", "ana"] in rows


def test_a_script_can_ask_whether_anything_changes(run, edited):
    """With --exit-code the answer “something changes” is 1."""
    path = edited("users: [ana, ben]", "users: [ana]")

    assert run("plan", SAMPLE, path, *SPAN, "--exit-code").exit_code == 1


def test_as_json(run, edited):
    """The JSON is that of the API: changes, who, on_call, left_alone and a digest."""
    path = edited("acknowledge_timeout_seconds: 1800", "acknowledge_timeout_seconds: 60")
    answer = json.loads(run("plan", SAMPLE, path, *SPAN, "--json").stdout)

    (change,) = answer["changes"]
    assert change["fields"] == {"acknowledge_timeout_seconds": {"before": 1800, "after": 60}}
    assert (answer["who"], answer["on_call"], len(answer["digest"])) == ([], [], 32)


def test_as_markdown(run, edited):
    """Markdown has a diff and a table, for a comment on a pull request."""
    path = edited("users: [ana, ben]", "users: [ana]")
    text = run("plan", SAMPLE, path, *SPAN, "--markdown").stdout

    assert "```diff\n~ schedules primary\n" in text
    assert "| SERVICE | SEVERITY | STEP | FROM | TO | BEFORE | AFTER |" in text


def test_what_cannot_be_is_an_answer_of_no(run, edited):
    """A time zone cannot change: exit 1, with the schedule's name."""
    path = edited("team: sre\n    time_zone: Asia/Tokyo", "team: sre\n    time_zone: Asia/Seoul")
    result = run("plan", SAMPLE, path, *SPAN)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "schedule primary" in result.stderr


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_fault_has_its_file_and_line(run, tmp_path, command):
    """In a directory, a fault names file, line, path and what would be right."""
    (tmp_path / "sre.yaml").write_text("teams: [{key: sre}]\n", "utf-8")
    (tmp_path / "web.yaml").write_text("services:\n  - key: web\n    team: sree\n", "utf-8")
    result = run(command, tmp_path)

    assert result.exit_code == 2
    assert result.stderr == (
        f"{tmp_path}/web.yaml:3:11 /services/0/team: there is no team “sree” "
        "(did you mean “sre”?)\n"
    )


def test_a_key_in_two_files_names_both_places(run, tmp_path):
    """Two teams that declare one key are told where the other one is."""
    (tmp_path / "a.yaml").write_text("services: [{key: api}]\n", "utf-8")
    (tmp_path / "b.yaml").write_text("services: [{key: api}]\n", "utf-8")
    result = run("plan", tmp_path, tmp_path)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path}/b.yaml:1:18 /services/1/key: “api” is taken")
    assert f"({tmp_path}/a.yaml:1:18)" in result.stderr


@pytest.mark.parametrize("words", [("plan", SAMPLE), ("apply", SAMPLE), ("export",)])
def test_a_server_has_to_be_named(run, words):
    """Without a server and a token these say what to give, and exit with 2."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "HIKESHI_SERVER_URL" in result.stderr


def test_three_files_are_wrong_usage(run):
    """There is one old and one new configuration."""
    assert run("plan", SAMPLE, SAMPLE, SAMPLE).exit_code == 2
