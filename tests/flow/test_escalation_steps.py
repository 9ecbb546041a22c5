"""Steps, rounds, empty steps and the end of a policy ("Escalation" 1, 2, 10)."""

from tests.flow.story import Story, a_configuration, a_schedule, a_step, a_target


def test_steps_wait_their_delay_and_repeat_means_extra_rounds():
    """A delay separates steps and also the last step from the next round; then nothing follows."""
    story = Story(a_configuration(a_step("ana", delay=300), a_step("ben", delay=600), repeat=1))

    story.alert()
    story.expect_page("ana", step=1, round=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=1)
    story.advance(minutes=9, seconds=59)
    story.expect_silence()
    story.advance(seconds=1)
    story.expect_page("ana", step=1, round=2)
    story.advance(minutes=5)
    story.expect_page("ben", step=2, round=2)
    story.advance(minutes=24 * 60)
    story.expect_silence()
    assert story.status == "triggered"
    assert story.incident.escalation.exhausted


def test_one_person_through_two_targets_is_one_page():
    """A person whom two targets of a step yield is paged once, through the first."""
    team = {"key": "sre", "name": "SRE", "members": [{"user": "ana"}, {"user": "ben"}]}
    story = Story(a_configuration(a_step("team:sre", "ana"), teams=[team]))

    story.alert()

    story.expect_page("ana", via="team:sre")
    story.expect_page("ben", via="team:sre")
    story.expect_silence()


def test_observers_of_a_team_are_not_paged():
    """A team stands for its members that respond."""
    members = [{"user": "ana", "role": "observer"}, {"user": "ben", "role": "manager"}]
    team = {"key": "sre", "name": "SRE", "members": members}
    story = Story(a_configuration(a_step("team:sre"), teams=[team]))

    story.alert()

    story.expect_page("ben", via="team:sre")
    story.expect_silence()


def test_targets_are_looked_up_when_the_step_runs():
    """Whoever is on call when the step runs is paged, not who was when the incident began."""
    schedule = a_schedule("primary", (0, 3, "ana"), (3, 60, "ben"))
    story = Story(a_configuration(a_step("cai"), a_step("schedule:primary"), schedules=[schedule]))

    story.alert()
    story.expect_page("cai")
    story.advance(minutes=5)

    story.expect_page("ben", via="schedule:primary")


def test_an_empty_step_is_passed_at_once_and_logged():
    """A step without anybody takes no time, and the timeline says that it was passed."""
    empty = a_schedule("primary")
    story = Story(a_configuration(a_step("schedule:primary"), a_step("ben"), schedules=[empty]))

    story.alert()

    story.expect_page("ben", step=2)
    assert "step.skipped" in story.kinds()


def test_a_round_after_an_empty_last_step_begins_at_once():
    """An empty step takes no time at the end of a round either."""
    empty = a_schedule("primary")
    story = Story(
        a_configuration(a_step("ana"), a_step("schedule:primary"), repeat=1, schedules=[empty])
    )

    story.alert()
    story.expect_page("ana", step=1, round=1)
    story.advance(minutes=5)
    story.expect_page("ana", step=1, round=2)
    story.advance(minutes=60)
    story.expect_silence()


def test_a_fully_empty_policy_ends_and_says_so():
    """A policy that yields nobody comes to its end at once, loudly, however many rounds it has."""
    empty = a_schedule("primary")
    story = Story(a_configuration(a_step("schedule:primary"), repeat=100, schedules=[empty]))

    story.alert()

    story.expect_silence()
    ends = [entry for entry in story.timeline if entry.kind == "escalation.exhausted"]
    assert [end.facts["paged_anybody"] for end in ends] == [False]


def test_a_policy_without_steps_goes_to_the_last_resort():
    """There is nobody else to wait for: the organisation's last resort is paged at once."""
    resort = {"targets": [a_target("ana")], "after_seconds": 60, "every_seconds": 600}
    story = Story(a_configuration(last_resort=resort))

    story.alert()

    story.expect_page("ana", step=None)


def test_an_empty_step_may_page_somebody_else():
    """`on_empty: fallback` pages its target when the step yields nobody, and waits the delay."""
    empty = a_schedule("primary")
    step = a_step("schedule:primary", on_empty={"fallback": a_target("cai")})
    story = Story(a_configuration(step, a_step("ben"), schedules=[empty]))

    story.alert()
    story.expect_page("cai", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)


