"""What deliveries have shown about contact methods, and what that means for who relies on them."""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.notifications.queries import MeasuredMethod
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod

#: So far back deliveries are looked at.
LOOKED_BACK = timedelta(days=90)
#: A method that brought nothing for longer may have ceased to work unnoticed.
PROVEN_FOR = timedelta(days=30)
#: What is slower than that is no way to wake somebody.
SLOW = timedelta(minutes=1)

#: Where nobody says which channels a server has providers for.
EVERY_KIND = frozenset(kind.value for kind in ContactKind)

Measured = Mapping[ContactMethodId, MeasuredMethod]


class Doubt(StrEnum):
    """What speaks against a contact method: what deliveries showed, and what the server lacks."""

    NO_PROVIDER = "no_provider"  # the server has nobody to send by it
    NOTHING_SENT = "nothing_sent"  # no page went by it of late
    UNPROVEN = "unproven"  # the last one did too long ago
    FAILED = "failed"  # the last one did not get through
    SLOW = "slow"  # it takes too long to wake somebody


def doubts(
    found: MeasuredMethod | None, now: datetime, *, provided: bool = True
) -> tuple[Doubt, ...]:
    """Return what speaks against a method.

    Args:
        found: What its pages have shown; nothing = it had none.
        provided: Whether the server has a provider for its kind.
    """
    if not provided:
        return (Doubt.NO_PROVIDER,)
    return tuple(_doubts(found, now))


def methods_of(directory: Directory, user_id: UserId) -> tuple[ContactMethod, ...]:
    """Return a person's contact methods, oldest first."""
    return tuple(m for m in directory.contact_methods if m.user_id == user_id)


def proof_warnings(
    directory: Directory,
    user_id: UserId,
    measured: Measured,
    now: datetime,
    provided: Container[str] = EVERY_KIND,
) -> tuple[str, ...]:
    """Return what speaks against the verified methods pages of a person go by.

    Args:
        provided: The kinds the server has providers for.
    """
    return tuple(
        warning
        for method in methods_of(directory, user_id)
        if method.verified
        for warning in _of_method(
            method, measured.get(method.id), now, provided=method.kind.value in provided
        )
    )


def _of_method(
    method: ContactMethod, found: MeasuredMethod | None, now: datetime, *, provided: bool
) -> Iterator[str]:
    shown = found or MeasuredMethod(contact_method_id=method.id)
    what = f"{method.key} ({method.kind})"
    for doubt in doubts(found, now, provided=provided):
        yield _WARNINGS[doubt](what, shown, now)


def _doubts(found: MeasuredMethod | None, now: datetime) -> Iterator[Doubt]:
    last = found.last_sent_at if found is not None else None
    if last is None:
        yield Doubt.NOTHING_SENT
    elif now - last > PROVEN_FOR:
        yield Doubt.UNPROVEN
    if found is None:
        return
    failed = found.last_failed_at
    if failed is not None and (last is None or failed > last):
        yield Doubt.FAILED
    if found.p95 is not None and found.p95 > SLOW:
        yield Doubt.SLOW


def _no_provider(what: str, found: MeasuredMethod, now: datetime) -> str:
    del found, now
    return f"nothing leaves by {what}: this server has no provider for it, whoever runs it sets one"


def _nothing_sent(what: str, found: MeasuredMethod, now: datetime) -> str:
    del found, now
    return f"{what} brought nothing in the last {LOOKED_BACK.days} days: send a page to prove it"


def _unproven(what: str, found: MeasuredMethod, now: datetime) -> str:
    days = (now - (found.last_sent_at or now)).days
    return f"{what} has not been proven for {days} days: send a page to prove it"


def _failed(what: str, found: MeasuredMethod, now: datetime) -> str:
    del now
    return f"the last page by {what} failed: {found.last_failure or 'no reason was given'}"


def _slow(what: str, found: MeasuredMethod, now: datetime) -> str:
    del now
    seconds = int((found.p95 or SLOW).total_seconds())
    return f"of the pages by {what} one in twenty took {seconds} s or longer"


#: What is said about a method with a doubt.
_WARNINGS: Mapping[Doubt, Callable[[str, MeasuredMethod, datetime], str]] = {
    Doubt.NO_PROVIDER: _no_provider,
    Doubt.NOTHING_SENT: _nothing_sent,
    Doubt.UNPROVEN: _unproven,
    Doubt.FAILED: _failed,
    Doubt.SLOW: _slow,
}
