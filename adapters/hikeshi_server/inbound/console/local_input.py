"""Times as browsers post them: `datetime-local`, on the reader's clock."""

from datetime import UTC, datetime

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.console.times import Times

_FORM = "%Y-%m-%dT%H:%M"
_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def written(at: datetime, times: Times) -> str:
    """Return an instant as a `datetime-local` field shows it."""
    return times.local(at).strftime(_FORM)


def read_local(text: str, times: Times, pointer: str) -> datetime:
    """Return the instant a `datetime-local` field names; of two the first.

    Raises:
        InvalidError: It names none.
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        raise InvalidError.at(pointer, "must be a date and a time such as 2026-01-05T03:10")
    return local.replace(tzinfo=times.zone, fold=0).astimezone(UTC)
