"""Suites for NotificationRepository, NotificationQueue, DeliveryAttemptRepository,
NotificationRuleRepository, AddressBook.
"""
# ruff: noqa: S101 - a suite asserts

from datetime import UTC, datetime, time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.kernel.condition import Condition, ConditionHours, HolidayCondition
from hikeshi.kernel.ids import HolidaySetId, IncidentId, NotificationId, ServiceId, UserId
from hikeshi.kernel.local_hours import DailyHours, LocalHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Contact, Reach
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notification import (
    QUIET_HOURS,
    Notification,
    NotificationStatus,
    Purpose,
)
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.testing.builders import (
    START,
    a_contact_method,
    a_delivery_attempt,
    a_notification,
    a_notification_rule,
    a_user,
    an_incident,
    new_id,
)
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

MINUTE = timedelta(minutes=1)


def _notification(**changes: Any) -> Notification:
    """Return a notification with every field set."""
    notification = a_notification(
        urgency=Urgency.LOW,
        planned_at=START + MINUTE,
        due_at=START + 2 * MINUTE,
        step=None,
        round=4,
        purpose=Purpose.RESOLVED,
        status=NotificationStatus.SENT,
        outcome=Outcome.ACCEPTED,
        reason="202 from “example.org”",
        attempts=3,
        sent_at=START + 3 * MINUTE,
        lease_until=START + 4 * MINUTE,
        is_fallback=True,
        service_id=ServiceId(new_id()),
        bundles=True,
        bundle_id=NotificationId(new_id()),
    )
    return evolve(notification, **changes)


async def add(transactions: Transactions, *notifications: Notification) -> None:
    """Write notifications in a work of their own."""
    await transactions.run(lambda work: work.notifications.add_many(notifications))


async def add_with_incidents(transactions: Transactions, *notifications: Notification) -> None:
    """Write notifications and the incidents they are about."""
    incidents = [an_incident(id=found) for found in {n.incident_id for n in notifications}]
    await transactions.run(lambda work: work.incidents.add_many(incidents))
    await add(transactions, *notifications)


async def lock_due(
    transactions: Transactions, now: datetime, limit: int
) -> list[tuple[Notification, str]]:
    """Lock what is due in a work of its own."""
    return list(await transactions.run(lambda work: work.notification_queue.lock_due(now, limit)))


async def read(transactions: Transactions, *ids: NotificationId) -> list[Notification]:
    """Return notifications as a new work sees them."""
    return list((await transactions.run(lambda work: work.notifications.get_many(ids))).values())


async def keeps_every_field(transactions: Transactions) -> None:
    """What is read equals what was written, in the order of ids."""
    full, plain = _notification(), a_notification(contact_method_id=None)
    await add(transactions, plain, full)

    assert await read(transactions, plain.id, full.id, NotificationId(new_id())) == [full, plain]


async def saves_what_attempts_change(transactions: Transactions) -> None:
    """Claims, outcomes and later due times are written."""
    first, second = a_notification(), a_notification()
    failed = DeliveryReport(outcome=Outcome.RETRYABLE, reason="451")
    claimed = first.claimed(START, MINUTE)
    again = second.claimed(START, MINUTE).reported(failed, START)
    await add(transactions, first, second)
    await transactions.run(lambda work: work.notifications.save_many([again, claimed]))

    assert await read(transactions, first.id, second.id) == [claimed, again]


async def locks_those_that_exist(transactions: Transactions) -> None:
    """Locking returns the notifications that exist, in the order of their ids."""
    first, second = a_notification(), a_notification()
    await add(transactions, first, second)

    async def lock(work: Any) -> Any:
        waiting = await work.notifications.lock_many(
            [second.id, NotificationId(new_id()), first.id]
        )
        return waiting, await work.notifications.lock_many([first.id], skip_locked=True)

    found, skipping = await transactions.run(lock)

    assert list(found.items()) == [(first.id, first), (second.id, second)]
    assert skipping == {first.id: first}


async def expires_what_is_open(transactions: Transactions) -> None:
    """Open pages an expiry covers are given up for its reason; the rest stays as it is."""
    incident, ana = IncidentId(new_id()), UserId(new_id())
    pending = a_notification(incident_id=incident)
    sending = a_notification(incident_id=incident).claimed(START, MINUTE)
    sent = evolve(_notification(purpose=Purpose.PAGE), incident_id=incident)
    farewell = a_notification(incident_id=incident, purpose=Purpose.RESOLVED)
    elsewhere = a_notification()
    hers = a_notification(user_id=ana)
    others = a_notification(incident_id=hers.incident_id)
    everything = (pending, sending, sent, farewell, elsewhere, hers, others)
    expiries = [
        Expiry(incident_id=incident, reason="acknowledged"),
        Expiry(incident_id=incident, reason="too late to matter"),
        Expiry(incident_id=hers.incident_id, reason="escalated", user_id=ana),
    ]
    await add(transactions, *everything)
    await transactions.run(lambda work: work.notifications.expire_open(expiries))

    expected = {
        pending.id: pending.expired("acknowledged"),
        sending.id: sending.expired("acknowledged"),
        hers.id: hers.expired("escalated"),
    }
    found = await read(transactions, *(each.id for each in everything))
    assert found == [expected.get(each.id, each) for each in everything]


