"""Silences: when they hold, and that their past stays as it was."""

from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.alerts.errors import SuppressionOverError
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.span import SpanState
from hikeshi.kernel.errors import InvalidError
from hikeshi.testing.builders import START, a_silence

MINUTE = timedelta(minutes=1)
END = START + timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (START - MINUTE, SpanState.PENDING),
        (START, SpanState.ACTIVE),
        (END - MINUTE, SpanState.ACTIVE),
        (END, SpanState.ENDED),
    ],
)
def test_it_holds_from_its_start_up_to_its_end(at, state):
    """The start belongs to it, the end does not."""
    silence = a_silence()

    assert silence.state(at) is state
    assert silence.is_active(at) is (state is SpanState.ACTIVE)


def test_it_is_about_alerts_that_meet_every_condition():
    """All conditions have to hold."""
    silence = a_silence(
        matchers=(Matcher(name="env", value="test"), Matcher(name="app", value="web"))
    )

    assert silence.matches({"env": "test", "app": "web"})
    assert not silence.matches({"env": "test"})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"matchers": ()}, "/matchers"),
        ({"comment": " "}, "/comment"),
        ({"ends_at": START - MINUTE}, "/ends_at"),
    ],
)
def test_a_wrong_silence_is_refused(changes, pointer):
    """The fault stands at the field."""
    with pytest.raises(InvalidError) as refused:
        a_silence(**changes)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_ended_early_it_keeps_its_past():
    """It held until now, and no longer."""
    ended = a_silence().end(START + MINUTE)

    assert (ended.starts_at, ended.ends_at, ended.version) == (START, START + MINUTE, 2)


def test_ended_before_it_began_it_never_holds():
    """What has not begun becomes empty."""
    now = START - MINUTE
    ended = a_silence().end(now)

    assert (ended.starts_at, ended.ends_at) == (now, now)
    assert ended.state(now) is SpanState.ENDED


def test_ending_it_again_changes_nothing():
    """What is over stays as it was."""
    silence = a_silence()

    assert silence.end(END) is silence


def test_what_is_over_cannot_be_changed():
    """A silence that is over is made anew, not stretched."""
    silence = a_silence()
    with pytest.raises(SuppressionOverError):
        silence.edited(evolve(silence, ends_at=END + MINUTE), END)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"starts_at": START + MINUTE}, "/starts_at"),
        ({"starts_at": START - MINUTE}, "/starts_at"),
        ({"ends_at": START}, "/ends_at"),
        ({"matchers": (Matcher(name="env", value="prod"),)}, "/matchers"),
    ],
)
def test_the_past_of_an_active_silence_stays(changes, pointer):
    """Once it holds, neither its start nor what it is about can change, nor its end go back."""
    silence = a_silence()
    with pytest.raises(InvalidError) as refused:
        silence.edited(evolve(silence, **changes), START + 2 * MINUTE)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_a_silence_to_come_can_change_in_everything():
    """What has not begun has no past."""
    silence = a_silence()
    wanted = evolve(
        silence,
        starts_at=START - MINUTE,
        ends_at=END + MINUTE,
        matchers=(Matcher(name="env", value="prod"),),
    )

    assert silence.edited(wanted, START - 2 * MINUTE) == evolve(wanted, version=2)


def test_an_edit_that_changes_nothing_is_none():
    """The same values are the same silence."""
    silence = a_silence()

    assert silence.edited(evolve(silence, version=7), START) is silence


@pytest.mark.parametrize(
    ("matchers", "expected"),
    [
        ([Matcher(name="env", value=".*", is_regex=True)], True),
        ([Matcher(name="env", value="x", is_equal=False)], True),
        ([Matcher(name="env", value="")], False),
        ([Matcher(name="env", value=".+", is_regex=True)], False),
        ([Matcher(name="a", value=".*", is_regex=True), Matcher(name="b", value="x")], False),
    ],
)
def test_one_that_matches_nearly_everything_is_known(matchers, expected):
    """A condition that holds with and without any value keeps no alert out."""
    assert a_silence(matchers=tuple(matchers)).matches_everything is expected
