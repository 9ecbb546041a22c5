"""Where the console method writes: the server's log."""

from collections.abc import Mapping

import structlog

_log = structlog.get_logger("hikeshi.pages")


class PageLog:
    """Writes one line for each page."""

    def write(self, event: str, line: Mapping[str, object]) -> None:
        """Write the line; it is in the log when this returns."""
        _log.info(event, **line)
