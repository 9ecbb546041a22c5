"""Imports of calendars on the wire."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import field, frozen

from hikeshi.oncall.model.importing import ImportDecision, ImportOutcome, MatchedOccurrence


@frozen(kw_only=True)
class CalendarBody:
    """A calendar file: as it is with `Content-Type: text/calendar`, or here as JSON."""

    MEDIA_TYPE: ClassVar[str] = "text/calendar"

    text: str = field(repr=False)


@frozen(kw_only=True)
class ImportOptions:
    """How to import.

    Args:
        skip_unmatched: Import the others when some events name nobody.
        dry_run: Only say what would be done.
    """

    skip_unmatched: bool = False
    dry_run: bool = False


@frozen(kw_only=True)
class ImportedEventView:
    """What became of one occurrence.

    Args:
        line: Where its event begins in the file.
        user: The person's key; nothing where nobody was found.
        reason: Why nobody was.
    """

    line: int
    uid: str
    summary: str
    start: datetime
    end: datetime
    user: str | None
    outcome: ImportOutcome
    reason: str | None


@frozen(kw_only=True)
class OverrideImport:
    """What an import did.

    Args:
        removed: Overrides taken back: of cancelled occurrences, and of those an event lost.
    """

    added: int
    replaced: int
    unchanged: int
    removed: int
    over: int
    skipped: int
    events: tuple[ImportedEventView, ...]


def import_view(
    made: ImportDecision, matched: tuple[MatchedOccurrence, ...], keys: Mapping[UUID, str]
) -> OverrideImport:
    """Return what an import did as it is answered."""
    counts = Counter(made.outcomes)
    pairs = zip(matched, made.outcomes, strict=True)
    return OverrideImport(
        added=counts[ImportOutcome.ADDED],
        replaced=counts[ImportOutcome.REPLACED],
        unchanged=counts[ImportOutcome.UNCHANGED],
        removed=len(made.removed) - counts[ImportOutcome.REPLACED],
        over=counts[ImportOutcome.OVER],
        skipped=counts[ImportOutcome.SKIPPED],
        events=tuple(_event(entry, outcome, keys) for entry, outcome in pairs),
    )


def _event(
    entry: MatchedOccurrence, outcome: ImportOutcome, keys: Mapping[UUID, str]
) -> ImportedEventView:
    occurrence = entry.occurrence
    return ImportedEventView(
        line=occurrence.line,
        uid=occurrence.uid,
        summary=occurrence.summary,
        start=occurrence.start,
        end=occurrence.end,
        user=None if entry.user is None else keys.get(entry.user, str(entry.user)),
        outcome=outcome,
        reason=entry.reason,
    )
