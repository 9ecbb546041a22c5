"""Plugs in how many messages a minute each channel takes, where that is set."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.access.ports import RateLimits
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.paced import Pace, PacedNoticeSender, PacedNotificationSender
from hikeshi_server.outbound.senders import NoticeSenders, Senders

PER = timedelta(minutes=1)
#: More is no limit.
MOST = 1_000_000


def parse_channel_limits(text: str) -> Mapping[str, int]:
    """Return messages a minute by channel, from a text such as `sms=60,slack=50`.

    Raises:
        ValueError: Saying which part is wrong.
    """
    return dict(_parse_limit(part.strip()) for part in text.split(","))


def _parse_limit(text: str) -> tuple[str, int]:
    kind, _, amount = (part.strip() for part in text.partition("="))
    if kind not in set(ContactKind):
        raise ValueError(f"names no channel in {text!r}; there are {', '.join(ContactKind)}")
    if not (amount.isascii() and amount.isdecimal() and 1 <= int(amount) <= MOST):
        raise ValueError(f"must say messages a minute, such as {kind}=60, not {text!r}")
    return kind, int(amount)


def paced(senders: Senders, limits: RateLimits, most: Mapping[str, int]) -> Senders:
    """Return the channels of pages at their pace."""
    return evolve(
        senders,
        by_kind={
            kind: PacedNotificationSender(sender, _pace(limits, kind, most[kind]))
            if kind in most
            else sender
            for kind, sender in senders.by_kind.items()
        },
    )


def paced_notices(
    senders: NoticeSenders, limits: RateLimits, most: Mapping[str, int]
) -> NoticeSenders:
    """Return the channels of notices at the pace they share with pages."""
    return evolve(
        senders,
        by_kind={
            kind: PacedNoticeSender(sender, _pace(limits, kind, most[kind]))
            if kind in most
            else sender
            for kind, sender in senders.by_kind.items()
        },
    )


def _pace(limits: RateLimits, kind: str, amount: int) -> Pace:
    return Pace(limits, RateLimit(kind, amount, PER))
