"""Suite of BundleRepository, and of what the queue brings along for bundles."""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.kernel.ids import ContactMethodId, NotificationId, ServiceId
from hikeshi.notifications.model.bundling import Pace, Place
from hikeshi.notifications.model.notification import Purpose
from hikeshi.testing.builders import START, a_notification, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.notifications import add, add_with_incidents, lock_due

SECOND = timedelta(seconds=1)


def _place(purpose: Purpose = Purpose.PAGE) -> Place:
    return Place(ContactMethodId(new_id()), purpose)


async def keeps_windows(transactions: Transactions) -> None:
    """A window is read as it was written last; what a place never had is left out."""
    first, strange = _place(), _place()
    resolved = Place(first.contact_method_id, Purpose.RESOLVED)
    pace = Pace(
        place=first,
        opened_at=START,
        messages=3,
        service_ids=frozenset({ServiceId(new_id()), ServiceId(new_id()), None}),
        early_at=START + 3 * SECOND,
    )
    other = Pace(place=resolved, opened_at=START)
    later = evolve(pace, opened_at=START + 60 * SECOND, service_ids=frozenset(), early_at=None)
    await transactions.run(lambda work: work.bundles.save_paces([pace, other]))
    found = await transactions.run(lambda work: work.bundles.paces([first, strange, resolved]))
    await transactions.run(lambda work: work.bundles.save_paces([later]))
    again = await transactions.run(lambda work: work.bundles.paces([first]))

    assert found == {first: pace, resolved: other}
    assert again == {first: later}


async def finds_what_went_out_together(transactions: Transactions) -> None:
    """Members come by their ids, the leader among them; others do not."""
    leader = a_notification()
    led = evolve(leader, bundle_id=leader.id)
    member = a_notification(bundle_id=leader.id)
    await add(transactions, member, led, a_notification(), a_notification(bundle_id=new_id()))

    found = await transactions.run(lambda work: work.bundles.members([leader.id]))

    assert found == sorted([led, member], key=lambda n: n.id)
    assert await transactions.run(lambda work: work.bundles.members([])) == []


async def brings_along_what_waits_for_the_same_place(transactions: Transactions) -> None:
    """With one that waited comes what waited for that place and is due; nothing else does."""
    place = {"contact_method_id": ContactMethodId(new_id()), "planned_at": START}
    first = a_notification(due_at=START + SECOND, **place)
    same = a_notification(due_at=START + 2 * SECOND, **place)
    alone = a_notification(due_at=START + 2 * SECOND, planned_at=START + 2 * SECOND)
    not_yet = a_notification(due_at=START + 60 * SECOND, **place)
    went = NotificationId(new_id())
    tried = a_notification(due_at=START + 2 * SECOND, attempts=1, bundle_id=went, **place)
    await add_with_incidents(transactions, first, same, alone, not_yet, tried)

    found = await lock_due(transactions, START + 2 * SECOND, 1)

    assert {n.id for n, _ in found} == {first.id, same.id, tried.id}


BUNDLE_REPOSITORY: tuple[Check, ...] = (
    keeps_windows,
    finds_what_went_out_together,
    brings_along_what_waits_for_the_same_place,
)
