"""Tests of whether somebody is told in time; the oracle compares with rehearsals."""

from datetime import timedelta

import pytest
from tests.flow.story import (
    START,
    a_configuration,
    a_method,
    a_person,
    a_schedule,
    a_step,
    a_target,
)

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.coverage import ServiceCoverage, coverage
from hikeshi.flow.stretches import Stretch
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity
from hikeshi.testing.builders import a_service

HOUR = Interval(START, START + timedelta(hours=1))
UNREACHABLE = a_person("eve", contact_methods=[a_method("phone", verified=False)])


def late(key, seconds):
    """A person told so long after each page."""
    rule = {"urgency": "high", "delay_seconds": seconds, "contact_method": "phone"}
    return a_person(key, notification_rules=[rule])


def swept(*steps, interval=HOUR, **changes):
    """The coverage of severity 1 of the only service."""
    rows = coverage(directory_of(read(a_configuration(*steps, **changes))), interval)
    return next(row for row in rows if row.severity is Severity.SEV1)


def seconds(row):
    """From which minute on an incident waits how many seconds, and whether ever less."""
    return [
        (
            (stretch.start - START) // timedelta(minutes=1),
            None if stretch.after is None else int(stretch.after.total_seconds()),
            stretch.falling,
        )
        for stretch in row.stretches
    ]


def gaps(row, within):
    """The gaps, as minutes, with the seconds at their start."""
    minute = timedelta(minutes=1)
    return [
        ((g.interval.start - START) / minute, (g.interval.end - START) / minute, g.after)
        for g in row.gaps(timedelta(seconds=within))
    ]


@pytest.mark.parametrize(
    ("after", "worst"),
    [((60, 600, 300), 600), ((60, None, 300), None), ((None, None), None), ((), 0)],
)
def test_the_worst_of_all_times_counts(after, worst):
    """The longest wait there is; where once nobody is told, there is none."""

    def span(seconds):
        return None if seconds is None else timedelta(seconds=seconds)

    stretches = tuple(Stretch(START, START, span(each), False, "") for each in after)
    row = ServiceCoverage(a_service().id, Severity.SEV1, stretches)

    assert row.worst == span(worst)


class TestCoverage:
    """`coverage`."""

    def test_a_person_at_once(self):
        """Somebody who is paged and told at once leaves no gap."""
        row = swept(a_step("ana"))

        assert seconds(row) == [(0, 0, False)]
        assert row.worst == timedelta(0)
        assert gaps(row, 0) == []

    def test_an_empty_step_is_passed(self):
        """Where nobody is on call, the next step counts."""
        primary = a_schedule("primary", (10, 20, "ana"))
        row = swept(
            a_step("schedule:primary"),
            a_step("ben"),
            people=["ana", late("ben", 60), "dee"],
            schedules=[primary],
        )

        assert seconds(row) == [(0, 60, False), (10, 0, False), (20, 60, False)]

    def test_a_step_behind_a_delay_looks_later(self):
        """A change of a schedule counts as much earlier as the steps before it last."""
        primary = a_schedule("primary", (10, 20, "ana"))
        row = swept(
            a_step("eve", delay=300),
            a_step("schedule:primary"),
            people=["ana", UNREACHABLE, "dee"],
            schedules=[primary],
        )

        assert seconds(row) == [(0, None, False), (5, 300, False), (15, None, False)]
        assert row.worst is None

    def test_waiting_takes_ever_less(self):
        """A step waits for the shift to begin: whoever triggers later waits less."""
        primary = a_schedule("primary", (30, 60, "ana"))
        waits = {"wait_until_covered": {"max_seconds": 1200}}
        row = swept(a_step("schedule:primary", on_empty=waits), schedules=[primary])

        assert seconds(row) == [(0, None, False), (10, 1200, True), (30, 0, False)]
        assert gaps(row, 600) == [(0, 20, None)]
        assert gaps(row, 1200) == [(0, 10, None)]

    def test_a_wait_may_outlast_the_incident(self):
        """A shift that begins within the wait counts only before the automatic resolve."""
        primary = a_schedule("primary", (30, 60, "ana"))
        waits = {"wait_until_covered": {"max_seconds": 900}}
        row = swept(
            a_step("schedule:primary", on_empty=waits),
            schedules=[primary],
            service={"auto_resolve_seconds": 600},
        )

        # At minute 20 sharp both come at once, and nobody is told of what is over.
        assert seconds(row) == [(0, None, False), (20, 599, True), (30, 0, False)]
        assert row.stretches[1].start == START + timedelta(minutes=20) + timedelta.resolution

    def test_a_rule_slower_than_the_policy_never_runs(self):
        """The next page ends what is still to come of the one before, also at the same instant."""
        people = [late("ana", 300), late("ben", 60), "dee"]
        row = swept(a_step("ana", delay=300), a_step("ben"), people=people)

        assert seconds(row) == [(0, 360, False)]

    def test_the_last_resort_counts(self):
        """Whoever is told at the end is told, however late."""
        resort = {"targets": [a_target("dee")], "after_seconds": 600, "every_seconds": 600}
        row = swept(a_step("eve"), people=[UNREACHABLE, "dee"], last_resort=resort)

        assert seconds(row) == [(0, 900, False)]

    def test_an_incident_that_resolves_by_itself_tells_nobody_later(self):
        """What would come after the automatic resolve, or with it, never comes."""
        service = {"auto_resolve_seconds": 300}
        row = swept(a_step("ana"), people=[late("ana", 300), "dee"], service=service)

        assert row.worst is None

    def test_severities_choose_policies(self):
        """Each severity follows the policy the service has for it."""
        service = {"severity_policies": {"sev3": "other"}}
        found = coverage(
            directory_of(
                read(a_configuration(a_step("eve"), people=[UNREACHABLE, "dee"], service=service))
            ),
            HOUR,
        )

        assert [row.severity.value for row in found if row.worst is not None] == ["sev3"]

    def test_the_reason_names_people_and_steps(self):
        """A gap says what happens on the way."""
        row = swept(a_step("eve"), people=[UNREACHABLE, "dee"])

        assert next(row.gaps(timedelta(0))).why == (
            "step 1 pages eve, who has no verified contact method; "
            "the policy is at its end and nobody else is told"
        )

    def test_many_repetitions_cost_little(self):
        """A last resort every ten seconds for a month is not played one by one."""
        resort = {"targets": [a_target("eve")], "every_seconds": 10}
        row = swept(a_step("eve"), people=[UNREACHABLE, "dee"], last_resort=resort)

        assert seconds(row) == [(0, None, False)]


