"""Signals come in: a batch is folded, placed and written, all senders side by side."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from attrs import evolve, frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.folding import Fold
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.flow.suppressing import keep_suppressions, open_placing
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import IncidentId

_id = attrgetter("id")


@frozen
class IngestSignals:
    """Take in a batch of signals that passed validation, in their order of arrival.

    Identities are locked in sorted order before their alerts are read, so that two batches
    neither miss nor deadlock each other. Several triggers of one identity in one batch are
    folded: a trigger after a resolve opens a new alert and a new incident, also where it was the
    incident that a person, or a timer, resolved while the source went on firing. All signals are
    taken in order of arrival, whatever their identity: alerts of one group end one incident and
    begin another as they would one by one.
    """

    async def __call__(
        self,
        work: Work,
        signals: Sequence[Signal],
        unreadable: Sequence[UnreadableSignal] = (),
    ) -> None:
        """Write what the batch makes of alerts; incidents and pages follow as consequences."""
        arrived = _keyed(signals, work)
        current = await work.alerts.lock_identities({identity for identity, _ in arrived})
        placing = await open_placing(work, arrived, current)
        placing.over |= await _over(work, current.values())
        ended = await _ended_episodes(work, arrived, current)
        folds = {
            identity: Fold(current.get(identity), work.now, work.ids, placing, ended.get(identity))
            for identity, _ in arrived
        }
        _take(folds, arrived, placing.over)
        opened, changed, events = [], [], []
        for fold in folds.values():
            opened += fold.opened
            changed += fold.changed
            events += fold.events
        # In order of arrival, which is that of their ids: incidents are numbered so.
        work.record(*sorted(events, key=_id))
        if opened:
            await work.alerts.add_many(opened)
        if changed:
            await work.alerts.save_many(changed)
        before, after = current.values(), [*opened, *changed]
        await keep_suppressions(work, before, after, placing.suppressions)
        if unreadable:
            await work.unreadable_signals.add_many(unreadable)


async def _over(work: Work, firing: Iterable[Alert]) -> frozenset[IncidentId]:
    """Return the incidents that are over while alerts still fire for them."""
    incidents = {alert.incident_id for alert in firing}
    if not incidents:
        return frozenset()
    statuses = await work.incidents.statuses(incidents)
    return frozenset(found for found, status in statuses.items() if not status.is_open)


def _take(
    folds: Mapping[AlertIdentity, Fold],
    arrived: Iterable[tuple[AlertIdentity, Signal]],
    over: Collection[IncidentId],
) -> None:
    """Let each signal be taken by the fold of its identity, in order of arrival.

    Args:
        folds: By identity; finished afterwards.
        arrived: The signals with their identities.
        over: The incidents that are over; grows while signals are taken.
    """
    for identity, signal in arrived:
        fold = folds[identity]
        firing = fold.current
        if firing and signal.action is SignalAction.TRIGGER and firing.incident_id in over:
            fold.take(_end_before(signal))
        fold.take(signal)
    for fold in folds.values():
        fold.finish()


def _end_before(trigger: Signal) -> Signal:
    """Return the old alert's end, to be put before a trigger.

    No sender said that end, so it ends no firing the sender has a name for: the trigger is not
    taken for a late repetition of it.
    """
    return evolve(trigger, action=SignalAction.RESOLVE, episode=None)


async def _ended_episodes(
    work: Work,
    arrived: Iterable[tuple[AlertIdentity, Signal]],
    current: Mapping[AlertIdentity, Alert],
) -> Mapping[AlertIdentity, str]:
    """Return the ended firings this batch may repeat; mostly there is nothing to ask."""
    asked = {
        identity: None
        for identity, signal in arrived
        if signal.episode is not None and identity not in current
    }
    return await work.alerts.ended_episodes(asked) if asked else {}


def _keyed(signals: Iterable[Signal], work: Work) -> list[tuple[AlertIdentity, Signal]]:
    """Return each signal with its identity, in order of arrival."""
    keyed: list[tuple[AlertIdentity, Signal]] = []
    for signal in signals:
        # A signal without a key is about something no other signal is about.
        key = signal.dedup_key if signal.dedup_key is not None else str(work.ids())
        told = signal if signal.dedup_key is not None else evolve(signal, dedup_key=key)
        keyed.append((AlertIdentity(signal.integration_id, key), told))
    return keyed
