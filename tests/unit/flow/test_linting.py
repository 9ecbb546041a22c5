"""Tests of the checks of a configuration."""

from datetime import timedelta

import pytest
from tests.flow.story import START, a_configuration, a_method, a_person, a_step, a_target

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.linting import Gravity, lint

RESORT = {"targets": [a_target("dee")], "after_seconds": 3600, "every_seconds": 3600}
ALWAYS = {"name": "all", "users": ["ana"], "rotation": {"type": "weekly"}}
LONG_AGO = "2025-01-06T09:00:00"


def a_rota(key, **changes):
    """A schedule with Ana always on call, unless changed."""
    layers = [{**ALWAYS, "start": LONG_AGO, **changes}]
    return {"key": key, "time_zone": "UTC", "layers": layers}


def findings(*steps, last_resort=RESORT, **changes):
    """What is found, as (code, gravity, pointer)."""
    configuration = a_configuration(*(steps or [a_step("ana")]), last_resort=last_resort, **changes)
    found = lint(directory_of(read(configuration)), START)
    return [(f.code, f.gravity.value, f.pointer) for f in found]


def details(*steps, last_resort=RESORT, **changes):
    """The sentences of the findings."""
    configuration = a_configuration(*steps, last_resort=last_resort, **changes)
    return [f.detail for f in lint(directory_of(read(configuration)), START)]


def ruled(key, *delays, method="phone"):
    """A person with rules of these delays."""
    methods = [a_method("phone"), a_method("mail", "email", verified=False)]
    rules = [{"delay_seconds": delay, "contact_method": method} for delay in delays]
    return a_person(key, contact_methods=methods, notification_rules=rules)


NEVER = a_person("eve", contact_methods=[a_method("phone", verified=False)], notification_rules=[])


def test_nothing_to_find():
    """A configuration in which everybody is told has no finding."""
    assert findings() == []


class TestLastResort:
    """The end of the line."""

    def test_is_demanded(self):
        """Without a last resort every policy ends in silence: errors."""
        assert findings(last_resort=None)[:2] == [
            ("no-last-resort", "error", "/organisation"),
            ("silent-end", "error", "/escalation_policies/0"),
        ]

    def test_a_policy_with_its_own_end_is_not_silent(self):
        """`exhausted` is a last resort of its own."""
        end = {"targets": [a_target("dee")], "every_seconds": 600}
        pointers = [
            p for code, _, p in findings(last_resort=None, exhausted=end) if code == "silent-end"
        ]

        assert pointers == ["/escalation_policies/1"]

    def test_must_have_somebody(self):
        """A last resort that yields nobody is none."""
        teams = [{"key": "sre", "members": []}]
        resort = {**RESORT, "targets": [a_target("team:sre")]}

        assert findings(teams=teams, last_resort=resort) == [
            ("empty-last-resort", "error", "/organisation/last_resort")
        ]

    def test_must_reach_somebody(self):
        """A last resort nobody of whom can be reached is an error."""
        resort = {**RESORT, "targets": [a_target("eve")]}
        found = findings(people=["ana", "dee", NEVER], last_resort=resort)

        assert found[0] == ("unreachable-last-resort", "error", "/organisation/last_resort")


class TestRules:
    """Rules that never run."""

    def test_a_rule_after_the_next_step(self):
        """A rule as slow as the step's delay, or slower, can never run."""
        people = [ruled("ana", 0, 60, 300), "ben", "dee"]
        assert findings(a_step("ana", delay=300), a_step("ben"), people=people) == [
            ("dead-rule", "warning", "/users/0/notification_rules/2")
        ]
        assert details(a_step("ana", delay=300), a_step("ben"), people=people) == [
            (
                "rule 3 (phone, +5 min) can never run: step 1 of policy default goes on after 5 "
                "min; shorten the rule's delay below that, or let the policy wait longer"
            )
        ]

    def test_the_last_step_leaves_the_time_until_the_last_resort(self):
        """After the last round only the last resort ends what is to come."""
        assert findings(a_step("ana", delay=300), people=[ruled("ana", 3899), "dee"]) == []
        assert findings(a_step("ana", delay=300), people=[ruled("ana", 3900), "dee"]) != []

    def test_a_step_that_may_find_nobody_ends_nothing(self):
        """Behind the step stands a schedule with gaps: the rule may run after all."""
        office = a_rota("office", restrictions=[{"type": "daily", "from": "09:00", "to": "17:00"}])
        codes = {
            code
            for code, _, _ in findings(
                a_step("ben", delay=300),
                a_step("schedule:office"),
                people=["ana", ruled("ben", 600), "dee"],
                schedules=[office],
            )
        }

        assert codes == {"schedule-gap"}

    def test_a_step_that_always_finds_somebody_ends_it(self):
        """Behind the step stands a schedule without gaps."""
        found = findings(
            a_step("ben", delay=300),
            a_step("schedule:always"),
            people=["ana", ruled("ben", 600), "dee"],
            schedules=[a_rota("always")],
        )

        assert [code for code, _, _ in found] == ["dead-rule"]

    def test_a_rule_by_an_unverified_method(self):
        """Nothing is sent to a method nobody verified."""
        assert findings(people=[ruled("ana", 0, method="mail"), "dee"]) == [
            ("unverified-method", "warning", "/users/0/notification_rules/0")
        ]


