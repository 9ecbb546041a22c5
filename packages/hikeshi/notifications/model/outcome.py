"""What can come of an attempt to reach somebody: a closed set, moved by evidence only."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from attrs import field, frozen


class Outcome(StrEnum):
    """What came of it.

    `accepted` is what a provider says when it takes the message on; `delivered` needs proof
    that it arrived. `retryable` may succeed later, `permanent` never will, `expired` is no
    longer wanted (acknowledged, superseded, too late).
    """

    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    RETRYABLE = "retryable"
    PERMANENT = "permanent"
    EXPIRED = "expired"

    @property
    def arrived(self) -> bool:
        """Say whether the provider has it."""
        return self in {Outcome.DELIVERED, Outcome.ACCEPTED}


@frozen(kw_only=True)
class DeliveryReport:
    """What a sender says about one attempt.

    Args:
        outcome: Any but `expired`, which only the core decides.
        reason: One sentence for people: what the provider said.
        evidence: The provider's own words: status codes, ids, texts. No secrets.
        retry_after: How long the provider asks to wait.
        away: The provider does not answer anybody: the person's next method helps meanwhile.
        maybe_taken: Nobody knows whether the provider has it: its answer did not come back.
        bad_address: Nothing can be brought to that address, whichever provider is asked.
        unsubscribed: The person wants nothing more there: the contact method is no way any more.
    """

    outcome: Outcome
    reason: str = ""
    evidence: Mapping[str, str] = field(factory=dict)
    retry_after: timedelta | None = None
    unsubscribed: bool = False
    away: bool = False
    maybe_taken: bool = False
    bad_address: bool = False


def outcome_of_http_status(status: int) -> Outcome:
    """Return what an HTTP answer to a page means.

    2xx = accepted; 408, 425, 429 and 5xx may pass (RFC 9110, section 15; RFC 8470, section
    5.2; RFC 6585, section 4); everything else, redirects included, will not.
    """
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    if status in {408, 425, 429} or status >= 500:
        return Outcome.RETRYABLE
    return Outcome.PERMANENT
