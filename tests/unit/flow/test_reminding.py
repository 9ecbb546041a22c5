"""Whom a coming shift is announced to, and when: on the story of `tests.unit.oncall.duty`."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, an_override, utc
from tests.unit.oncall.duty import SCHEDULE, Duty

from hikeshi.flow.noticing import begin_notices
from hikeshi.flow.reminding import LOOK_AGAIN, MOVED, UNWANTED, due_reminders, remind
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.teams.model.notice_wishes import NoticeWishes
from hikeshi.testing.builders import a_contact_method

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MONDAY = utc("2026-01-19T09:00")  # Ana follows Ben


@pytest.fixture
def duty():
    """People in turn, each with a mailbox."""
    found = Duty()
    for user in (A, B, C):
        method = a_contact_method(user_id=user)
        found.store.contact_methods.put(method.id, method)
    found.store.commit()
    found.store.configuration_changed()
    return found


def wishing(duty, user, *leads, **wishes):
    """Let somebody be reminded so long before."""

    async def save(work):
        before = duty.store.users.rows[user]
        after = NoticeWishes(shift_reminders=leads, **wishes)
        await work.users.save_many([evolve(before, notices=after, version=before.version + 1)])

    asyncio.run(duty.do(save))


def scheduled(duty, **changes):
    """Change the schedule."""
    duty.store.schedules.put(SCHEDULE.id, evolve(duty.schedule, **changes))
    duty.store.commit()
    duty.store.configuration_changed()


def look(duty, at):
    """Plan what has become due by then; return what is new as (person, lead) and the next look."""
    duty.clock.instant = at
    known = set(duty.store.notices.rows)

    async def plan(work):
        due, next_at = due_reminders(duty.schedule, await work.directory(), at)
        await remind(work, due)
        return next_at

    next_at = asyncio.run(duty.do(plan))
    new = [notice for id_, notice in duty.store.notices.rows.items() if id_ not in known]
    return [(n.user_id, timedelta(seconds=n.facts["lead_seconds"])) for n in new], next_at


def send(duty):
    """Begin what is due; return the reasons of what was given up."""
    asyncio.run(duty.do(begin_notices, ClaimNotices(), 10))
    return [notice.reason for notice in duty.store.notices.rows.values()]


def test_a_shift_is_announced_at_each_lead_and_never_twice(duty):
    """A day and an hour before; looking again, or by another worker, plans nothing."""
    wishing(duty, A, DAY, HOUR)

    assert look(duty, MONDAY - DAY - MINUTE) == ([], MONDAY - DAY)
    assert look(duty, MONDAY - DAY)[0] == [(A, DAY)]
    assert look(duty, MONDAY - DAY + MINUTE)[0] == []
    assert look(duty, MONDAY - HOUR)[0] == [(A, HOUR)]
    assert look(duty, MONDAY - HOUR)[0] == []
    assert look(duty, MONDAY)[0] == []


def test_after_a_downtime_or_a_late_edit_there_is_one_reminder(duty):
    """Of the leads that have passed the shortest speaks; what has begun is not announced."""
    wishing(duty, A, 2 * DAY, DAY, HOUR)

    assert look(duty, MONDAY - 5 * HOUR)[0] == [(A, DAY)]
    assert look(duty, MONDAY + MINUTE)[0] == []


def test_who_wants_none_gets_none(duty):
    """No lead is the switch; between looks there are at most ten minutes."""
    for user in (A, B, C):
        wishing(duty, user)

    assert look(duty, MONDAY - HOUR) == ([], MONDAY - HOUR + LOOK_AGAIN)


def test_it_says_from_when_until_when(duty):
    """Times are those of the whole shift, and it is worth nothing once that has begun."""
    look(duty, MONDAY - DAY)
    (found,) = duty.store.notices.rows.values()

    assert (found.facts["start"], found.facts["end"]) == (
        "2026-01-19T09:00:00Z",
        "2026-01-26T09:00:00Z",
    )
    assert (found.facts["schedule"], found.expires_at) == ("Primary", MONDAY)


def test_a_shift_that_moved_is_announced_anew(duty):
    """The reminder of what is no longer so is given up as it would be sent."""
    look(duty, MONDAY - DAY)
    scheduled(duty, overrides=(an_override("2026-01-19T09:00", "2026-01-19T12:00", C),))

    assert look(duty, MONDAY - DAY + MINUTE)[0] == [(C, DAY)]
    assert look(duty, MONDAY - DAY + 3 * HOUR)[0] == [(A, DAY)]
    assert send(duty) == [MOVED, "", ""]


def test_a_shift_that_is_gone_is_not_announced(duty):
    """Nor is anything of a schedule that is gone."""
    look(duty, MONDAY - DAY)
    duty.store.schedules.drop(SCHEDULE.id)
    duty.store.commit()
    duty.store.configuration_changed()

    assert send(duty) == [MOVED]


def test_who_turns_it_off_meanwhile_hears_nothing(duty):
    """Wishes count as the message would leave."""
    look(duty, MONDAY - DAY)
    wishing(duty, A)

    assert send(duty) == [UNWANTED]
