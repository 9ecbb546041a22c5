"""When people of a service are at work: outside, what is not severe waits for the morning."""

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class SupportHours(LocalHours):
    """Outside them a new incident has a low urgency, until they begin.

    Args:
        always_high: Severities that have a high urgency at any time.
    """

    always_high: tuple[Severity, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.windows:
            raise InvalidError.at("/windows", "must hold at least one window of the week")
