"""What every port of the shape `Documents` has to keep."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import ConflictError, StaleError
from hikeshi.kernel.work import Documents
from hikeshi.testing.conformance import Check, PlannedFailureError

#: Picks the port under test.
Port = Callable[[Work], Documents[Any, Any]]
#: Makes a new object, with all its fields set and with these changes.
Make = Callable[..., Any]


def documents_checks(port: Port, make: Make, *, keyed: bool = True) -> tuple[Check, ...]:
    """Return the suite for one kind of object.

    Args:
        port: Picks the port under test.
        make: Makes a new object.
        keyed: Objects of this kind have a key.
    """
    checks: Sequence[Callable[..., Any]] = (
        keeps_every_field,
        keeps_the_next_version,
        refuses_a_stale_version,
        refuses_a_second_beginning,
        locks_those_that_exist,
        lists_in_the_order_of_ids,
        removes,
        undoes_what_fails,
        keeps_an_empty_batch,
    )
    with_key: Sequence[Callable[..., Any]] = (finds_by_key, refuses_a_taken_key) if keyed else ()
    return tuple(_bound(check, port, make) for check in (*checks, *with_key))


def _bound(check: Callable[..., Any], port: Port, make: Make) -> Check:
    bound = partial(check, port, make)
    bound.__name__ = check.__name__  # type: ignore[attr-defined]
    return bound


async def keeps_every_field(port: Port, make: Make, transactions: Transactions) -> None:
    """What is read equals what was saved, in every field."""
    kept = make()
    await transactions.run(lambda work: port(work).save_many([kept]))

    found = await transactions.run(lambda work: port(work).get_many([kept.id]))

    assert found == {kept.id: kept}


async def keeps_the_next_version(port: Port, make: Make, transactions: Transactions) -> None:
    """A later version replaces the one before it."""
    kept = make()
    edited = evolve(make(), id=kept.id, version=2)
    await transactions.run(lambda work: port(work).save_many([kept]))
    await transactions.run(lambda work: port(work).save_many([edited]))

    assert await transactions.run(lambda work: port(work).get_many([kept.id])) == {kept.id: edited}


async def refuses_a_stale_version(port: Port, make: Make, transactions: Transactions) -> None:
    """Of two who save the same version the second one is told that theirs is stale."""
    kept = make()
    await transactions.run(lambda work: port(work).save_many([kept]))
    await transactions.run(lambda work: port(work).save_many([evolve(kept, version=2)]))

    await _refused(StaleError, port, evolve(kept, version=2), transactions)


async def refuses_a_second_beginning(port: Port, make: Make, transactions: Transactions) -> None:
    """Version 1 is saved once."""
    kept = make()
    await transactions.run(lambda work: port(work).save_many([kept]))

    await _refused(StaleError, port, kept, transactions)


async def refuses_a_taken_key(port: Port, make: Make, transactions: Transactions) -> None:
    """Two objects do not share a key, and the refusal names it."""
    kept, other = make(), make()
    same = {"key": kept.key} | ({"user_id": kept.user_id} if hasattr(kept, "user_id") else {})
    await transactions.run(lambda work: port(work).save_many([kept]))

    error = await _refused(ConflictError, port, evolve(other, **same), transactions)

    assert kept.key in error.detail


async def finds_by_key(port: Port, make: Make, transactions: Transactions) -> None:
    """An object is found by its exact key."""
    kept = make()
    await transactions.run(lambda work: port(work).save_many([make(), kept]))

    assert await transactions.run(lambda work: port(work).find(kept.key)) == kept
    assert await transactions.run(lambda work: port(work).find("nobody")) is None


async def locks_those_that_exist(port: Port, make: Make, transactions: Transactions) -> None:
    """Locking returns the objects that exist, in the order of their ids."""
    first, second, missing = make(), make(), make()
    await transactions.run(lambda work: port(work).save_many([first, second]))

    found = await transactions.run(
        lambda work: port(work).lock_many([second.id, missing.id, first.id])
    )

    assert list(found.items()) == [(first.id, first), (second.id, second)]


async def lists_in_the_order_of_ids(port: Port, make: Make, transactions: Transactions) -> None:
    """The list holds everything, ordered by id."""
    first, second = make(), make()
    await transactions.run(lambda work: port(work).save_many([second, first]))

    assert await transactions.run(lambda work: port(work).list_all()) == [first, second]


async def removes(port: Port, make: Make, transactions: Transactions) -> None:
    """What was removed is gone, and its neighbours are not."""
    gone, kept = make(), make()
    await transactions.run(lambda work: port(work).save_many([gone, kept]))
    await transactions.run(lambda work: port(work).delete_many([gone.id]))

    assert await transactions.run(lambda work: port(work).list_all()) == [kept]


async def undoes_what_fails(port: Port, make: Make, transactions: Transactions) -> None:
    """A work that fails leaves nothing behind, not even what it saved before."""
    kept = make()

    async def fail(work: Work) -> None:
        await port(work).save_many([make(), kept])
        raise PlannedFailureError

    with suppress(PlannedFailureError):
        await transactions.run(fail)

    assert await transactions.run(lambda work: port(work).list_all()) == []


async def keeps_an_empty_batch(port: Port, make: Make, transactions: Transactions) -> None:
    """Saving, asking for and removing nothing does nothing."""
    del make
    await transactions.run(lambda work: port(work).save_many([]))
    await transactions.run(lambda work: port(work).delete_many([]))

    assert await transactions.run(lambda work: port(work).get_many([])) == {}


async def _refused(
    expected: type[ConflictError], port: Port, saved: Any, transactions: Transactions
) -> ConflictError:
    try:
        await transactions.run(lambda work: port(work).save_many([saved]))
    except expected as error:
        return error
    raise AssertionError(f"{expected.__name__} was expected")
