"""Tests of `hikeshi schedule`."""

import json

import pytest
from tests.unit.configuration.builders import SAMPLE

HOLES = """
users: [{key: ana}, {key: ben}]
schedules:
  - key: day
    time_zone: Asia/Tokyo
    layers:
      - name: office
        users: [[ana, ben]]
        rotation: {type: daily}
        start: "2026-01-05T00:00:00"
        restrictions: [{type: daily, from: 09:00, to: 17:00}]
services: [{this: is not read}]
"""
WEEKEND = ("--since", "2026-01-10T00:00:00+09:00", "--until", "2026-01-11T00:00:00+09:00")


@pytest.fixture
def holes(tmp_path):
    """A file whose schedule has somebody from 9 to 17 in Tokyo only."""
    path = tmp_path / "hikeshi.yaml"
    path.write_text(HOLES, "utf-8")
    return path


class TestShifts:
    """`hikeshi schedule shifts`."""

    def test_as_json(self, run):
        """Shifts are merged per person, clipped, in UTC."""
        result = run("schedule", "shifts", SAMPLE, "--schedule", "primary", *WEEKEND, "--json")

        assert json.loads(result.stdout) == {
            "shifts": [
                {"start": "2026-01-10T00:00:00Z", "end": "2026-01-10T08:00:00Z", "user": "ana"}
            ]
        }
        assert result.exit_code == 0

    def test_people_on_call_together_come_by_key(self, run, holes):
        """Shifts that start together come in the order of the people's keys."""
        result = run("schedule", "shifts", holes, "--schedule", "day", *WEEKEND, "--json")

        assert [shift["user"] for shift in json.loads(result.stdout)["shifts"]] == ["ana", "ben"]

    def test_as_a_table(self, run, holes):
        """People read local times of the schedule's zone."""
        result = run("schedule", "shifts", holes, "--schedule", "day", *WEEKEND)

        assert result.stdout == (
            "day (Asia/Tokyo)\n"
            "START                   END                     USER\n"
            "2026-01-10 09:00+09:00  2026-01-10 17:00+09:00  ana\n"
            "2026-01-10 09:00+09:00  2026-01-10 17:00+09:00  ben\n"
        )


class TestGaps:
    """`hikeshi schedule gaps`."""

    def test_a_gap_is_a_no(self, run, holes):
        """Gaps are printed, and the exit code says that there are some."""
        result = run("schedule", "gaps", holes, "--schedule", "day", *WEEKEND, "--json")

        assert json.loads(result.stdout) == {
            "gaps": [
                {"start": "2026-01-09T15:00:00Z", "end": "2026-01-10T00:00:00Z"},
                {"start": "2026-01-10T08:00:00Z", "end": "2026-01-10T15:00:00Z"},
            ]
        }
        assert result.exit_code == 1

    def test_no_gap_is_fine(self, run, holes):
        """Where somebody is always on call, the exit code is 0."""
        span = ("--since", "2026-01-10T00:00:00Z", "--until", "2026-01-10T08:00:00Z")
        result = run("schedule", "gaps", holes, "--schedule", "day", *span)

        assert result.stdout == "day (Asia/Tokyo)\nSomebody is always on call.\n"
        assert result.exit_code == 0


class TestOncall:
    """`hikeshi schedule oncall`."""

    @pytest.mark.parametrize(
        ("at", "people"),
        [("2026-01-10T09:00:00+09:00", ["ana", "ben"]), ("2026-01-10T17:00:00+09:00", [])],
    )
    def test_who_is_on_call(self, run, holes, at, people):
        """The people on call are named by key; the hand-off instant belongs to the next one."""
        result = run("schedule", "oncall", holes, "--schedule", "day", "--at", at, "--json")

        assert json.loads(result.stdout) == {"on_call": people}
        assert result.exit_code == 0

    def test_nobody_is_said(self, run, holes):
        """People read a sentence where nobody is on call."""
        result = run("schedule", "oncall", holes, "--schedule", "day", "--at", "2026-01-01T00:00Z")

        assert result.stdout == "Nobody is on call.\n"