def test_an_empty_step_may_wait_until_somebody_comes_on_call():
    """`wait_until_covered` pages whoever comes on call first; the delay counts from then."""
    schedule = a_schedule("primary", (7, 60, "ana"))
    step = a_step("schedule:primary", on_empty={"wait_until_covered": {"max_seconds": 900}})
    story = Story(a_configuration(step, a_step("ben"), schedules=[schedule]))

    story.alert()
    story.advance(minutes=6, seconds=59)
    story.expect_silence()
    story.advance(seconds=1)
    story.expect_page("ana", step=1)
    story.advance(minutes=5)
    story.expect_page("ben", step=2)


def test_a_waiting_step_gives_up_after_its_longest_wait():
    """A step that waits in vain is passed when its longest wait is over."""
    empty = a_schedule("primary")
    step = a_step("schedule:primary", on_empty={"wait_until_covered": {"max_seconds": 600}})
    story = Story(a_configuration(step, a_step("ben"), schedules=[empty]))

    story.alert()
    story.advance(minutes=9)
    story.expect_silence()
    story.advance(minutes=1)

    story.expect_page("ben", step=2)


def test_a_waiting_step_waits_again_in_the_next_round():
    """A further round gives a step that waited in vain its wait again."""
    schedule = a_schedule("primary", (15, 60, "ana"))
    step = a_step("schedule:primary", on_empty={"wait_until_covered": {"max_seconds": 600}})
    story = Story(a_configuration(step, repeat=1, schedules=[schedule]))

    story.alert()
    story.advance(minutes=14)
    story.expect_silence()
    story.advance(minutes=1)

    story.expect_page("ana", step=1, round=2)


def test_a_waiting_step_notices_an_edit_of_the_schedule():
    """People put on call while a step waits are paged within a minute."""
    step = a_step("schedule:primary", on_empty={"wait_until_covered": {"max_seconds": 3600}})
    story = Story(a_configuration(step, schedules=[a_schedule("primary")]))
    story.alert()
    story.advance(minutes=10)

    covered = a_schedule("primary", (10, 60, "ana"))
    story.configure(a_configuration(step, schedules=[covered]))
    story.advance(minutes=1)

    story.expect_page("ana", step=1)


def test_an_exhausted_policy_repeats_its_own_last_page_until_somebody_acts():
    """`exhausted` pages its targets at the end of the policy and at its interval, until an act."""
    again = {"targets": [a_target("cai")], "every_seconds": 900}
    story = Story(a_configuration(a_step("ana"), exhausted=again))

    story.alert()
    story.expect_page("ana")
    story.advance(minutes=5)
    story.expect_page("cai", step=None)
    for _ in range(5):
        story.advance(minutes=15)
        story.expect_page("cai", step=None)
    story.acknowledge("cai")
    story.advance(minutes=600)
    story.expect_silence()


def test_the_last_resort_repeats_until_somebody_acts():
    """Without `exhausted` the organisation's last resort is paged, after and every so often."""
    resort = {"targets": [a_target("dee")], "after_seconds": 3600, "every_seconds": 1800}
    story = Story(a_configuration(a_step("ana"), last_resort=resort))

    story.alert()
    story.expect_page("ana")
    story.advance(minutes=5 + 60)
    story.expect_page("dee", step=None)
    story.advance(minutes=30)
    story.expect_page("dee", step=None)
    story.acts("dee", "resolve")
    story.advance(minutes=600)
    story.expect_silence()


def test_exhausted_comes_before_the_last_resort():
    """What a policy says itself replaces what the organisation says."""
    again = {"targets": [a_target("cai")], "every_seconds": 900}
    resort = {"targets": [a_target("dee")], "after_seconds": 0, "every_seconds": 900}
    story = Story(a_configuration(a_step("ana"), exhausted=again, last_resort=resort))

    story.alert()
    story.forget()
    story.advance(minutes=5)

    story.expect_page("cai")
    story.expect_silence()


def test_somebody_who_has_left_is_not_paged():
    """Only active people are paged; a step of somebody who left counts as empty."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.deactivate("ana")

    story.alert()

    story.expect_page("ben", step=2)
    story.expect_silence()