class TestSteps:
    """Steps that reach nobody."""

    def test_nobody_ever(self):
        """A step whose targets can never yield anybody is an error, and says why."""
        steps = [a_step("team:sre", "ben"), a_step("ana")]
        people = ["ana", a_person("ben", active=False), "dee"]
        teams = [{"key": "sre", "members": [{"user": "ana", "role": "observer"}]}]

        assert findings(*steps, people=people, teams=teams) == [
            ("empty-step", "error", "/escalation_policies/0/steps/0")
        ]
        assert details(*steps, people=people, teams=teams) == [
            (
                "step 1 of policy default can never page anybody: team sre has no active "
                "responder; user ben is not active; name somebody, or take the step out"
            )
        ]

    def test_a_fallback_is_somebody(self):
        """A step with somebody to stand in is not empty; its target still is."""
        people = ["ana", a_person("ben", active=False), "dee"]
        step = a_step("ben", on_empty={"fallback": a_target("ana")})

        assert findings(step, people=people) == [
            ("empty-target", "warning", "/escalation_policies/0/steps/0/targets/0")
        ]

    def test_a_schedule_that_is_over(self):
        """A schedule whose only layer has ended yields nobody any more."""
        over = a_rota("over", end="2025-12-01T00:00:00")
        found = findings(a_step("schedule:over"), a_step("ana"), schedules=[over])

        assert ("empty-step", "error", "/escalation_policies/0/steps/0") in found

    def test_nobody_reachable(self):
        """A step on which nobody can be reached is an error; with somebody beside, a warning."""
        people = ["ana", NEVER, "dee"]
        alone = findings(a_step("eve"), a_step("ana"), people=people)
        beside = findings(a_step("eve", "ana"), people=people)

        assert alone == [
            ("unreachable-responder", "warning", "/users/1"),
            ("unreachable-step", "error", "/escalation_policies/0/steps/0"),
        ]
        assert beside == [
            ("unreachable-responder", "warning", "/users/1"),
            ("unreachable-step", "warning", "/escalation_policies/0/steps/0"),
        ]

    def test_who_cannot_be_reached_is_named(self):
        """By their key, wherever they stand: on a step, at the end of a policy."""
        people = ["ana", NEVER, "dee"]
        told = details(a_step("eve", "ana"), people=people)
        end = {"targets": [a_target("eve")], "every_seconds": 600}

        assert told[0].startswith("eve may be paged and has no verified contact method")
        assert told[1].startswith("no page of step 1 of policy default can arrive at eve: ")
        assert ("unreachable-responder", "warning", "/users/1") in findings(
            people=people, exhausted=end
        )

    def test_a_policy_without_steps(self):
        """A policy without a step pages nobody by itself."""
        policies = [{"key": "default", "steps": []}]
        found = findings(escalation_policies=policies)

        assert found == [("no-steps", "warning", "/escalation_policies/0")]


class TestServices:
    """Services and senders that lead nowhere."""

    @pytest.mark.parametrize(("last_resort", "gravity"), [(RESORT, "warning"), (None, "error")])
    def test_a_service_without_a_policy(self, last_resort, gravity):
        """Without a policy only the last resort hears of it, where there is one."""
        found = findings(service={"escalation_policy": None}, last_resort=last_resort)

        assert ("service-without-policy", gravity, "/services/0") in found

    def test_every_service_is_looked_at(self):
        """Also behind one that has a policy."""
        services = [
            {"key": key, "escalation_policy": policy}
            for key, policy in (("one", "default"), ("two", None), ("three", "default"))
        ]

        assert findings(services=services) == [("service-without-policy", "warning", "/services/1")]

    def test_one_severity_without_a_policy(self):
        """The sentence names the severities nobody is paged for."""
        service = {
            "escalation_policy": None,
            "severity_policies": dict.fromkeys(["sev1", "sev2", "sev3"], "default"),
        }

        assert details(a_step("ana"), service=service) == [
            "service api follows no escalation policy for sev4, sev5: set escalation_policy"
        ]

    def test_a_sender_without_a_way(self):
        """A sender without a service needs routes."""
        integrations = [{"name": "any", "kind": "generic"}]
        routes = [{"match": "all", "service": "api"}]

        assert findings(integrations=integrations) == [
            ("unrouted-integration", "warning", "/integrations/0")
        ]
        assert findings(integrations=integrations, routes=routes) == []


class TestSchedules:
    """Gaps."""

    def test_the_first_gap_is_named(self):
        """One finding per schedule says when nobody is on call first, and how often."""
        office = a_rota("office", restrictions=[{"type": "daily", "from": "09:00", "to": "17:00"}])

        assert details(a_step("ana"), schedules=[office]) == [
            (
                "nobody is on call in office from 2026-01-05T03:10:00Z to 2026-01-05T09:00:00Z "
                "(the first of 29 gaps in 28 days): fill it, or let another step cover it"
            )
        ]

    def test_the_window_ends(self):
        """What lies beyond the days looked at is not found."""
        until_soon = a_rota("primary", end="2026-01-20T00:00:00")
        directory = directory_of(
            read(a_configuration(a_step("ana"), schedules=[until_soon], last_resort=RESORT))
        )

        assert lint(directory, START, days=7) == ()
        assert [f.gravity for f in lint(directory, START)] == [Gravity.WARNING]
        assert lint(directory, START + timedelta(days=20))[0].code == "schedule-gap"
