"""Works in memory: all of it or nothing."""

import asyncio

import pytest
from tests.flow.story import Story, a_configuration, a_step
from tests.flow.test_state_machine import BrokenError, rows

from hikeshi.kernel.errors import ConflictError, StaleError


def a_story() -> Story:
    """Return a story with one incident."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    return story


def test_a_work_that_fails_leaves_everything_as_it_was():
    """Rows that were written, changed or removed are as before, and the directory is, too."""
    story = a_story()
    store = story.world.store
    before, directory = rows(store), store.directory()

    async def fail(work) -> None:
        await work.users.delete_many([story.player.names.user("ana").id])
        await work.incidents.next_numbers(3)
        work.store.alerts.drop(next(iter(store.alerts.rows)))
        assert store.directory() is not directory
        raise BrokenError

    with pytest.raises(BrokenError):
        story.world.do(fail)
    assert rows(store) == before
    assert store.directory().users == directory.users


async def test_works_run_one_after_the_other():
    """A second work waits until the first has committed, and sees what it wrote."""
    story = a_story()
    transactions = story.world.transactions
    seen = []

    async def slowly(work) -> None:
        number = list(await work.incidents.next_numbers(1))
        await asyncio.sleep(0)
        seen.append(number)

    await asyncio.gather(*(transactions.run(slowly) for _ in range(3)))
    assert seen == [[2], [3], [4]]


def test_what_is_watched_is_committed():
    """Nobody is told of what did not happen."""
    story = a_story()
    told = len(story.world.trace.log)

    async def fail(work) -> None:
        from_now = story.world.store.incidents.rows
        await work.incidents.save_many([(i, i) for i in from_now.values()])
        raise BrokenError

    with pytest.raises(BrokenError):
        story.world.do(fail)
    assert len(story.world.trace.log) == told


def test_an_edit_of_another_version_is_stale_and_a_key_is_taken_once():
    """Documents are replaced version by version."""
    story = a_story()
    ana, ben = story.player.names.user("ana"), story.player.names.user("ben")
    with pytest.raises(StaleError):
        story.world.do(lambda work: work.users.save_many([ana]))
    taken = type(ben)(id=story.world.ids(), key="ana", name="x", email="x@example.org")
    with pytest.raises(ConflictError, match="“ana”"):
        story.world.do(lambda work: work.users.save_many([taken]))


def test_a_copy_of_a_store_goes_its_own_way():
    """What happens in the copy does not happen in the original."""
    story = a_story()
    store = story.world.store
    twin = store.copy()
    before = rows(store)
    twin.incidents.drop(story.incident.id)
    twin.roll_back()
    assert rows(twin) == before
    twin.incidents.drop(story.incident.id)
    twin.commit()
    assert rows(store) == before
    assert rows(twin) != before