async def leaves_what_waits_for_quiet_hours_to_end(transactions: Transactions) -> None:
    """A page of others leaves it, one of the same person replaces it; a first try ends that."""
    incident, ana, ben = IncidentId(new_id()), UserId(new_id()), UserId(new_id())
    quiet = {"incident_id": incident, "reason": QUIET_HOURS}
    anas, bens = a_notification(user_id=ana, **quiet), a_notification(user_id=ben, **quiet)
    tried = evolve(a_notification(user_id=ben, **quiet), attempts=1)
    plain = a_notification(user_id=ben, incident_id=incident)
    everything = (anas, bens, tried, plain)
    expiry = Expiry(incident_id=incident, reason="escalated", replaced=frozenset({ana}))
    await add(transactions, *everything)
    await transactions.run(lambda work: work.notifications.expire_open([expiry]))

    found = await read(transactions, *(each.id for each in everything))
    over = (anas.expired("escalated"), bens, tried.expired("escalated"), plain.expired("escalated"))
    assert found == list(over)


async def expires_nothing_for_nothing(transactions: Transactions) -> None:
    """Without expiries nothing is given up."""
    notification = a_notification()
    await add(transactions, notification)
    await transactions.run(lambda work: work.notifications.expire_open([]))

    assert await read(transactions, notification.id) == [notification]


async def lists_those_of_incidents(transactions: Transactions) -> None:
    """All notifications of the incidents come, oldest first."""
    first = a_notification()
    second = _notification(incident_id=first.incident_id)
    await add(transactions, first, a_notification(), second)

    found = await transactions.run(
        lambda work: work.notifications.of_incidents([first.incident_id])
    )

    assert found == [first, second]


async def finds_what_is_due(transactions: Transactions) -> None:
    """The longest due notifications and lost attempts come, by their ids; others do not."""
    second = a_notification(due_at=START + 2 * MINUTE)
    first = a_notification(due_at=START + MINUTE)
    lost = a_notification(due_at=START).claimed(START, MINUTE)
    running = a_notification(due_at=START).claimed(START, 10 * MINUTE)
    later = a_notification(due_at=START + 9 * MINUTE)
    over = a_notification(due_at=START).expired("acknowledged")
    await add_with_incidents(transactions, second, first, lost, running, later, over)

    found = await lock_due(transactions, START + 3 * MINUTE, 10)

    assert found == [(each, "triggered") for each in (second, first, lost)]
    assert await lock_due(transactions, START + 3 * MINUTE, 1) == [(lost, "triggered")]


async def brings_all_of_one_person_along(transactions: Transactions) -> None:
    """With one notification come all due ones of the same person and incident."""
    first = a_notification(due_at=START)
    unrelated = a_notification(due_at=START + MINUTE)
    same = {"incident_id": first.incident_id, "user_id": first.user_id}
    newer = a_notification(due_at=START + 2 * MINUTE, **same)
    not_yet = a_notification(due_at=START + 9 * MINUTE, **same)
    await add_with_incidents(transactions, first, unrelated, newer, not_yet)

    found = await lock_due(transactions, START + 2 * MINUTE, 1)

    assert found == [(first, "triggered"), (newer, "triggered")]


async def finds_what_the_work_itself_plans(transactions: Transactions) -> None:
    """Due pages of the work appear as soon as added, where its incident had none open."""
    page = a_notification(due_at=START)
    later = a_notification(due_at=START + MINUTE, incident_id=page.incident_id)
    open_one = a_notification(due_at=START)
    other = a_notification(due_at=START, incident_id=open_one.incident_id)
    await add(transactions, open_one)

    async def plan(work: Any) -> Any:
        assert await work.notification_queue.planned_now(START, 10) == ()
        escalated = [Expiry(incident_id=page.incident_id, reason="escalated")]
        await work.notifications.expire_open(escalated)
        await work.notifications.add_many([page, later, other])
        assert await work.notification_queue.planned_now(START, 0) == ()
        return await work.notification_queue.planned_now(START, 10)

    assert await transactions.run(plan) == (page,)
    found = await transactions.run(lambda work: work.notification_queue.planned_now(START, 10))
    assert found == ()


async def saves_what_the_work_itself_has_added(transactions: Transactions) -> None:
    """A page may begin, or be given up, in the work that plans it; then it is planned no more."""
    first, second = a_notification(due_at=START), a_notification(due_at=START)
    claimed = first.claimed(START, MINUTE)

    async def plan(work: Any) -> Any:
        both = [first.incident_id, second.incident_id]
        await work.notifications.expire_open([Expiry(incident_id=i, reason="old") for i in both])
        await work.notifications.add_many([first, second])
        await work.notifications.save_many([claimed])
        await work.notifications.expire_open(
            [Expiry(incident_id=second.incident_id, reason="resolved")]
        )
        return await work.notification_queue.planned_now(START, 10)

    assert await transactions.run(plan) == ()
    expected = [claimed, second.expired("resolved")]
    assert await read(transactions, first.id, second.id) == expected


