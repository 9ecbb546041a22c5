"""Where signals come from: a sender, its wire format and its key."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import IntegrationId, ServiceId


class IntegrationKind(StrEnum):
    """The wire format a sender speaks."""

    ALERTMANAGER = "alertmanager"
    GENERIC = "generic"
    PAGERDUTY = "pagerduty"


#: Characters of an integration key; PagerDuty clients expect exactly these many.
KEY_LENGTH = 32


@frozen(kw_only=True)
class Integration:
    """A sender allowed to post signals.

    Args:
        service_id: The service its alerts are about; nothing sends them through the routes.
        keys: Secrets that identify the sender: the current one first, then those kept
            alive until removed. 32 characters each.
        mapping: For `generic`: field of a signal → JMESPath expression into the body.
    """

    id: IntegrationId
    kind: IntegrationKind
    name: str
    keys: tuple[str, ...]
    service_id: ServiceId | None = None
    mapping: Mapping[str, str] = field(factory=dict)
    version: int = 1

    @property
    def key(self) -> str:
        """The current secret."""
        return self.keys[0]

    def rotated(self, key: str) -> "Integration":
        """Put a new secret in front; the old one lives on until it is removed."""
        return evolve(self, keys=(key, *self.keys), version=self.version + 1)

    def without_old_keys(self) -> "Integration":
        """Let only the current secret live.

        Raises:
            ConflictError: There is no older secret.
        """
        if len(self.keys) == 1:
            raise ConflictError("The integration has no older key to remove.")
        return evolve(self, keys=self.keys[:1], version=self.version + 1)
