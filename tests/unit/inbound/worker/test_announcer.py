"""The duty that announces shifts, on everything in memory."""

import asyncio
from datetime import timedelta

from tests.unit.oncall.builders import utc
from tests.unit.oncall.duty import Duty

from hikeshi.memory.queries import InMemoryIncidentQueries
from hikeshi_server.inbound.worker.announcer import LOOK_EVERY, Announcer

MONDAY = utc("2026-01-19T09:00")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_it_looks_as_a_reminder_comes_due_and_after_a_change():
    """Otherwise it does nothing but see whether the configuration changed."""
    duty = Duty()
    announcer = Announcer(duty.transactions, duty.clock, InMemoryIncidentQueries(duty.store))
    duty.clock.instant = MONDAY - DAY - SECOND

    assert asyncio.run(announcer.run_once()) == 1.0
    assert not duty.store.notices.rows

    duty.clock.instant += SECOND

    assert asyncio.run(announcer.run_once()) == LOOK_EVERY.total_seconds()
    assert len(duty.store.notices.rows) == 1

    duty.store.schedules.drop(duty.schedule.id)
    duty.store.commit()
    duty.store.configuration_changed()
    duty.clock.instant += LOOK_EVERY

    assert asyncio.run(announcer.run_once()) == LOOK_EVERY.total_seconds()
