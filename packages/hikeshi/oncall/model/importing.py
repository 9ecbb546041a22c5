"""What an import changes about a schedule: nothing the second time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.ids import OverrideId, UserId
from hikeshi.oncall.model.occurrence import Occurrence, event_of
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.schedule import Schedule


class ImportOutcome(StrEnum):
    """What became of an occurrence."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # cancelled, or its event takes place at other times now
    OVER = "over"  # edits never change the past
    SKIPPED = "skipped"  # nobody was found for it


@frozen(kw_only=True)
class MatchedOccurrence:
    """An occurrence and the person it is about; nobody where none was found."""

    occurrence: Occurrence
    user: UserId | None
    reason: str | None = None


@frozen(kw_only=True)
class ImportDecision:
    """The schedule after an import, and what that takes.

    Args:
        outcomes: One for each occurrence, in order.
        added: Overrides that are new, or stand in place of removed ones.
        removed: Overrides that ended.
    """

    schedule: Schedule
    outcomes: tuple[ImportOutcome, ...]
    added: tuple[Override, ...]
    removed: tuple[Override, ...]

    def at_version(self, version: int) -> Schedule:
        """Return the schedule as one edit, whatever it took to get there."""
        return evolve(self.schedule, version=version)


def decide_import(
    schedule: Schedule,
    matched: Sequence[MatchedOccurrence],
    now: datetime,
    new_id: Callable[[], OverrideId],
) -> ImportDecision:
    """Return what the occurrences make of a schedule; its past stays as it is.

    An occurrence keeps its override by UID and RECURRENCE-ID. What its event no longer has is
    taken back; overrides of events that are not in the file stay.
    """
    live: dict[str | None, Override] = {
        o.source: o for o in schedule.overrides if o.source is not None and o.end > now
    }
    outcomes: list[ImportOutcome] = []
    adding: list[Override] = []
    removed: list[Override] = []
    for entry in matched:
        known = live.get(entry.occurrence.source)
        outcome = _outcome(entry, known, now)
        outcomes.append(outcome)
        if known is not None and outcome in {ImportOutcome.REPLACED, ImportOutcome.REMOVED}:
            removed.append(known)
        if outcome in {ImportOutcome.ADDED, ImportOutcome.REPLACED}:
            adding.append(_override(entry, new_id()))
    removed += _vanished(live, matched)
    for override in removed:
        if override.id is not None:
            schedule = schedule.remove_override(override.id, now)
    for override in adding:
        schedule = schedule.add_override(override, now)
    added = schedule.overrides[len(schedule.overrides) - len(adding) :]
    return ImportDecision(
        schedule=schedule, outcomes=tuple(outcomes), added=added, removed=tuple(removed)
    )


def _outcome(entry: MatchedOccurrence, known: Override | None, now: datetime) -> ImportOutcome:
    occurrence = entry.occurrence
    if occurrence.cancelled:
        return ImportOutcome.OVER if known is None else ImportOutcome.REMOVED
    if entry.user is None:
        return ImportOutcome.SKIPPED
    if occurrence.end <= now:
        return ImportOutcome.OVER if known is None else ImportOutcome.REMOVED
    if known is None:
        return ImportOutcome.ADDED
    same = (known.user, known.end, max(known.start, now)) == (
        entry.user,
        occurrence.end,
        max(occurrence.start, now),
    )
    return ImportOutcome.UNCHANGED if same else ImportOutcome.REPLACED


def _override(entry: MatchedOccurrence, override_id: OverrideId) -> Override:
    occurrence = entry.occurrence
    if entry.user is None:
        raise ValueError("an override is of a person")
    override = Override(occurrence.start, occurrence.end, entry.user)
    return evolve(override, id=override_id, source=occurrence.source)


def _vanished(
    live: Mapping[str | None, Override], matched: Sequence[MatchedOccurrence]
) -> list[Override]:
    events = {entry.occurrence.uid for entry in matched}
    present = {entry.occurrence.source for entry in matched}
    return [
        override
        for source, override in live.items()
        if event_of(source) in events and source not in present
    ]
