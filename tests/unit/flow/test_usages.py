"""What still uses an object of the configuration, so that it cannot be deleted."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, a_layer, utc
from tests.unit.oncall.builders import a_schedule as a_rota

from hikeshi.flow.directory import Directory, Organisation
from hikeshi.flow.usages import (
    refuse_if_used,
    uses_of_contact_method,
    uses_of_holiday_set,
    uses_of_policy,
    uses_of_routes,
    uses_of_schedule,
    uses_of_service,
    uses_of_team,
    uses_of_user,
)
from hikeshi.incidents.model.escalation_policy import (
    EmptyRule,
    OnEmpty,
    RepeatedPage,
    Step,
    Target,
    TargetKind,
)
from hikeshi.kernel.condition import Condition, HolidayCondition
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import ContactMethodId, HolidaySetId, TeamId
from hikeshi.kernel.local_hours import DailyHours
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.teams.model.team import Membership
from hikeshi.testing.builders import (
    a_notification_rule,
    a_policy,
    a_route,
    a_service,
    a_team,
    a_user,
    an_integration,
)

MINUTE = timedelta(minutes=1)
TEAM, OTHER = TeamId(UUID(int=70)), TeamId(UUID(int=71))
NOW = utc("2026-01-06T12:00")


def by_id(*rows):
    """Rows by identity."""
    return {row.id: row for row in rows}


def paging(kind, target_id, **fields):
    """A policy whose only step pages a target."""
    return a_policy(key="one", steps=(Step((Target(kind, target_id),), MINUTE),), **fields)


class TestPaging:
    """Whoever is paged by something cannot go."""

    @pytest.mark.parametrize(
        ("uses", "kind", "wanted"),
        [
            (uses_of_team, TargetKind.TEAM, TEAM),
            (uses_of_schedule, TargetKind.SCHEDULE, TEAM),
            (lambda d, w: uses_of_user(d, w, NOW), TargetKind.USER, A),
        ],
    )
    def test_in_whatever_place_of_a_policy(self, uses, kind, wanted):
        """A step's target, who stands in for nobody, who is paged at the end, the last resort."""
        target = Target(kind, wanted)
        aside = EmptyRule(OnEmpty.FALLBACK, fallback=target)
        policies = (
            paging(kind, wanted),
            a_policy(key="two", steps=(Step((), MINUTE, on_empty=aside),)),
            a_policy(key="three", exhausted=RepeatedPage((target,), MINUTE)),
            paging(kind, B),
        )
        resort = Organisation(RepeatedPage((target,), MINUTE))

        named = list(uses(Directory(policies=by_id(*policies), organisation=resort), wanted))

        listed = [f"escalation policy {key}" for key in ("one", "two", "three")]
        assert named == [*listed, "the last resort"]


def test_what_belongs_to_a_team():
    """Services, schedules and policies of its own; those of others do not count."""
    mine, theirs = a_service(key="mine", team_id=TEAM), a_service(key="theirs", team_id=OTHER)
    rota = evolve(a_rota(a_layer(A)), key="rota", team_id=TEAM)
    directory = Directory(
        services=by_id(mine, theirs),
        schedules=by_id(rota),
        policies=by_id(a_policy(key="ours", team_id=TEAM)),
    )

    assert [*uses_of_team(directory, TEAM)] == [
        "service mine",
        "schedule rota",
        "escalation policy ours",
    ]


def test_where_a_person_stands():
    """Their teams, and their schedules with the time at which nobody would be on call."""
    ana, ben = a_user(id=A), a_user(id=B)
    team = a_team(key="sre", members=(Membership(A),))
    other = a_team(key="web", members=(Membership(B),))
    directory = Directory(
        users=by_id(ana, ben),
        teams=by_id(team, other),
        schedules=by_id(a_rota(a_layer(A, B))),
    )

    gap = "from 2026-01-06T12:00:00Z to 2026-01-12T09:00:00Z and 2 more times in four weeks"
    assert [*uses_of_user(directory, A, NOW)] == [
        "team sre",
        f"schedule primary (nobody would be on call {gap})",
    ]
    alone = evolve(directory.users[A], active=True)
    covered = Directory(users=by_id(alone, ben), schedules=by_id(a_rota(a_layer((A, B)))))
    assert [*uses_of_user(covered, A, NOW)] == ["schedule primary"]


def test_what_leads_to_a_service_and_what_only_routes_lead_on():
    """Senders with a service of their own, and routes by their place."""
    service = a_service()
    own, free = (
        an_integration(name="own", service_id=service.id),
        an_integration(name="free", service_id=None),
    )
    routes = (a_route(position=0), a_route(position=1, service_id=service.id))
    directory = Directory(integrations=by_id(own, free), routes=routes)

    assert [*uses_of_service(directory, service.id)] == ["integration own", "route 2"]
    assert [*uses_of_routes(directory)] == ["integration free"]


def test_who_follows_a_policy():
    """For every severity, or for one."""
    policy = a_policy()
    directory = Directory(
        services=by_id(
            a_service(key="always", escalation_policy_id=policy.id),
            a_service(key="once", severity_policies={Severity.SEV1: policy.id}),
            a_service(key="never"),
        )
    )

    assert [*uses_of_policy(directory, policy.id)] == ["service always", "service once"]


def test_who_asks_for_a_holiday():
    """Support hours that close on it, and steps that run on it or do not."""
    ours, theirs = HolidaySetId(UUID(int=1)), HolidaySetId(UUID(int=2))
    hours = SupportHours(time_zone="UTC", windows=(DailyHours(),), holidays=(ours,))

    def asking(key, *wanted):
        conditions = (w and Condition(holidays=HolidayCondition(set_id=w)) for w in wanted)
        return a_policy(key=key, steps=tuple(Step((), MINUTE, when=when) for when in conditions))

    directory = Directory(
        services=by_id(
            a_service(key="always"),
            a_service(key="ours", support_hours=hours),
            a_service(key="theirs", support_hours=evolve(hours, holidays=(theirs,))),
        ),
        policies=by_id(
            asking("second", None, ours), asking("other", theirs), asking("plain", None)
        ),
    )

    assert [*uses_of_holiday_set(directory, ours)] == ["service ours", "escalation policy second"]


def test_which_rules_use_a_contact_method():
    """Their own alone."""
    method = ContactMethodId(UUID(int=3))
    mine, other = a_notification_rule(contact_method_id=method), a_notification_rule()
    directory = Directory(notification_rules=(other, mine))

    assert [*uses_of_contact_method(directory, method)] == [f"notification rule {mine.id}"]


def test_a_refusal_names_ten_and_counts_the_rest():
    """What nothing uses may go."""
    refuse_if_used("the team", [])
    with pytest.raises(ConflictError) as refused:
        refuse_if_used("the team", [f"service s{number}" for number in range(12)])

    assert str(refused.value.detail).startswith("the team is used by service s0, service s1,")
    assert "service s9 and 2 more; change these first." in refused.value.detail
    with pytest.raises(ConflictError, match="used by service a; change"):
        refuse_if_used("the team", ["service a"])
