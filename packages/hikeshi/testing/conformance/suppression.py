"""Suites for SilenceRepository, MaintenanceWindowRepository and SuppressedAlerts."""
# ruff: noqa: S101 - a suite asserts

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.ports import SuppressedAlert
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import IncidentId, ServiceId, TeamId, UserId
from hikeshi.testing.builders import START, a_maintenance_window, a_silence, an_alert, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

LATER = START + timedelta(minutes=1)


def _planned(alert: Alert, due_at: datetime | None) -> SuppressedAlert:
    return SuppressedAlert(alert_id=alert.id, identity=alert.identity, since=START, due_at=due_at)


async def _suppress(
    transactions: Transactions, *due: datetime | None
) -> tuple[list[Alert], list[SuppressedAlert]]:
    alerts = [an_alert() for _ in due]
    plans = [_planned(alert, at) for alert, at in zip(alerts, due, strict=True)]

    async def do(work: Work) -> None:
        await work.alerts.add_many(alerts)
        await work.suppressed_alerts.plan_many(plans)

    await transactions.run(do)
    return alerts, plans


async def _read(transactions: Transactions, alert: Alert) -> Alert:
    found = await transactions.run(lambda work: work.alerts.get_many([alert.id]))
    return found[alert.id]


async def marks_alerts_as_suppressed(transactions: Transactions) -> None:
    """An alert that was planned says since when it is suppressed, also to those who lock it."""
    (alert,), _ = await _suppress(transactions, LATER)

    assert await _read(transactions, alert) == evolve(alert, suppressed_since=START)
    locked = await transactions.run(lambda work: work.alerts.lock_identities([alert.identity]))
    assert locked[alert.identity].suppressed_since == START


async def keeps_the_mark_when_the_alert_is_written(transactions: Transactions) -> None:
    """Writing count and severity of an alert leaves its suppression as it is."""
    (alert,), _ = await _suppress(transactions, LATER)
    repeated = evolve(alert, count=2, suppressed_since=None)

    await transactions.run(lambda work: work.alerts.save_many([repeated]))

    assert await _read(transactions, alert) == evolve(repeated, suppressed_since=START)


async def finds_what_is_due(transactions: Transactions) -> None:
    """What is due comes longest overdue first and at most `limit`; what has no time never does."""
    _, plans = await _suppress(transactions, LATER, START, None, LATER + timedelta(microseconds=1))

    assert await transactions.run(lambda work: work.suppressed_alerts.due(LATER, 9)) == [
        plans[1],
        plans[0],
    ]
    assert await transactions.run(lambda work: work.suppressed_alerts.due(LATER, 1)) == [plans[1]]
    assert await transactions.run(lambda work: work.suppressed_alerts.next_due_at()) == START


async def says_that_nothing_is_due(transactions: Transactions) -> None:
    """Where no alert has a time, there is none."""
    assert await transactions.run(lambda work: work.suppressed_alerts.next_due_at()) is None

    await _suppress(transactions, None)

    assert await transactions.run(lambda work: work.suppressed_alerts.next_due_at()) is None


async def plans_again(transactions: Transactions) -> None:
    """A second plan moves the time and keeps since when it is suppressed."""
    (alert,), (plan,) = await _suppress(transactions, START)
    moved = evolve(plan, due_at=LATER)

    await transactions.run(lambda work: work.suppressed_alerts.plan_many([moved]))

    assert not await transactions.run(lambda work: work.suppressed_alerts.due(START, 9))
    assert await transactions.run(lambda work: work.suppressed_alerts.due(LATER, 9)) == [moved]
    assert (await _read(transactions, alert)).suppressed_since == START


async def drops_a_plan(transactions: Transactions) -> None:
    """What is dropped is never due; that it was suppressed stays written."""
    (alert,), _ = await _suppress(transactions, START)

    await transactions.run(lambda work: work.suppressed_alerts.drop_many([alert.id]))

    assert not await transactions.run(lambda work: work.suppressed_alerts.due(LATER, 9))
    assert (await _read(transactions, alert)).suppressed_since == START


async def releases(transactions: Transactions) -> None:
    """A released alert belongs to the incident it names, is not suppressed, and never due."""
    (alert,), _ = await _suppress(transactions, START)
    released = alert.released(IncidentId(new_id()))

    await transactions.run(lambda work: work.suppressed_alerts.release_many([released]))

    assert await _read(transactions, alert) == released
    incidents = [alert.incident_id, released.incident_id]
    counts = await transactions.run(lambda work: work.alerts.count_firing(incidents))
    assert counts == {released.incident_id: 1}
    assert not await transactions.run(lambda work: work.suppressed_alerts.due(LATER, 9))


async def looks_at_all_again(transactions: Transactions) -> None:
    """Everything is due at once when what suppresses it may be over, also what had no time."""
    alerts, _ = await _suppress(transactions, None, LATER)

    await transactions.run(lambda work: work.suppressed_alerts.look_again(START))

    due = await transactions.run(lambda work: work.suppressed_alerts.due(START, 9))
    assert {plan.alert_id for plan in due} == {alert.id for alert in alerts}


async def plans_nothing(transactions: Transactions) -> None:
    """Nothing to plan is no fault."""
    await transactions.run(lambda work: work.suppressed_alerts.plan_many([]))

    assert await transactions.run(lambda work: work.suppressed_alerts.next_due_at()) is None


SUPPRESSED_ALERTS: tuple[Check, ...] = (
    marks_alerts_as_suppressed,
    keeps_the_mark_when_the_alert_is_written,
    finds_what_is_due,
    says_that_nothing_is_due,
    plans_again,
    drops_a_plan,
    releases,
    looks_at_all_again,
    plans_nothing,
)


def _silence(**changes: Any) -> Silence:
    matchers = (
        Matcher(name="空", value="“a|b” \\.*", is_regex=True, is_equal=False),
        Matcher(name="env", value=""),
    )
    silence = a_silence(
        matchers=matchers, created_by=UserId(new_id()), team_id=TeamId(new_id()), comment="工事 🔧"
    )
    return evolve(silence, **changes)


def _window(**changes: Any) -> MaintenanceWindow:
    window = a_maintenance_window(
        key=f"window-{new_id().int % 10**9}",
        service_ids=(ServiceId(new_id()), ServiceId(new_id())),
        created_by=UserId(new_id()),
        team_id=TeamId(new_id()),
        ends_at=None,
    )
    return evolve(window, **changes)


async def keeps_windows_without_a_key(transactions: Transactions) -> None:
    """Any number of windows go without a key."""
    windows = [_window(key=None), _window(key=None)]

    await transactions.run(lambda work: work.maintenance_windows.save_many(windows))

    assert await transactions.run(lambda work: work.maintenance_windows.list_all()) == windows


SILENCE_REPOSITORY = documents_checks(lambda work: work.silences, _silence, keyed=False)
MAINTENANCE_WINDOW_REPOSITORY: tuple[Check, ...] = (
    *documents_checks(lambda work: work.maintenance_windows, _window),
    keeps_windows_without_a_key,
)
