"""What senders post, read without losing any of it: one module for each format."""

from collections.abc import Callable
from typing import Any

from hikeshi.alerts.model.formats import alertmanager, generic, pagerduty
from hikeshi.alerts.model.formats.parsed import Parsed, unreadable
from hikeshi.alerts.model.formats.severities import default_severity
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IntegrationId

__all__ = ["FORMATS", "Parsed", "UnknownFormatError", "default_severity", "parse", "unreadable"]


class UnknownFormatError(InvalidError):
    """No format of that kind is known."""


#: Kind of integration → how its bodies are read.
FORMATS: dict[str, Callable[[Any, IntegrationId], Parsed]] = {
    "alertmanager": alertmanager.parse,
    "generic": generic.parse,
    "pagerduty": pagerduty.parse,
}


def parse(kind: str, body: Any, integration_id: IntegrationId) -> Parsed:
    """Read a body as that kind of sender means it.

    Args:
        body: Storable builtins, as `decoding` returns them.

    Raises:
        UnknownFormatError: Naming the kinds there are.
    """
    read = FORMATS.get(kind)
    if read is None:
        raise UnknownFormatError(f"“{kind}” is no known format; use one of {', '.join(FORMATS)}.")
    return read(body, integration_id)
