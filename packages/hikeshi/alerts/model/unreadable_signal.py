"""A message with a valid key that could not be understood: kept, and made visible."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.ids import IntegrationId


@frozen(kw_only=True)
class UnreadableSignal:
    """A message as it was posted.

    Args:
        body: The first bytes as they came, at most 64 KiB.
        reason: What was wrong with it.
    """

    id: UUID
    integration_id: IntegrationId
    received_at: datetime
    body: bytes
    reason: str


#: Longer bodies are cut: enough to see who sends what.
KEPT_BYTES = 65_536