class TestConditions:
    """`coverage` of steps with conditions, turns and support hours."""

    def test_a_condition_is_asked_when_the_step_begins(self):
        """A step behind a delay is let in by the hour at which it begins; passed, the next runs."""
        begins = START + timedelta(minutes=30)
        hours = {"time_zone": "UTC", "from": f"{begins:%H:%M}", "to": "00:00"}
        row = swept(
            a_step("eve", delay=300),
            a_step("ana", when={"times": [hours]}),
            a_step("ben"),
            people=["ana", late("ben", 60), "dee", UNREACHABLE],
        )

        assert seconds(row) == [(0, 360, False), (25, 300, False)]
        assert row.stretches[0].why.endswith(
            "step 2 is passed: it is outside its hours; ben is told"
        )

    def test_the_hours_of_whoever_is_on_call(self):
        """Somebody outside their own hours is left out, in the zone where they live."""
        begins = START + timedelta(minutes=30, hours=9)
        hours = {"time_zone": "responder", "from": f"{begins:%H:%M}", "to": "00:00"}
        row = swept(
            a_step("ana", when={"times": [hours]}),
            people=[a_person("ana", time_zone="Asia/Tokyo"), "ben", "dee"],
        )

        assert seconds(row) == [(0, None, False), (30, 0, False)]

    def test_a_wait_for_somebodys_hours(self):
        """A step that waits until covered also waits for the hours of whoever is on call."""
        begins = START + timedelta(minutes=30)
        hours = {"time_zone": "responder", "from": f"{begins:%H:%M}", "to": "00:00"}
        waits = {"wait_until_covered": {"max_seconds": 1200}}
        row = swept(a_step("ana", when={"times": [hours]}, on_empty=waits))

        assert seconds(row) == [(0, None, False), (10, 1200, True), (30, 0, False)]

    def test_the_worst_turn_counts_and_is_named(self):
        """Every target of a step that takes turns has to reach somebody in time."""
        row = swept(
            a_step("ana", "ben", round_robin=True, delay=600),
            people=["ana", late("ben", 120), "dee"],
        )

        assert [(each.after, each.why) for each in row.stretches] == [
            (timedelta(seconds=120), "when in step 1 it is the turn of ben; ben is told")
        ]

    def test_support_hours_begin(self):
        """What can wait waits for the hours; when they begin, who is assigned hears at once."""
        begins = START + timedelta(minutes=30)
        window = {"from": f"{begins:%H:%M}", "to": "00:00"}
        slow = [
            {"urgency": "low", "delay_seconds": 86_400, "contact_method": "phone"},
            {"urgency": "high", "delay_seconds": 0, "contact_method": "phone"},
        ]
        row = swept(
            a_step("ana", delay=7200),
            people=[a_person("ana", notification_rules=slow), "ben", "dee"],
            service={"support_hours": {"time_zone": "UTC", "windows": [window]}},
        )

        assert seconds(row) == [(0, 1800, True), (30, 0, False)]
        assert row.stretches[0].why.endswith("support hours begin; ana is told")

    def test_suppressed_spans_are_no_gaps(self):
        """Where maintenance lets nothing begin nobody needs to be told."""
        rows = coverage(
            directory_of(
                read(
                    {
                        **a_configuration(a_step("eve"), people=["ana", "ben", "dee", UNREACHABLE]),
                        "maintenance_windows": [
                            {
                                "key": "racks",
                                "services": ["api"],
                                "reason": "racks",
                                "starts_at": START.isoformat(),
                                "ends_at": (START + timedelta(minutes=10)).isoformat(),
                            }
                        ],
                    }
                )
            ),
            HOUR,
        )

        assert gaps(rows[0], 60) == [(10, 60, None)]
        assert rows[0].suppressed == (Interval(START, START + timedelta(minutes=10)),)
