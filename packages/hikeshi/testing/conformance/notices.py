"""Suites of NoticeRepository, VerificationRepository and NoticeSender."""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from functools import partial

from attrs import evolve

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.notifications.model.contact import Reach
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NoticeSender
from hikeshi.teams.model.verification import Verification
from hikeshi.testing.builders import START, a_notice, new_id
from hikeshi.testing.conformance import Check

LATER = START + timedelta(minutes=1)
LEASE = timedelta(minutes=1)
WAY = Reach(contact_method_id=ContactMethodId(new_id()), kind="email", verified=True)
REFUSED = DeliveryReport(outcome=Outcome.RETRYABLE, reason="no")


async def _save_notice(work: Work, notice: Notice) -> None:
    await work.notices.save_many([notice])


async def _save_code(work: Work, code: Verification) -> None:
    await work.verifications.save_many([code])


async def keeps_every_field_of_a_notice(transactions: Transactions) -> None:
    """What is read equals what was written, first and after a change."""
    notice = a_notice(
        topic=Topic.VERIFICATION_CODE,
        facts={"title": '火消し “k” \\ "', "incidents": [{"number": 1}]},
        code="012345",
        contact_method_id=ContactMethodId(new_id()),
    )
    again = notice.claimed(WAY, LATER, LEASE).reported(REFUSED, LATER)
    over = again.claimed(WAY, LATER, LEASE).reported(
        DeliveryReport(outcome=Outcome.ACCEPTED, reason="250"), LATER
    )
    found = []
    await transactions.run(lambda work: work.notices.add_many([notice]))
    found.append(await transactions.run(lambda work: work.notices.lock_many([notice.id])))
    for changed in (again, over):
        await transactions.run(partial(_save_notice, notice=changed))
        found.append(await transactions.run(lambda work: work.notices.lock_many([notice.id])))

    assert found == [{notice.id: n} for n in (notice, again, over)]
    assert over.code is None


async def plans_nothing_twice(transactions: Transactions) -> None:
    """Of one person, topic and subject there is one notice, also within one call."""
    first = a_notice(subject="shift 1")
    same = a_notice(user_id=first.user_id, subject="shift 1")
    others = a_notice(user_id=first.user_id, subject="shift 2"), a_notice(subject="shift 1")
    await transactions.run(lambda work: work.notices.add_many([first, same]))
    await transactions.run(lambda work: work.notices.add_many([same, *others]))

    found = await transactions.run(lambda work: work.notices.lock_due(LATER, 9))

    assert {notice.id for notice in found} == {first.id, *(other.id for other in others)}


async def finds_due_notices_longest_due_first(transactions: Transactions) -> None:
    """Pending ones whose time has come and lost attempts are due; what is over never is."""
    late, later = a_notice(due_at=START), a_notice(due_at=LATER)
    future, over = a_notice(due_at=LATER + LEASE), a_notice().expired("dropped")
    lost = a_notice(due_at=START).claimed(WAY, START, timedelta(seconds=1))
    running = a_notice().claimed(WAY, LATER, LEASE)
    written = [late, later, future, over, lost, running]
    await transactions.run(lambda work: work.notices.add_many(written))

    found = await transactions.run(lambda work: work.notices.lock_due(LATER, 9))
    few = await transactions.run(lambda work: work.notices.lock_due(LATER, 1))

    assert {notice.id for notice in found} == {late.id, later.id, lost.id}
    assert (found[-1].id, len(few)) == (later.id, 1)


async def knows_when_the_next_is_due(transactions: Transactions) -> None:
    """The next instant is that of a pending notice or of a lease that runs out."""
    nothing = await transactions.run(lambda work: work.notices.next_due_at())
    pending = a_notice(due_at=LATER + 2 * LEASE)
    await transactions.run(lambda work: work.notices.add_many([pending]))
    first = await transactions.run(lambda work: work.notices.next_due_at())
    sending = a_notice().claimed(WAY, LATER, LEASE)
    await transactions.run(lambda work: work.notices.add_many([sending]))
    then = await transactions.run(lambda work: work.notices.next_due_at())

    assert (nothing, first, then) == (None, pending.due_at, LATER + LEASE)


async def forgets_old_notices_a_few_at_a_time(transactions: Transactions) -> None:
    """Only notices that expired before are removed, and no more than asked for."""
    old = [a_notice(expires_at=START) for _ in range(3)]
    kept = a_notice(expires_at=LATER)
    await transactions.run(lambda work: work.notices.add_many([*old, kept]))

    gone = [
        await transactions.run(lambda work: work.notices.forget_before(LATER, 2)) for _ in range(3)
    ]
    ids = [notice.id for notice in (*old, kept)]
    left = await transactions.run(lambda work: work.notices.lock_many(ids))

    assert (gone, set(left)) == ([2, 1, 0], {kept.id})


async def knows_what_was_planned_of_late(transactions: Transactions) -> None:
    """Of one person and one topic, from an instant on, oldest first."""
    minute = timedelta(minutes=1)
    first = a_notice(topic=Topic.VERIFICATION_CODE)
    later, old = (
        a_notice(user_id=first.user_id, topic=first.topic, created_at=first.created_at + span)
        for span in (minute, -minute)
    )
    others = [a_notice(topic=first.topic), a_notice(user_id=first.user_id)]
    await transactions.run(lambda work: work.notices.add_many([later, first, old, *others]))
    found = await transactions.run(
        lambda work: work.notices.created_since(first.user_id, first.topic, first.created_at)
    )
    assert list(found) == [first.created_at, later.created_at]


async def keeps_codes(transactions: Transactions) -> None:
    """What is known of a method's code is written anew or over what was there, and removed."""
    first = Verification(contact_method_id=ContactMethodId(new_id()), expires_at=START)
    then = evolve(first.renewed("digest", LATER), tries=2)
    ids = (first.contact_method_id, ContactMethodId(new_id()))
    found = []
    for verification in (first, then):
        await transactions.run(partial(_save_code, code=verification))
        found.append(await transactions.run(lambda work: work.verifications.lock_many(ids)))
    await transactions.run(lambda work: work.verifications.delete_many(ids))

    assert found == [{ids[0]: first}, {ids[0]: then}]
    assert not await transactions.run(lambda work: work.verifications.lock_many(ids))


async def exercise_notice_sender(
    sender: NoticeSender, notice: Notice, recipient: Recipient, *, arrives: bool
) -> DeliveryReport:
    """Check what a NoticeSender says about one notice, twice.

    Args:
        sender: The channel.
        notice: Of any topic.
        recipient: One the test's peer knows, or one nobody can reach.
        arrives: Whether the peer takes it.
    """
    first = await sender.send(notice, recipient)
    again = await sender.send(notice, recipient)
    for report in (first, again):
        assert report.outcome is not Outcome.EXPIRED, "only the core decides that it is too late"
        assert report.outcome.arrived is arrives
        assert report.reason, "people read why"
    return first


NOTICE_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_notice,
    plans_nothing_twice,
    finds_due_notices_longest_due_first,
    knows_when_the_next_is_due,
    forgets_old_notices_a_few_at_a_time,
    knows_what_was_planned_of_late,
)
VERIFICATION_REPOSITORY: tuple[Check, ...] = (keeps_codes,)
