"""Checks of silences and maintenance windows: is more kept quiet, or for longer, than meant?"""

from collections.abc import Iterator
from datetime import timedelta

from hikeshi.flow.lints.finding import Finding, warning
from hikeshi.flow.lints.premises import Premises

#: A silence of more than this is rather a rule of its own.
LONGEST_SILENCE = timedelta(days=30)


def check_silences(premises: Premises) -> Iterator[Finding]:
    """Yield silences that match everything, or hold for very long; those that are over are fine."""
    for index, silence in enumerate(premises.directory.silences.values()):
        if silence.ends_at <= premises.window.start:
            continue
        pointer = f"/silences/{index}"
        if silence.matches_everything:
            whose = "alerts of its team" if silence.team_id is not None else "all alerts"
            detail = f"it keeps {whose} quiet: match a label with a value, or say which services"
            yield warning("silence-matches-everything", pointer, detail)
        if silence.ends_at - silence.starts_at > LONGEST_SILENCE:
            days = (silence.ends_at - silence.starts_at).days
            detail = f"it holds for {days} days: end it sooner, or do not send such alerts"
            yield warning("long-silence", f"{pointer}/ends_at", detail)


def check_maintenance_windows(premises: Premises) -> Iterator[Finding]:
    """Yield maintenance windows without an end."""
    for index, window in enumerate(premises.directory.maintenance_windows.values()):
        if window.ends_at is None:
            yield warning(
                "endless-maintenance",
                f"/maintenance_windows/{index}",
                "it has no end, so nobody hears of these services until somebody ends it: "
                "set ends_at",
            )
