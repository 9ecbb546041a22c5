"""Everything the doors for Slack are put together from."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from attrs import field, frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.inbound.http.idempotency import IdempotencyKeys
from hikeshi_server.inbound.http.slack.people import SlackPeople

#: Of what tells one request from another: a signature has 67 characters, an id of Slack fewer.
LONGEST_ONCE = 200


class Seen(Protocol):
    """Knows requests again."""

    async def was_seen(self, callback_id: str) -> bool:
        """Say whether this was taken in before."""
        ...

    async def mark_seen(self, callback_id: str) -> None:
        """Remember that this was taken in."""
        ...


class Verb(Protocol):
    """A use case a single button asks for."""

    def __call__(self, work: Work, incident_id: IncidentId, *, by: Actor) -> Awaitable[Incident]:
        """Do it as `by`."""
        ...


@frozen(kw_only=True)
class SlackParts:
    """What the doors need.

    Args:
        seen: Remembers for longer than a signature is believed.
        verbs: `acknowledge`, `escalate` and `resolve`, by those names.
        incident_of_number: Finds the incident people call by that number.
        whisper: Says something in a conversation that one member sees: channel, member, text.
        link_url: Where a member nobody knows says who they are.
        signing_secret: Nothing where nothing is posted: then nothing posted is believed.
    """

    transactions: Transactions
    clock: Clock
    people: SlackPeople
    verbs: Mapping[str, Verb]
    page_by_hand: PageByHand
    seen: Seen
    idempotency_keys: IdempotencyKeys
    incident_of_number: Callable[[int], Awaitable[Incident | None]]
    whisper: Callable[[str, str, str], Awaitable[None]]
    link_url: Callable[[str], str]
    signing_secret: str | None = field(repr=False)
