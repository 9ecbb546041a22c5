"""What a sender posts, in one shape whatever the sender speaks."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from hikeshi.kernel.ids import IntegrationId
from hikeshi.kernel.severity import Severity


class SignalAction(StrEnum):
    """What the sender wants."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


#: Deduplication key of everything an integration sent that could not be understood.
UNREADABLE_KEY = "hikeshi:unreadable-signal"


@frozen(kw_only=True)
class Signal:
    """One message of a sender about one thing.

    Args:
        integration_id: Which sender; together with `dedup_key` the identity of the alert.
        dedup_key: Exact and case-sensitive; nothing = never the same as any other.
        severity: As the sender says it; nothing = the integration's default applies.
        labels: What identifies and routes the alert.
        annotations: What describes it.
        payload: The message as it was posted, as JSON builtins.
        starts_at: When the trouble began, as the sender says.
        episode: Names one uninterrupted firing, where the format has such a name: repeated after
            its end, by a replica that lags behind, it is no new trouble.
        unreadable: The message could not be understood; it is kept raw in `payload`.
    """

    integration_id: IntegrationId
    action: SignalAction
    dedup_key: str | None = None
    severity: Severity | None = None
    title: str = ""
    source: str = ""
    labels: Mapping[str, str] = field(factory=dict)
    annotations: Mapping[str, str] = field(factory=dict)
    payload: Any = None
    starts_at: datetime | None = None
    episode: str | None = None
    unreadable: bool = False
