"""Signals come in: a batch is folded, placed and written, all senders side by side."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.folding import Fold
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.flow.suppressing import keep_suppressions, open_placing
from hikeshi.flow.work import Work


@frozen
class IngestSignals:
    """Take in a batch of signals that passed validation, in their order of arrival.

    Identities are locked in sorted order before their alerts are read, so that two batches
    neither miss nor deadlock each other. Several triggers of one identity in one batch are
    folded: a trigger after a resolve opens a new alert and a new incident, also where it was the
    incident that a person, or a timer, resolved while the source went on firing.
    """

    async def __call__(
        self,
        work: Work,
        signals: Sequence[Signal],
        unreadable: Sequence[UnreadableSignal] = (),
    ) -> None:
        """Write what the batch makes of alerts; incidents and pages follow as consequences."""
        runs = _by_identity(signals, work)
        current = await work.alerts.lock_identities(runs)
        placing = await open_placing(work, signals, current.values())
        over = await _over(work, current.values())
        ended = await _ended_episodes(work, runs, current)
        opened, changed = [], []
        for identity, arrived in runs.items():
            run = _ending_before(arrived) if identity in over else arrived
            fold = Fold(
                current.get(identity), work.now, work.ids, placing, ended.get(identity)
            ).apply(run)
            opened += fold.opened
            changed += fold.changed
            work.record(*fold.events)
        if opened:
            await work.alerts.add_many(opened)
        if changed:
            await work.alerts.save_many(changed)
        before, after = current.values(), [*opened, *changed]
        await keep_suppressions(work, before, after, placing.suppressions)
        if unreadable:
            await work.unreadable_signals.add_many(unreadable)


async def _over(work: Work, firing: Iterable[Alert]) -> frozenset[AlertIdentity]:
    """Return the identities whose alert still fires for an incident that is over."""
    incidents = {alert.identity: alert.incident_id for alert in firing}
    if not incidents:
        return frozenset()
    statuses = await work.incidents.statuses(set(incidents.values()))
    return frozenset(
        identity
        for identity, incident_id in incidents.items()
        if incident_id in statuses and not statuses[incident_id].is_open
    )


def _ending_before(run: Sequence[Signal]) -> Sequence[Signal]:
    """Return the signals with the old alert's end put before the first trigger.

    No sender said that end, so it ends no firing the sender has a name for: the trigger is not
    taken for a late repetition of it.
    """
    for place, signal in enumerate(run):
        if signal.action is SignalAction.TRIGGER:
            end = evolve(signal, action=SignalAction.RESOLVE, episode=None)
            return [*run[:place], end, *run[place:]]
    return run


async def _ended_episodes(
    work: Work,
    runs: Mapping[AlertIdentity, Sequence[Signal]],
    current: Mapping[AlertIdentity, Alert],
) -> Mapping[AlertIdentity, str]:
    """Return the ended firings this batch may repeat; mostly there is nothing to ask."""
    asked = [
        identity
        for identity, run in runs.items()
        if identity not in current and any(signal.episode is not None for signal in run)
    ]
    return await work.alerts.ended_episodes(asked) if asked else {}


def _by_identity(signals: Iterable[Signal], work: Work) -> dict[AlertIdentity, list[Signal]]:
    runs: dict[AlertIdentity, list[Signal]] = {}
    for signal in signals:
        # A signal without a key is about something no other signal is about.
        key = signal.dedup_key if signal.dedup_key is not None else str(work.ids())
        keyed = signal if signal.dedup_key is not None else evolve(signal, dedup_key=key)
        runs.setdefault(AlertIdentity(signal.integration_id, key), []).append(keyed)
    return runs
