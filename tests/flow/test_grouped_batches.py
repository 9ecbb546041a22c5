"""Groups whose incident ends and begins again within one batch ("Escalation" 4, "Inbound" 1)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.alerts.model.signal import SignalAction
from tests.flow.story import Story, a_configuration, a_step
from tests.flow.test_sources import GROUPING, A, R, T, batch

Said = tuple[SignalAction, str]


def a_story(rule: str = "last") -> Story:
    """Return a service whose alerts of one cluster join one incident."""
    service = {"resolve_with_alerts": rule}
    return Story(a_configuration(a_step("ana", delay=36000), grouping=GROUPING, service=service))


def says(story: Story, *signals: Said) -> None:
    """Let the sender say these together, all about one cluster."""
    batch(story, *signals, labels={"cluster": "eu"})


def outcome(story: Story) -> list[tuple[str, int]]:
    """Return the status of each incident and how many alerts it took in."""
    return [(i.status.value, i.alert_count) for i in story.incidents]


def test_a_trigger_after_the_resolve_that_ended_the_incident_begins_another():
    """The last firing alert resolves and fires again at once: two incidents, as without groups."""
    story = a_story()
    says(story, (T, "a"))
    story.forget()

    says(story, (R, "a"), (T, "a"))

    assert outcome(story) == [("resolved", 1), ("triggered", 1)]
    story.expect_page("ana", incident=2)


def test_a_trigger_after_a_resolve_joins_while_others_still_fire():
    """The incident never ended, so what fires again belongs to it."""
    story = a_story()
    says(story, (T, "a"), (T, "b"))

    says(story, (R, "a"), (T, "a"))

    assert outcome(story) == [("triggered", 3)]


def test_the_first_resolve_ends_the_incident_where_the_service_says_so():
    """With `resolve_with_alerts: first` others that fire keep no incident open."""
    story = a_story("first")
    says(story, (T, "a"), (T, "b"))

    says(story, (R, "a"), (T, "a"))

    assert outcome(story) == [("resolved", 2), ("triggered", 1)]


def test_a_resolve_that_never_ends_incidents_lets_the_next_one_join():
    """With `resolve_with_alerts: never` the open incident takes in what fires again."""
    story = a_story("never")
    says(story, (T, "a"))

    says(story, (R, "a"), (T, "a"))

    assert outcome(story) == [("triggered", 2)]


def test_a_group_that_begins_and_ends_in_one_batch_begins_again():
    """Trigger, resolve and trigger of one key in one batch are two incidents."""
    story = a_story()

    says(story, (T, "a"), (R, "a"), (T, "a"))

    assert outcome(story) == [("resolved", 1), ("triggered", 1)]


def test_an_alert_that_joined_and_ended_ends_no_incident_of_others():
    """What fires since an earlier batch still counts when another comes and goes."""
    story = a_story()
    says(story, (T, "a"))

    says(story, (T, "b"), (R, "b"), (T, "b"))

    assert outcome(story) == [("triggered", 3)]


said = st.lists(
    st.tuples(st.sampled_from([T, T, R, R, A]), st.sampled_from(["a", "b", "c"])), max_size=8
)


@pytest.mark.parametrize("rule", ["last", "first", "never"])
@given(before=said, together=said)
def test_how_signals_are_batched_changes_nothing(
    rule: str, before: Sequence[Said], together: Sequence[Said]
) -> None:
    """Taken one by one or together, the same signals make the same incidents."""
    one_by_one, at_once = a_story(rule), a_story(rule)
    for story in (one_by_one, at_once):
        for signal in before:
            says(story, signal)
    for signal in together:
        says(one_by_one, signal)
    says(at_once, *together)

    ended = [status == "resolved" for status, _ in outcome(one_by_one)]
    assert [status == "resolved" for status, _ in outcome(at_once)] == ended
    counts = [count for _, count in outcome(one_by_one)]
    assert [count for _, count in outcome(at_once)] == counts
