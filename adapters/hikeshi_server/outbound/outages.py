"""Whether something we can do without is there."""

from collections.abc import Callable

import structlog
from attrs import define

_log = structlog.get_logger(__name__)


def _nobody(name: str, away: bool) -> None:
    del name, away


@define
class Outages:
    """Keeps in mind why something cannot be relied on, and tells when that changes.

    Args:
        name: What it is.
        tell: Is told the name, and whether it is away.
        trouble: Why it is away; nothing while it is there.
    """

    name: str
    tell: Callable[[str, bool], None] = _nobody
    trouble: str | None = None

    def begin(self, reason: str) -> None:
        """Note that it is away."""
        if self.trouble is None:
            _log.warning("done_without", what=self.name, reason=reason)
        self.trouble = reason
        self.tell(self.name, True)

    def end(self) -> None:
        """Note that it is there."""
        if self.trouble is not None:
            _log.info("there_again", what=self.name)
        self.trouble = None
        self.tell(self.name, False)
