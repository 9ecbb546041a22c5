"""Suites for Transactions, Outbox, OrganisationRepository and the directory."""
# ruff: noqa: S101 - a suite asserts

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hikeshi.flow.applied_object import AppliedObject
from hikeshi.flow.consequences import announce_resolved
from hikeshi.flow.directory import Organisation
from hikeshi.flow.work import OutboxRow, Transactions
from hikeshi.incidents.events import IncidentResolved
from hikeshi.incidents.model.escalation_policy import RepeatedPage, Target, TargetKind
from hikeshi.kernel.actor import Actor, ActorKind, Role, TeamRole
from hikeshi.kernel.ids import IncidentId
from hikeshi.testing.builders import START, a_user, new_id
from hikeshi.testing.conformance import Check, PlannedFailureError


def an_outbox_row() -> OutboxRow:
    """Return a row whose event names every field of its actor."""
    person = Actor(
        ActorKind.USER,
        new_id(),
        role=Role.ADMIN,
        teams=((new_id(), TeamRole.MANAGER),),
        scopes=frozenset({"read", "respond"}),
    )
    event = IncidentResolved(
        id=new_id(), at=START, by=person, incident_id=IncidentId(new_id()), reason="by the source"
    )
    return OutboxRow(announce_resolved.__name__, event)


async def hands_out_the_oldest_rows_once(transactions: Transactions) -> None:
    """Rows are taken oldest first, whole, and once."""
    rows = [an_outbox_row(), an_outbox_row(), an_outbox_row()]
    await transactions.run(lambda work: work.outbox.append_many(rows[:2]))
    await transactions.run(lambda work: work.outbox.append_many(rows[2:]))

    assert await transactions.run(lambda work: work.outbox.take(2)) == rows[:2]
    assert await transactions.run(lambda work: work.outbox.take(2)) == rows[2:]
    assert await transactions.run(lambda work: work.outbox.take(2)) == []


async def gives_back_what_was_not_done(transactions: Transactions) -> None:
    """Rows taken by a work that fails are still there."""
    row = an_outbox_row()
    await transactions.run(lambda work: work.outbox.append_many([row]))

    async def fail(work: Any) -> None:
        await work.outbox.take(1)
        raise PlannedFailureError

    with suppress(PlannedFailureError):
        await transactions.run(fail)

    assert await transactions.run(lambda work: work.outbox.take(1)) == [row]


async def keeps_what_holds_for_everybody(transactions: Transactions) -> None:
    """There is one organisation: plain at first, then as it was last saved."""
    assert await transactions.run(lambda work: work.organisation.get()) == Organisation()
    last_resort = RepeatedPage(
        (Target(TargetKind.TEAM, new_id(), "sre"),),
        every=timedelta(hours=1),
        after=timedelta(minutes=30),
    )
    saved = Organisation(last_resort=last_resort, version=2)
    await transactions.run(lambda work: work.organisation.save(Organisation()))
    await transactions.run(lambda work: work.organisation.save(saved))

    assert await transactions.run(lambda work: work.organisation.get()) == saved
    directory = await transactions.run(lambda work: work.directory())
    assert directory.last_resort() == last_resort


async def shows_a_work_its_own_changes(transactions: Transactions) -> None:
    """A work sees the configuration with its own changes, the others only once it committed."""
    user = a_user()

    async def change_and_fail(work: Any) -> None:
        await work.directory()
        await work.users.save_many([user])
        assert user.id in (await work.directory()).users
        raise PlannedFailureError

    with suppress(PlannedFailureError):
        await transactions.run(change_and_fail)
    assert user.id not in (await transactions.run(lambda work: work.directory())).users

    await transactions.run(lambda work: work.users.save_many([user]))
    assert (await transactions.run(lambda work: work.directory())).users == {user.id: user}


async def returns_the_same_directory_until_it_changes(transactions: Transactions) -> None:
    """The directory is read again only after the configuration has changed."""
    before = await transactions.run(lambda work: work.directory())
    assert await transactions.run(lambda work: work.directory()) is before

    await transactions.run(lambda work: work.users.save_many([a_user()]))

    after = await transactions.run(lambda work: work.directory())
    assert after is not before
    assert after.revision != before.revision


async def has_one_instant_in_a_work(transactions: Transactions) -> None:
    """A work has one instant, and identities of its own."""

    async def look(work: Any) -> Any:
        return work.now, work.now, work.ids(), work.ids(), work.request_id

    first, second, one, other, request_id = await transactions.run(look, request_id="req-1")

    assert first == second
    assert one != other
    assert request_id == "req-1"


async def keeps_what_files_made_of_objects(transactions: Transactions) -> None:
    """The last write about an object is kept, and nothing of those before."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    one, other = new_id(), new_id()
    first = AppliedObject(object_id=one, digest="a", at=at)
    second = AppliedObject(object_id=one, digest="b", at=at + timedelta(hours=1))
    beside = AppliedObject(object_id=other, digest="c", at=at)
    await transactions.run(lambda work: work.applied_objects.save_many([first, beside]))
    await transactions.run(lambda work: work.applied_objects.save_many([second]))

    found = await transactions.run(lambda work: work.applied_objects.list_all())
    assert found == {one: second, other: beside}


async def holds_the_configuration(transactions: Transactions) -> None:
    """A work that holds the configuration sees it, its own changes included."""
    user = a_user()

    async def hold_and_change(work: Any) -> None:
        await work.hold_configuration()
        await work.users.save_many([user])
        assert user.id in (await work.directory()).users

    await transactions.run(hold_and_change)
    assert user.id in (await transactions.run(lambda work: work.directory())).users


TRANSACTIONS: tuple[Check, ...] = (
    shows_a_work_its_own_changes,
    returns_the_same_directory_until_it_changes,
    has_one_instant_in_a_work,
    holds_the_configuration,
)
OUTBOX: tuple[Check, ...] = (hands_out_the_oldest_rows_once, gives_back_what_was_not_done)
APPLIED_OBJECT_REPOSITORY: tuple[Check, ...] = (keeps_what_files_made_of_objects,)
ORGANISATION_REPOSITORY: tuple[Check, ...] = (keeps_what_holds_for_everybody,)
