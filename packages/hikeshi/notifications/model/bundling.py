"""Many messages to one place become few: the first go at once, the others go together.

A *window* begins with the first message to a place. Its first messages go at once and alone; what
comes after waits for the window's end and goes as one message, which opens the next window. A
service the window has not spoken of waits a few seconds at most. Pages of the worst severity stand
outside of all this.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from attrs import evolve, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, NotificationId, ServiceId
from hikeshi.notifications.model.notification import Notification, Purpose

#: Kinds that speak to programs, which want every page by itself.
PROGRAM_KINDS = frozenset({"console", "webhook"})
#: More than so many are never named in one message.
MOST_TOGETHER = 1_000
WAITS = "waits to go out in one message with others"
_LONGEST_WINDOW = timedelta(hours=1)


@frozen(kw_only=True)
class Bundling:
    """How an organisation wants messages gathered.

    Args:
        messages: So many of a window go at once and alone.
        window: How long a window lasts; zero = nothing is ever gathered.
        new_service: How long what a window has not spoken of waits at most.
        kinds: Kinds of contact method it holds for; nothing = all that reach people.
    """

    messages: int = 3
    window: timedelta = timedelta(seconds=60)
    new_service: timedelta = timedelta(seconds=3)
    kinds: tuple[str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        if self.messages < 1:
            raise InvalidError.at("/messages", "must be at least 1: the first page goes at once")
        if not timedelta(0) <= self.window <= _LONGEST_WINDOW:
            raise InvalidError.at("/window_seconds", "must be from 0 (off) to 3600")
        if not timedelta(0) <= self.new_service <= _LONGEST_WINDOW:
            raise InvalidError.at("/new_service_seconds", "must be from 0 (never waits) to 3600")

    def gathers(self, notification: Notification) -> bool:
        """Say whether the notification may go out together with others."""
        kinds = self.kinds
        kind = notification.kind
        return (
            notification.bundles
            and bool(self.window)
            and (kind in kinds if kinds is not None else kind not in PROGRAM_KINDS)
        )


@frozen
class Place:
    """Where messages of one sort go; a contact method belongs to one person."""

    contact_method_id: ContactMethodId | None
    purpose: Purpose

    @classmethod
    def of(cls, notification: Notification) -> "Place":
        """Return where the notification goes."""
        return cls(notification.contact_method_id, notification.purpose)


@frozen(kw_only=True)
class Pace:
    """The window of a place.

    Args:
        opened_at: When its first message left.
        messages: How many have left in it.
        service_ids: What it has spoken of.
        early_at: When what it has not spoken of leaves together.
    """

    place: Place
    opened_at: datetime
    messages: int = 0
    service_ids: frozenset[ServiceId | None] = frozenset()
    early_at: datetime | None = None


@frozen
class Gathered:
    """What becomes of notifications that could go now.

    Args:
        leaving: They go now; those with the same `bundle_id` as one message.
        waiting: They go later.
        paces: The windows that changed.
    """

    leaving: tuple[Notification, ...]
    waiting: tuple[Notification, ...] = ()
    paces: tuple[Pace, ...] = ()


def places(ready: Iterable[Notification], rules: Bundling) -> frozenset[Place]:
    """Return the places whose windows matter for these."""
    return frozenset(Place.of(n) for n in ready if _is_fresh(n) and rules.gathers(n))


def gather(
    ready: Iterable[Notification],
    paces: Mapping[Place, Pace],
    rules: Bundling,
    now: datetime,
) -> Gathered:
    """Decide which of those that could go now do, which of them together, and which wait.

    What was tried before goes again at once, with those it went with. Windows are read without a
    lock: two workers at one instant may send a message too many, never one too few.
    """
    groups: dict[Place, list[Notification]] = {}
    leaving: list[Notification] = []
    for notification in ready:
        if _is_fresh(notification) and rules.gathers(notification):
            groups.setdefault(Place.of(notification), []).append(notification)
        else:
            leaving.append(notification)
    waiting: list[Notification] = []
    changed: list[Pace] = []
    for place, group in groups.items():
        pace = _current(paces.get(place), place, rules, now)
        window = _Window(pace, rules, now)
        window.take(group)
        leaving += window.leaving
        waiting += window.waiting
        if window.pace != paces.get(place):
            changed.append(window.pace)
    return Gathered(tuple(leaving), tuple(waiting), tuple(changed))


def _is_fresh(notification: Notification) -> bool:
    return notification.attempts == 0 and notification.contact_method_id is not None


def _current(known: Pace | None, place: Place, rules: Bundling, now: datetime) -> Pace:
    if known is None or not known.opened_at <= now < known.opened_at + rules.window:
        return Pace(place=place, opened_at=now)
    return known


class _Window:
    """One window while it decides."""

    def __init__(self, pace: Pace, rules: Bundling, now: datetime) -> None:
        self.pace, self._rules, self._now = pace, rules, now
        self.leaving: list[Notification] = []
        self.waiting: list[Notification] = []

    def take(self, group: list[Notification]) -> None:
        """Decide about those of the window's place."""
        group.sort(key=lambda n: (n.planned_at, n.id))
        if any(n.has_waited for n in group):
            self._send_together(group)
            return
        alone = max(0, self._rules.messages - self.pace.messages)
        for notification in group[:alone]:
            self._leave([notification])
        rest, spoken_of = group[alone:], self.pace.service_ids
        new = [n for n in rest if n.service_id not in spoken_of]
        if self._has_waited_enough(new):
            self._send_together(new)
            rest = [n for n in rest if n.service_id in spoken_of]
        for notification in rest:
            self._wait(notification)

    def _send_together(self, group: list[Notification]) -> None:
        for first in range(0, len(group), MOST_TOGETHER):
            self._leave(group[first : first + MOST_TOGETHER])
        # Where messages had to be gathered, the next ones are, too.
        self.pace = evolve(self.pace, messages=self._rules.messages, early_at=None)

    def _leave(self, together: list[Notification]) -> None:
        leader = min(n.id for n in together) if len(together) > 1 else None
        self.leaving += [_led_by(leader, n) for n in together]
        spoken = self.pace.service_ids.union(n.service_id for n in together)
        self.pace = evolve(self.pace, messages=self.pace.messages + 1, service_ids=spoken)

    def _wait(self, notification: Notification) -> None:
        due_at = self.pace.opened_at + self._rules.window
        if notification.service_id not in self.pace.service_ids:
            due_at = min(due_at, self._early(notification.planned_at))
        # Escalation must not overtake what only waits for others.
        due_at = min(due_at, self._now + (notification.expires_at - self._now) / 2)
        if due_at <= self._now:
            self._leave([notification])
        else:
            self.waiting.append(evolve(notification, due_at=due_at, reason=WAITS))

    def _has_waited_enough(self, new: list[Notification]) -> bool:
        """Say whether what the window has not spoken of has been due for long enough already.

        It has where everybody was busy, or nobody was there: that is waiting, too.
        """
        span = self._rules.new_service
        return bool(span) and any(n.planned_at + span <= self._now for n in new)

    def _early(self, planned_at: datetime) -> datetime:
        if self.pace.early_at is None or self.pace.early_at <= self._now:
            self.pace = evolve(self.pace, early_at=planned_at + self._rules.new_service)
        return self.pace.early_at or self._now


def _led_by(leader: NotificationId | None, notification: Notification) -> Notification:
    if leader is None and not notification.has_waited:
        return notification
    reason = "" if notification.reason == WAITS else notification.reason
    return evolve(notification, bundle_id=leader, reason=reason)
