"""Tests of `hikeshi.configuration.writing`: configurations put into a store in memory."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.configuration.builders import sample, sample_with

from hikeshi.configuration import load, read
from hikeshi.configuration.identities import schedule_id, user_id
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.oncall import on_call

#: Ana has the first week, from 09:00 in Tokyo on Monday the 5th.
NOW = datetime(2026, 1, 7, 3, tzinfo=UTC)


class Place:
    """A store whose clock can be moved, and what loads files into it."""

    def __init__(self):
        self.store = Store()
        self.clock = FixedClock(NOW)
        self.transactions = InMemoryTransactions(self.store, self.clock, CountingIds())

    async def load(self, document):
        """Put a file in force; return the directory."""
        configuration = read(document)
        await self.transactions.run(lambda work: load(work, configuration))
        return self.store.directory()


@pytest.fixture
def place():
    """An empty store."""
    return Place()


async def test_everything_arrives_with_version_1(place):
    """What is new has version 1, and all of the file is there."""
    wanted = read(sample())
    directory = await place.load(sample())

    assert set(directory.users.values()) == set(wanted.users)
    assert directory.routes == wanted.routes
    assert directory.contact_methods == wanted.contact_methods
    assert directory.groupings == {g.service_id: g for g in wanted.groupings}
    assert directory.organisation.last_resort == wanted.organisation.last_resort
    assert {s.version for s in directory.services.values()} == {1}


async def test_the_same_file_again_changes_nothing(place):
    """Loading what is there already writes nothing."""
    before = await place.load(sample())
    place.clock.advance(timedelta(days=40))

    assert (await place.load(sample())).revision == before.revision


async def test_only_what_differs_gets_a_version(place):
    """A changed object gets the next version; its neighbours keep theirs."""
    await place.load(sample())
    directory = await place.load(sample_with("/users/1/name", "Benjamin"))

    assert {user.key: user.version for user in directory.users.values()} == {"ana": 1, "ben": 2}


async def test_a_policy_keeps_its_earlier_version(place):
    """A running escalation can go on with the version it started with."""
    await place.load(sample())
    await place.load(sample_with("/escalation_policies/0/repeat", 3))

    assert sorted(v.repeat for v in place.store.policy_versions.rows.values()) == [0, 3]


async def test_what_is_absent_goes(place):
    """An empty file leaves nothing."""
    await place.load(sample())
    directory = await place.load({})

    assert not directory.users
    assert not directory.teams
    assert not directory.schedules
    assert not directory.policies
    assert not directory.services
    assert not directory.integrations
    assert not directory.routes
    assert not directory.groupings
    assert not directory.contact_methods
    assert not directory.notification_rules
    assert directory.organisation.last_resort is None


async def test_a_contact_method_stays_itself_further_down(place):
    """A method put before another one does not make the other one new; its rule still finds it."""
    before = (await place.load(sample())).contact_methods
    document = sample()
    document["users"][0]["contact_methods"].insert(0, {"key": "log", "kind": "console"})
    directory = await place.load(document)

    phone = next(m for m in directory.contact_methods if m.key == "phone")
    assert phone == before[0]
    assert directory.notification_rules[0].contact_method_id == phone.id


async def test_other_layers_hold_from_now_on(place):
    """A new list of people never rewrites who was on call before."""
    await place.load(sample())
    directory = await place.load(sample_with("/schedules/0/layers/0/users", ["ben"]))
    schedule = directory.schedules[schedule_id("primary")]

    assert on_call(schedule, NOW - timedelta(seconds=1)) == (user_id("ana"),)
    assert on_call(schedule, NOW) == (user_id("ben"),)
    assert schedule.version == 2


async def test_the_running_turn_stays_with_its_holder(place):
    """Somebody added in front of the list does not take over a turn that runs."""
    await place.load(sample())
    document = sample_with("/schedules/0/layers/0/users", ["cy", "ana", "ben"])
    document["users"].append({"key": "cy"})
    schedule = (await place.load(document)).schedules[schedule_id("primary")]

    assert on_call(schedule, NOW) == (user_id("ana"),)


async def test_overrides_are_as_the_file_says(place):
    """An override that left the file is gone; a new one holds."""
    await place.load(sample())
    override = {
        "start": "2026-01-07T00:00:00Z",
        "end": "2026-01-08T00:00:00Z",
        "user": "ben",
    }
    directory = await place.load(sample_with("/schedules/0/overrides", [override]))
    schedule = directory.schedules[schedule_id("primary")]

    assert len(schedule.overrides) == 1
    assert on_call(schedule, NOW) == (user_id("ben"),)


async def test_revisions_planned_for_later_are_as_the_file_says(place):
    """A revision in the future comes into force at its instant."""
    await place.load(sample())
    document = sample()
    layer = {**document["schedules"][0]["layers"][0], "users": ["ben"], "restrictions": []}
    revision = {"effective_at": "2026-01-08T00:00:00Z", "layers": [layer]}
    document["schedules"][0]["revisions"] = [revision]
    schedule = (await place.load(document)).schedules[schedule_id("primary")]

    assert on_call(schedule, NOW) == (user_id("ana"),)
    assert on_call(schedule, NOW + timedelta(days=1)) == (user_id("ben"),)


async def test_another_zone_takes_the_file_as_it_is(place):
    """A schedule moved to another zone follows the file, whatever ran before."""
    await place.load(sample())
    document = sample_with("/schedules/0/time_zone", "Europe/Berlin")
    schedule = (await place.load(document)).schedules[schedule_id("primary")]

    assert (schedule.time_zone, schedule.revisions, schedule.version) == ("Europe/Berlin", (), 2)


WINDOW = "/maintenance_windows/0"


async def test_silences_and_windows_arrive(place):
    """What a file silences is known, each with version 1."""
    wanted = read(sample())
    directory = await place.load(sample())

    assert tuple(sorted(directory.silences.values(), key=lambda s: s.matchers[0].value)) == (
        wanted.silences[1],
        wanted.silences[0],
    )
    assert tuple(directory.maintenance_windows.values()) == wanted.maintenance_windows


async def test_a_window_ended_at_work_stays_ended(place):
    """The same file again does not begin anew what somebody ended."""
    directory = await place.load(sample())
    (window,) = directory.maintenance_windows.values()
    ended = window.end(NOW)
    await place.transactions.run(lambda work: work.maintenance_windows.save_many([ended]))

    assert (await place.load(sample())).maintenance_windows == {window.id: ended}


async def test_a_window_that_says_something_else_is_another_one(place):
    """What the file changes takes the place of what it said before, under the same key."""
    await place.load(sample())
    directory = await place.load(sample_with(f"{WINDOW}/reason", "other racks"))

    assert [w.reason for w in directory.maintenance_windows.values()] == ["other racks"]
