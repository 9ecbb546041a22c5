"""Which queues are used."""

import re
from enum import StrEnum

from attrs import frozen

#: A queue's name has at most 80 characters, `.fifo` included (AWS, CreateQueue).
_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,60}")


class QueueKind(StrEnum):
    """What a queue promises about order."""

    STANDARD = "standard"
    FIFO = "fifo"  # what one person is told about one incident stays in order


@frozen(kw_only=True)
class SqsQueues:
    """Where announcements go.

    Args:
        prefix: Stands before the queue's name.
        endpoint_url: Nothing = Amazon's own of the region.
    """

    prefix: str
    endpoint_url: str | None = None
    kind: QueueKind = QueueKind.STANDARD

    @property
    def name(self) -> str:
        """The queue announcements go through."""
        return f"{self.prefix}pages{self._ending}"

    @property
    def dead_name(self) -> str:
        """Where what never ends is put aside, in a queue made by us."""
        return f"{self.prefix}pages-dead{self._ending}"

    @property
    def is_fifo(self) -> bool:
        """Say whether the queue keeps order."""
        return self.kind is QueueKind.FIFO

    @property
    def _ending(self) -> str:
        return ".fifo" if self.is_fifo else ""


def parse_prefix(text: str) -> str:
    """Return the prefix of queue names.

    Raises:
        ValueError: SQS would not take it.
    """
    if not _PREFIX.fullmatch(text):
        raise ValueError(f"must be 1 to 60 letters, digits, hyphens and underscores, not {text!r}")
    return text
