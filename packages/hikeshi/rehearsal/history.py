"""What senders and people once did, a JSON object a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from hikeshi.alerts.model.signal import SignalAction
from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.severity import Severity

_CONVERTER = json_converter()


class FaultyLineError(InvalidError):
    """A line of the history is wrong."""

    def __init__(self, number: int, error: InvalidError) -> None:
        """Take the number of the line, from 1, and what is wrong in it."""
        self.number = number
        super().__init__(error.said, faults=error.faults)


@frozen(kw_only=True)
class PastEvent:
    """Something that happened to an alert.

    Args:
        at: When.
        dedup_key: Which alert of the sender; exact, case-sensitive.
        integration: Name of the sender.
        service: Key of the service, for senders that have gone or were never known.
        by: Key of the person who acknowledged; nothing = the sender itself.
    """

    at: datetime
    dedup_key: str
    action: SignalAction = SignalAction.TRIGGER
    integration: str | None = None
    service: str | None = None
    severity: Severity | None = None
    title: str = ""
    labels: Mapping[str, str] = field(factory=dict)
    by: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.integration is None and self.service is None:
            raise InvalidError.at("/integration", "is required, or service: who sent it")


def read_history(lines: Iterable[str | bytes]) -> Iterator[tuple[int, PastEvent]]:
    """Yield each event with the number of its line, from 1; blank lines are passed.

    Raises:
        FaultyLineError: A line is no JSON object of this shape, or earlier than the one above it.
    """
    last: datetime | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            event = _read(line)
        except InvalidError as error:
            raise FaultyLineError(number, error) from error
        if last is not None and event.at < last:
            late = InvalidError.at("/at", "is earlier than the line above it: sort the lines by at")
            raise FaultyLineError(number, late)
        last = event.at
        yield number, event


def _read(line: str | bytes) -> PastEvent:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidError("is no JSON", faults=(Fault("", "is no JSON object"),)) from None
    return structure(_CONVERTER, value, PastEvent)
