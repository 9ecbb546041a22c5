"""All tables in memory."""

from attrs import fields
from tests.flow.story import a_configuration, a_schedule, a_step

from hikeshi.flow.directory import Directory
from hikeshi.memory import Store
from hikeshi.memory.store import TABLES
from hikeshi.memory.table import Table
from hikeshi.rehearsal import Rehearsal
from hikeshi.testing.builders import START


def configured():
    """Return a store in which somebody configured something of each kind."""
    file = a_configuration(a_step("schedule:primary"), schedules=[a_schedule("primary")])
    routed = {
        "integrations": [{"name": "prometheus", "kind": "alertmanager", "service": None}],
        "routes": [{"match": "all", "service": "api"}],
        "grouping": [{"service": "api", "by": ["title"], "window_seconds": 60}],
    }
    return Rehearsal({**file, **routed}, start=START)._player.world.store


def test_a_store_of_a_directory_says_the_same():
    """Whatever people configured is in it, of every kind there is."""
    directory = configured().directory()
    twin = Store.of(directory)
    twin.configuration_changed()
    again = twin.directory()

    for entry in fields(Directory):
        if entry.name != "revision":
            assert getattr(again, entry.name) == getattr(directory, entry.name), entry.name


def test_every_kind_of_object_has_a_table_of_its_name():
    """Otherwise a rehearsal of what is configured would silently miss it."""
    kinds = {TABLES.get(each.name, each.name) for each in fields(Directory)}
    kinds -= {"revision", "stamp"}
    tables = {name for name, table in vars(Store()).items() if isinstance(table, Table)}

    assert kinds - tables == set()


def test_a_store_of_a_directory_goes_its_own_way():
    """What is written into it is nowhere else."""
    source = configured()
    before = dict(source.users.rows)
    twin = Store.of(source.directory())
    for user_id in before:
        twin.users.drop(user_id)
    twin.commit()

    assert source.users.rows == before
    assert source.directory().users == before
