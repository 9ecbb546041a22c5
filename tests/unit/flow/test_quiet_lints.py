"""What lint says of silences and maintenance windows."""

from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.alerts.model.matcher import Matcher
from hikeshi.flow.directory import Directory
from hikeshi.flow.linting import lint
from hikeshi.flow.lints.finding import Gravity
from hikeshi.flow.lints.quiet import LONGEST_SILENCE
from hikeshi.kernel.ids import TeamId
from hikeshi.testing.builders import START, a_maintenance_window, a_silence, new_id

ANYTHING = (Matcher(name="env", value=".*", is_regex=True),)


def found(*silences, windows=()):
    """Return code and place of what is found about quiet."""
    directory = Directory(
        silences={silence.id: silence for silence in silences},
        maintenance_windows={window.id: window for window in windows},
    )
    findings = [f for f in lint(directory, START) if f.code != "no-last-resort"]
    assert all(finding.gravity is Gravity.WARNING for finding in findings)
    return [(finding.code, finding.pointer) for finding in findings]


def test_plain_ones_are_fine():
    """A silence of a label for an hour, and an hour of maintenance, are what they are for."""
    assert found(a_silence(), windows=[a_maintenance_window()]) == []


@pytest.mark.parametrize("team_id", [None, TeamId(new_id())])
def test_a_silence_of_everything_is_said(team_id):
    """A condition that every alert meets is probably not meant."""
    silence = a_silence(matchers=ANYTHING, team_id=team_id)

    assert found(a_silence(), silence) == [("silence-matches-everything", "/silences/1")]


@pytest.mark.parametrize(
    ("team_id", "whose"), [(None, "all alerts"), (TeamId(new_id()), "alerts of its team")]
)
def test_whom_a_silence_of_everything_keeps_from_knowing(team_id, whose):
    """A team's silence is about its own alerts alone."""
    silence = a_silence(matchers=ANYTHING, team_id=team_id)
    findings = lint(Directory(silences={silence.id: silence}), START)

    (detail,) = [f.detail for f in findings if f.code == "silence-matches-everything"]
    assert detail.startswith(f"it keeps {whose} quiet")


def test_a_long_silence_is_said():
    """Thirty days are long enough."""
    silence = a_silence(ends_at=START + LONGEST_SILENCE)
    longer = evolve(silence, ends_at=silence.ends_at + timedelta(seconds=1))

    assert found(silence) == []
    assert found(longer) == [("long-silence", "/silences/0/ends_at")]


def test_what_is_over_is_not_said():
    """Of the past nothing can be changed."""
    silence = a_silence(matchers=ANYTHING, starts_at=START - timedelta(days=90), ends_at=START)

    assert found(silence) == []


def test_a_window_without_an_end_is_said():
    """Somebody may forget to end it."""
    window = a_maintenance_window(ends_at=None)

    assert found(windows=[window]) == [("endless-maintenance", "/maintenance_windows/0")]
