"""A program elsewhere that wants to be told what happens."""

import re
from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.kernel.errors import Fault, InvalidError, Sentence
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.errors import NoOlderSecretError

_TYPE = re.compile(r"[a-z]+\.(?:\*|[a-z_]+)")
_URL = re.compile(r"https?://[^/\s]+\S*")
LONGEST_NAME = 255
LONGEST_URL = 2_000


@frozen(kw_only=True)
class Subscription:
    """A program elsewhere that wants to be told what happens.

    Args:
        types: Names such as `incident.acknowledged`, or families such as `incident.*`.
        secrets: Signing secrets (`whsec_…`), the newest first; messages are signed with each,
            so that a receiver may change over at its own pace (Standard Webhooks).
        active: Whether it is told; what happens meanwhile waits for it.
        disabled_reason: Why Hikeshi itself stopped telling it; empty otherwise.
    """

    id: SubscriptionId
    name: str
    url: str
    types: tuple[str, ...]
    secrets: tuple[str, ...] = ()
    active: bool = True
    disabled_reason: str = ""
    version: int = 1

    def wants(self, name: str) -> bool:
        """Say whether facts of this name are wanted."""
        return name in self.types or f"{name.partition('.')[0]}.*" in self.types

    def rotated(self, secret: str) -> "Subscription":
        """Return it with a new secret in front; older ones sign on until they are removed."""
        return evolve(self, secrets=(secret, *self.secrets), version=self.version + 1)

    def without_older_secrets(self) -> "Subscription":
        """Return it with its newest secret only.

        Raises:
            NoOlderSecretError: There is no other.
        """
        if len(self.secrets) < 2:
            raise NoOlderSecretError
        return evolve(self, secrets=self.secrets[:1], version=self.version + 1)

    def disabled(self, reason: str) -> "Subscription":
        """Return it as one that is told no more."""
        return evolve(self, active=False, disabled_reason=reason, version=self.version + 1)


@frozen(kw_only=True)
class Progress:
    """How far a subscription has been told.

    Args:
        position: Everything in the journal up to here was looked at for it.
        failing_since: When the first of the attempts failed that failed without a break;
            nothing while things go well.
    """

    subscription_id: SubscriptionId
    position: int
    failing_since: datetime | None = None


@frozen(kw_only=True)
class SubscriptionDraft:
    """The fields of a subscription that people edit."""

    name: str
    url: str
    types: tuple[str, ...]
    active: bool = True

    def __attrs_post_init__(self) -> None:
        faults = [*self._text_faults(), *_type_faults(self.types)]
        if faults:
            raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=tuple(faults))

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionDraft":
        """Return the draft of a subscription as it is."""
        return cls(
            name=subscription.name,
            url=subscription.url,
            types=subscription.types,
            active=subscription.active,
        )

    def _text_faults(self) -> Sequence[Fault]:
        faults = []
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            faults.append(
                Fault("/name", Sentence("must be 1 to {most} characters", most=LONGEST_NAME))
            )
        if not _URL.fullmatch(self.url) or len(self.url) > LONGEST_URL:
            faults.append(Fault("/url", "must be a URL such as https://example.org/hikeshi"))
        return faults


def _type_faults(types: Sequence[str]) -> Sequence[Fault]:
    if not types:
        return [Fault("/types", "must name at least one, such as incident.*")]
    return [
        Fault(f"/types/{place}", "must look like incident.acknowledged or incident.*")
        for place, name in enumerate(types)
        if not _TYPE.fullmatch(name)
    ]
