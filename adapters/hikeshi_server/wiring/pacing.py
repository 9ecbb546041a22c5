"""Plugs in how many messages channels and providers take, where that is set."""

import re
from collections.abc import Mapping

from attrs import evolve

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.access.ports import RateLimits
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.providers.breakers import BY_HOST
from hikeshi_server.outbound.providers.gate import PER
from hikeshi_server.outbound.providers.paced import (
    Pace,
    PacedNoticeSender,
    PacedNotificationSender,
)
from hikeshi_server.outbound.senders import NoticeSenders, Senders

#: More is no limit.
MOST = 1_000_000
#: More messages at once than this no provider is sent: so many connections HTTP has for each.
MOST_AT_ONCE = 20
#: Those that have numbers: each stands for itself.
_NUMBERED = re.compile(r"(smtp|twilio)(-[2-9])?")
#: All others whose messages at once are counted; of hosts each by itself.
_OTHERS = ("slack", *sorted(BY_HOST))


def parse_channel_limits(text: str) -> Mapping[str, int]:
    """Return messages a minute by channel or provider, from a text such as `sms=60,smtp-2=9`.

    Raises:
        ValueError: Saying which part is wrong.
    """
    return dict(_parse_limit(part.strip()) for part in text.split(","))


def parse_concurrency(text: str) -> Mapping[str, int]:
    """Return messages under way at once by provider, from a text such as `smtp=5,twilio-2=3`.

    Raises:
        ValueError: Saying which part is wrong.
    """
    return dict(_parse_places(part.strip()) for part in text.split(","))


def most_by_provider(most: Mapping[str, int]) -> Mapping[str, int]:
    """Return of messages a minute what is said of providers, not of channels."""
    return {name: amount for name, amount in most.items() if _NUMBERED.fullmatch(name)}


def _parse_limit(text: str) -> tuple[str, int]:
    name, amount = _split(text)
    if name not in set(ContactKind) and not _NUMBERED.fullmatch(name):
        channels = ", ".join(ContactKind)
        raise ValueError(
            f"names no channel in {text!r}; there are {channels}, and the providers smtp, smtp-2, "
            "twilio, twilio-2 and so on"
        )
    if not _is_number(amount, MOST):
        raise ValueError(f"must say messages a minute, such as {name}=60, not {text!r}")
    return name, int(amount)


def _parse_places(text: str) -> tuple[str, int]:
    name, amount = _split(text)
    if name not in _OTHERS and not _NUMBERED.fullmatch(name):
        raise ValueError(
            f"names no provider in {text!r}; there are smtp, smtp-2, twilio, twilio-2 and so on, "
            f"and {', '.join(_OTHERS)}"
        )
    if not _is_number(amount, MOST_AT_ONCE):
        raise ValueError(
            f"must say messages under way at once, 1 to {MOST_AT_ONCE}, such as {name}=5, "
            f"not {text!r}"
        )
    return name, int(amount)


def _split(text: str) -> tuple[str, str]:
    name, _, amount = (part.strip() for part in text.partition("="))
    return name, amount


def _is_number(text: str, most: int) -> bool:
    # A text of thousands of digits is no number to Python either.
    return text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most


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