async def knows_when_the_next_is_due(transactions: Transactions) -> None:
    """The next instant is the earliest due time or end of a lease, whatever is over."""
    over = a_notification(due_at=START - MINUTE).expired("acknowledged")
    running = a_notification(due_at=START).claimed(START, 2 * MINUTE)
    later = a_notification(due_at=START + 3 * MINUTE)
    await add(transactions, over)
    assert await transactions.run(lambda work: work.notification_queue.next_due_at()) is None

    await add(transactions, later)
    found = await transactions.run(lambda work: work.notification_queue.next_due_at())
    assert found == later.due_at

    await add(transactions, running)
    found = await transactions.run(lambda work: work.notification_queue.next_due_at())
    assert found == running.lease_until


async def keeps_attempts_with_their_evidence(transactions: Transactions) -> None:
    """Attempts are kept from first to last, with what came of them."""
    notification, other = a_notification(), a_notification()
    report = DeliveryReport(
        outcome=Outcome.PERMANENT, reason="no such user", evidence={"status": "550", "text": "“ä”"}
    )
    first = a_delivery_attempt(notification)
    ended = first.ended(report, START + MINUTE)
    second = a_delivery_attempt(notification, number=2)
    await transactions.run(lambda work: work.delivery_attempts.add_many([first]))
    await transactions.run(lambda work: work.delivery_attempts.add_many([second]))
    await transactions.run(lambda work: work.delivery_attempts.save_many([ended]))

    found = await transactions.run(
        lambda work: work.delivery_attempts.of_notifications([notification.id, other.id])
    )

    assert found == {notification.id: [ended, second]}


async def accepts_empty_batches(transactions: Transactions) -> None:
    """Writing no notifications and no attempts does nothing."""
    await add(transactions)
    await transactions.run(lambda work: work.notifications.save_many([]))
    await transactions.run(lambda work: work.delivery_attempts.add_many([]))
    await transactions.run(lambda work: work.delivery_attempts.save_many([]))


def _rule(**changes: Any) -> NotificationRule:
    return evolve(a_notification_rule(urgency=Urgency.LOW, delay=timedelta(minutes=3)), **changes)


_NIGHT = ConditionHours(time_zone="responder", opens=time(22), closes=time(7))
_CONDITION = Condition(
    severities=(Severity.SEV1,),
    times=(_NIGHT,),
    holidays=HolidayCondition(set_id=HolidaySetId(new_id()), on=False),
)


async def lists_the_rules_of_a_person(transactions: Transactions) -> None:
    """A person's rules come oldest first, and nobody else's with them."""
    first = _rule()
    second = _rule(user_id=first.user_id, when=_CONDITION)
    await transactions.run(lambda work: work.notification_rules.save_many([second, first, _rule()]))

    found = await transactions.run(lambda work: work.notification_rules.list_of(first.user_id))

    assert found == [first, second]


async def knows_how_people_are_reached(transactions: Transactions) -> None:
    """The address book holds a person's rules and methods, and nothing about strangers."""
    user, stranger = a_user(), UserId(new_id())
    method = a_contact_method(user_id=user.id)
    rule = a_notification_rule(user_id=user.id, contact_method_id=method.id)
    await transactions.run(lambda work: work.users.save_many([user]))
    await transactions.run(lambda work: work.contact_methods.save_many([method]))
    await transactions.run(lambda work: work.notification_rules.save_many([rule]))

    book = await transactions.run(lambda work: work.address_book())

    reach = Reach(contact_method_id=method.id, kind="console", verified=True)
    known = book.contact(user.id)
    zone = user.time_zone
    assert known == Contact(user_id=user.id, time_zone=zone, rules=(rule,), methods=(reach,))
    assert book.contact(stranger) == Contact(user_id=stranger)
    day = LocalHours(time_zone="UTC", windows=(DailyHours(opens=time(9), closes=time(17)),))
    assert book.almanac.is_open(day, datetime(2026, 1, 5, 9, tzinfo=UTC))


NOTIFICATION_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field,
    saves_what_attempts_change,
    locks_those_that_exist,
    expires_what_is_open,
    leaves_what_waits_for_quiet_hours_to_end,
    expires_nothing_for_nothing,
    lists_those_of_incidents,
    accepts_empty_batches,
)
NOTIFICATION_QUEUE: tuple[Check, ...] = (
    finds_what_is_due,
    brings_all_of_one_person_along,
    finds_what_the_work_itself_plans,
    saves_what_the_work_itself_has_added,
    knows_when_the_next_is_due,
)
DELIVERY_ATTEMPT_REPOSITORY: tuple[Check, ...] = (keeps_attempts_with_their_evidence,)
NOTIFICATION_RULE_REPOSITORY = (
    *documents_checks(lambda work: work.notification_rules, _rule, keyed=False),
    lists_the_rules_of_a_person,
)
ADDRESS_BOOK: tuple[Check, ...] = (knows_how_people_are_reached,)
