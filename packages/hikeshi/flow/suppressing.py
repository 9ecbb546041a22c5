"""Alerts that fire into a silence or maintenance: who holds what, and what is kept of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hikeshi.alerts.model.alert import Alert, AlertIdentity, AlertStatus
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.model.suppression import Suppression, Suppressor, suppression_of
from hikeshi.alerts.ports import SuppressedAlert
from hikeshi.flow.placing import DirectoryPlacing
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import AlertId, IncidentId


async def open_placing(
    work: Work,
    arrived: Iterable[tuple[AlertIdentity, Signal]],
    current: Mapping[AlertIdentity, Alert],
) -> DirectoryPlacing:
    """Return what places new alerts and suppressed ones that are let go.

    The open incidents of their groups are locked, and so are the silences and windows that apply:
    whoever ends one waits for this work, or this work sees it ended.

    Args:
        work: The unit of work, which has locked the identities.
        arrived: What came in, by identity.
        current: The firing alerts of these identities.
    """
    placing = DirectoryPlacing(await work.directory(), work.now, work.ids)
    directory = placing.directory
    if not directory.groupings and not directory.suppressors:
        return placing
    triggers = [signal for _, signal in arrived if signal.action is SignalAction.TRIGGER]
    quiet = [alert for alert in current.values() if alert.suppressed_since is not None]
    if directory.suppressors:
        placing.suppressors = await _held(work, placing, triggers, quiet)
    if directory.groupings:
        groups = {placing.group(signal) for signal in triggers}
        groups |= {placing.group_of(alert) for alert in quiet}
        known = sorted(group for group in groups if group is not None)
        if known:
            placing.open_groups = await work.incident_groups.lock_open(known)
            placing.firing = await _firing(work, placing, arrived)
    return placing


async def _firing(
    work: Work, placing: DirectoryPlacing, arrived: Iterable[tuple[AlertIdentity, Signal]]
) -> dict[IncidentId, int]:
    """Return how many alerts fire for the open incidents this batch may end; mostly for none."""
    if not any(signal.action is SignalAction.RESOLVE for _, signal in arrived):
        return {}
    open_now = {group.incident_id for group in placing.open_groups.values()}
    return dict(await work.alerts.count_firing(open_now)) if open_now else {}


async def _held(
    work: Work, placing: DirectoryPlacing, triggers: Iterable[Signal], quiet: Iterable[Alert]
) -> Sequence[Suppressor]:
    """Return the silences and windows that apply, locked, as they are now."""
    active = [each for each in placing.directory.suppressors if each.is_active(work.now)]
    if not active:
        return ()
    subjects = [placing.subject(signal) for signal in triggers]
    subjects += [placing.subject_of(alert) for alert in quiet]
    applying = {
        each.id
        for subject in subjects
        if (found := suppression_of(subject, active, work.now)) is not None
        for each in found.by
    }
    silences = sorted(placing.directory.silences.keys() & applying)
    windows = sorted(placing.directory.maintenance_windows.keys() & applying)
    held: dict[Any, Suppressor] = {}
    if silences:
        held |= await work.silences.lock_many(silences)
    if windows:
        held |= await work.maintenance_windows.lock_many(windows)
    return tuple(held[found] for found in sorted(held))


async def keep_suppressions(
    work: Work,
    before: Iterable[Alert],
    after: Sequence[Alert],
    suppressions: Mapping[AlertId, Suppression],
) -> None:
    """Write which alerts are suppressed from now on, and which no longer are.

    Args:
        work: The unit of work.
        before: The firing alerts as they were.
        after: Those that are new or different, as they are written.
        suppressions: What keeps which of them quiet.
    """
    quiet = [alert for alert in after if alert.suppressed_since is not None]
    if quiet:
        await work.suppressed_alerts.plan_many(
            [_planned(alert, suppressions[alert.id]) for alert in quiet if alert.id in suppressions]
        )
        over = [alert.id for alert in quiet if alert.status is AlertStatus.RESOLVED]
        if over:
            await work.suppressed_alerts.drop_many(over)
    were_quiet = {alert.id for alert in before if alert.suppressed_since is not None}
    released = [a for a in after if a.id in were_quiet and a.suppressed_since is None]
    if released:
        await work.suppressed_alerts.release_many(released)


def _planned(alert: Alert, suppression: Suppression) -> SuppressedAlert:
    return SuppressedAlert(
        alert_id=alert.id,
        identity=alert.identity,
        since=alert.suppressed_since or alert.first_seen_at,
        due_at=suppression.until,
    )