class TestRefusals:
    """What cannot be answered: exit code 2, reasons on stderr, nothing on stdout."""

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (("--schedule", "x", "--at", "2026-01-10T00:00:00Z"), "the file has: primary"),
            (("--schedule", "primary", "--at", "2026-01-10T00:00:00"), "needs an offset"),
            (("--schedule", "primary", "--at", "soon"), "must be a time such as"),
            (("--schedule", "primary"), "Missing option '--at'"),
            (("--schedule", "primary", "--at", "0001-01-01T00:00:00+09:00"), "years 1 to 9999"),
        ],
    )
    def test_wrong_usage(self, run, words, reason):
        """A wrong option is named, with what would be right."""
        result = run("schedule", "oncall", SAMPLE, *words, "--json")

        assert result.exit_code == 2
        assert reason in result.stderr
        assert result.stdout == ""

    def test_a_span_ends_after_it_starts(self, run):
        """An empty span of time is wrong usage, not an empty answer."""
        at = "2026-01-10T00:00:00Z"
        span = ("--since", at, "--until", at)
        result = run("schedule", "gaps", SAMPLE, "--schedule", "primary", *span)

        assert (result.exit_code, result.stderr) == (2, "--until: must be after --since\n")

    def test_faults_of_the_file_have_places(self, run, holes):
        """A wrong file is refused with file, line, column and pointer of each fault."""
        holes.write_text(HOLES.replace("Asia/Tokyo", "Asia/Tokio").replace("ben]]", "bem]]"))
        result = run("schedule", "gaps", holes, "--schedule", "day", *WEEKEND)

        assert result.exit_code == 2
        assert result.stderr.splitlines() == [
            (
                f"{holes}:5:16 /schedules/0/time_zone: “Asia/Tokio” is no zone of the time-zone"
                " database (did you mean “Asia/Tokyo”?)"
            ),
            (
                f"{holes}:8:23 /schedules/0/layers/0/users/0/1: there is no user “bem”"
                " (did you mean “ben”?)"
            ),
        ]

    def test_a_missing_file_is_named(self, run, tmp_path):
        """A file that is not there is wrong usage."""
        words = ("--schedule", "x", "--at", "2026-01-10T00:00:00Z")
        result = run("schedule", "oncall", tmp_path / "no.yaml", *words)

        assert result.exit_code == 2
        assert "does not exist" in result.stderr


AT = "2026-01-10T10:00:00+09:00"
SINCE, UNTIL = "2026-01-10T00:00:00Z", "2026-01-10T09:00:00Z"
BETWEEN = f'"schedule":"day","since":"{SINCE}","until":"{UNTIL}"'


class TestQuery:
    """`hikeshi schedule query`: a question a line."""

    @pytest.mark.parametrize(
        ("line", "answer"),
        [
            (f'{{"schedule":"day","at":"{AT}"}}', {"on_call": ["ana", "ben"]}),
            (
                f"{{{BETWEEN}}}",
                {
                    "shifts": [
                        {"start": SINCE, "end": "2026-01-10T08:00:00Z", "user": user}
                        for user in ("ana", "ben")
                    ]
                },
            ),
            (
                f'{{{BETWEEN},"gaps":true}}',
                {"gaps": [{"start": "2026-01-10T08:00:00Z", "end": UNTIL}]},
            ),
            ("nope", {"error": "is no JSON"}),
            ("[" * 100_000, {"error": "is no JSON"}),
            ("\ud800", {"error": "is no JSON"}),
            ("3", {"error": "must be an object such as {“schedule”: KEY, “at”: TIME}"}),
            ("{}", {"error": "schedule: is required"}),
            ('{"schedule":3}', {"error": "schedule: must be text"}),
            (
                '{"schedule":"day"}',
                {"error": "must have the fields schedule and at, or schedule, since and until"},
            ),
            (
                f'{{"schedule":"day","at":"{AT}","x":1}}',
                {"error": "must have the fields schedule and at, or schedule, since and until"},
            ),
            (
                f'{{"schedule":"day","at":"{AT}","known_at":"{AT}"}}',
                {"error": "known_at: a file holds what is known now; ask a server what was known"},
            ),
            (
                f'{{"schedule":"night","at":"{AT}"}}',
                {"error": "there is no schedule “night”; the file has: day"},
            ),
            (
                '{"schedule":"day","at":"2026-01-10T10:00:00"}',
                {"error": "at: needs an offset: 2026-01-05T03:10:00Z or …+09:00"},
            ),
            (
                f'{{"schedule":"day","since":"{UNTIL}","until":"{SINCE}"}}',
                {"error": "an interval ends after it starts"},
            ),
            (f'{{{BETWEEN},"gaps":1}}', {"error": "gaps: must be true or false"}),
        ],
    )
    def test_a_line_is_answered(self, run, holes, line, answer):
        """Each line has its own answer; a bad one spoils no other, and the exit code stays 0."""
        good = f'{{"schedule":"day","at":"{AT}"}}'
        stdin = f"{good}\n{line}\n\n{good}".encode("utf-8", "surrogatepass")
        result = run("schedule", "query", holes, "--queries", "-", stdin=stdin)

        answers = [json.loads(text) for text in result.stdout.splitlines()]
        assert answers == [{"on_call": ["ana", "ben"]}, answer, {"on_call": ["ana", "ben"]}]
        assert result.exit_code == 0

    def test_questions_may_stand_in_a_file(self, run, holes, tmp_path):
        """Questions are read from a file as from stdin."""
        queries = tmp_path / "q.jsonl"
        queries.write_text(f'{{"schedule":"day","at":"{AT}"}}\n')

        result = run("schedule", "query", holes, "--queries", queries)

        assert result.stdout == '{"on_call": ["ana", "ben"]}\n'
