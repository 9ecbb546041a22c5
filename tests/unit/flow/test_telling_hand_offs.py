"""Whom a hand-off is told to, by the duty that looks: on the story of `tests.unit.oncall.duty`."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, utc
from tests.unit.oncall.duty import SCHEDULE, Duty

from hikeshi.flow.telling_hand_offs import MOST_NAMED, TOLD_WITHIN, summary_is_void
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.memory.queries import InMemoryIncidentQueries
from hikeshi.notifications.model.notice import Topic
from hikeshi.teams.model.notice_wishes import NoticeWishes
from hikeshi.testing.builders import a_policy, an_incident
from hikeshi_server.inbound.worker.announcer import LOOK_EVERY, Announcer

MONDAY = utc("2026-01-19T09:00")  # Ana follows Ben
SECOND = timedelta(seconds=1)
PAGING = a_policy(
    steps=(Step((Target(TargetKind.SCHEDULE, SCHEDULE.id, "primary"),), timedelta(minutes=5)),)
)


@pytest.fixture
def duty():
    """Nobody is reminded, and a policy pages the schedule."""
    found = Duty()
    for user in list(found.store.users.rows.values()):
        quiet = evolve(user, notices=NoticeWishes(shift_reminders=()))
        found.store.users.put(user.id, quiet)
    found.store.policies.put(PAGING.id, PAGING)
    found.store.commit()
    found.store.configuration_changed()
    return found


def opened(duty, number=1, **facts):
    """Let an incident of the policy be open."""
    incident = an_incident(number=number, escalation_policy_id=PAGING.id, **facts)
    duty.store.incidents.put(incident.id, incident)


def announcer(duty):
    """The duty, just started."""
    return Announcer(duty.transactions, duty.clock, InMemoryIncidentQueries(duty.store))


def summaries(duty):
    """Who was told, in order, and what."""
    return [
        (n.user_id, n.facts["open"], [i["who"] for i in n.facts["incidents"]])
        for n in duty.store.notices.rows.values()
        if n.topic is Topic.HAND_OFF_SUMMARY
    ]


def test_who_comes_and_who_goes_are_told_what_is_open(duty):
    """As it changes hands, once, however often and by however many it is looked at."""
    opened(duty, title="one")
    opened(duty, 2, title="two", status=IncidentStatus.ACKNOWLEDGED, assignee_ids=(B,))
    looking = announcer(duty)
    duty.clock.instant = MONDAY - SECOND

    assert asyncio.run(looking.run_once()) == 1.0
    assert summaries(duty) == []

    duty.clock.instant = MONDAY
    asyncio.run(looking.run_once())
    duty.clock.instant += LOOK_EVERY
    asyncio.run(looking.run_once())
    asyncio.run(announcer(duty).run_once())

    assert summaries(duty) == [(A, 2, [[], ["ben"]]), (B, 2, [[], ["ben"]])]


def test_where_nothing_is_open_only_who_comes_is_told(duty):
    """Who goes has nothing to hand over."""
    duty.clock.instant = MONDAY
    asyncio.run(announcer(duty).run_once())

    assert summaries(duty) == [(A, 0, [])]


def test_after_a_long_downtime_nobody_is_told(duty):
    """What happened within the hour still is."""
    duty.clock.instant = MONDAY + TOLD_WITHIN
    asyncio.run(announcer(duty).run_once())

    assert summaries(duty) == []

    duty.clock.instant -= SECOND
    asyncio.run(announcer(duty).run_once())

    assert len(summaries(duty)) == 1


def test_more_than_a_message_can_hold_is_counted(duty):
    """The worst are named."""
    for number in range(MOST_NAMED + 3):
        opened(duty, number)
    duty.clock.instant = MONDAY
    asyncio.run(announcer(duty).run_once())
    notice = next(iter(duty.store.notices.rows.values()))

    assert (notice.facts["open"], len(notice.facts["incidents"]), notice.facts["more"]) == (
        MOST_NAMED + 3,
        MOST_NAMED,
        3,
    )


def test_who_turned_it_off_is_not_told(duty):
    """Neither as it is planned nor as it would leave."""
    duty.clock.instant = MONDAY
    asyncio.run(announcer(duty).run_once())
    (notice,) = duty.store.notices.rows.values()
    ana = duty.store.users.rows[A]
    duty.store.users.put(A, evolve(ana, notices=NoticeWishes(hand_offs=False)))
    duty.store.commit()
    duty.store.configuration_changed()
    directory = asyncio.run(duty.do(lambda work: work.directory()))

    assert summary_is_void(notice, directory)
    assert C not in {n.user_id for n in duty.store.notices.rows.values()}
