"""What deliveries have shown about contact methods, and what that means for who relies on them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.notifications.queries import MeasuredMethod
from hikeshi.teams.model.contact_method import ContactMethod

#: So far back deliveries are looked at.
LOOKED_BACK = timedelta(days=90)
#: A method that brought nothing for longer may have ceased to work unnoticed.
PROVEN_FOR = timedelta(days=30)
#: What is slower than that is no way to wake somebody.
SLOW = timedelta(minutes=1)

Measured = Mapping[ContactMethodId, MeasuredMethod]


def methods_of(directory: Directory, user_id: UserId) -> tuple[ContactMethod, ...]:
    """Return a person's contact methods, oldest first."""
    return tuple(m for m in directory.contact_methods if m.user_id == user_id)


def proof_warnings(
    directory: Directory, user_id: UserId, measured: Measured, now: datetime
) -> tuple[str, ...]:
    """Return what deliveries say against the verified methods pages of a person go by."""
    return tuple(
        warning
        for method in methods_of(directory, user_id)
        if method.verified
        for warning in _of_method(method, measured.get(method.id), now)
    )


def _of_method(method: ContactMethod, found: MeasuredMethod | None, now: datetime) -> Iterator[str]:
    what = f"{method.key} ({method.kind})"
    last = found.last_sent_at if found is not None else None
    if last is None:
        yield f"{what} brought nothing in the last {LOOKED_BACK.days} days: send a page to prove it"
    elif now - last > PROVEN_FOR:
        yield f"{what} has not been proven for {(now - last).days} days: send a page to prove it"
    if found is None:
        return
    failed = found.last_failed_at
    if failed is not None and (last is None or failed > last):
        yield f"the last page by {what} failed: {found.last_failure or 'no reason was given'}"
    if found.p95 is not None and found.p95 > SLOW:
        seconds = int(found.p95.total_seconds())
        yield f"of the pages by {what} one in twenty took {seconds} s or longer"
