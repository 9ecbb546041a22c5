"""Tests of `hikeshi.configuration.exporting`: what is configured, as the file that says it."""

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import Phase, given, settings
from tests.unit.configuration.builders import sample
from tests.unit.configuration.generated import configurations

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.exporting import AmbiguousNameError, Extent, export, exported
from hikeshi.kernel.ids import IntegrationId
from hikeshi.oncall import on_call

#: Before every revision of the generated schedules.
NOW = datetime(2026, 1, 7, 3, tzinfo=UTC)
#: A smaller example says no more here, and takes minutes to find.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
ALL = Extent(contacts=True, overrides=True)


@settings(max_examples=25, phases=PHASES)
@given(configurations())
def test_what_is_exported_reads_as_what_it_was(document):
    """Every field of every document survives: written and read again, nothing is different."""
    directory = directory_of(read(document))
    again = read(exported(directory, NOW, ALL))
    text = exported(directory_of(again), NOW, ALL)

    assert text == exported(directory, NOW, ALL)
    assert set(again.users) == set(directory.users.values())
    assert set(again.contact_methods) == set(directory.contact_methods)
    assert set(again.notification_rules) == set(directory.notification_rules)
    assert {t.id: t for t in again.teams} == directory.teams
    assert {s.id: s for s in again.schedules} == directory.schedules
    assert {p.id: p for p in again.policies} == directory.policies
    assert {d.id: d for d in again.drills} == directory.drills
    assert {s.id: s for s in again.services} == directory.services
    assert {i.id: i for i in again.integrations} == directory.integrations
    assert again.routes == directory.routes
    assert again.groupings == tuple(directory.groupings.values())
    assert again.organisation == directory.organisation


def test_contacts_and_overrides_stay_out_unless_asked_for():
    """People's addresses are private, and overrides are no configuration."""
    text = str(exported(directory_of(read(sample())), NOW, Extent()))

    assert "+81312345678" not in text
    assert "notification_rules" not in text
    assert "overrides" not in text


def test_keys_of_senders_are_never_written():
    """An integration's key is a secret: no file holds it."""
    directory = directory_of(read(sample()))
    (sender,) = directory.integrations.values()

    assert sender.key not in str(exported(directory, NOW, ALL))


def test_the_layers_in_force_are_the_layers_of_the_file():
    """A file says who is on call from now on; the past stays where it was."""
    document = sample()
    schedule = document["schedules"][0]
    later = {**schedule["layers"][0], "users": ["ben"], "restrictions": []}
    schedule["revisions"] = [{"effective_at": "2026-01-06T00:00:00Z", "layers": [later]}]
    directory = directory_of(read(document))
    (written,) = exported(directory, NOW, Extent())["schedules"]

    assert written["layers"][0]["users"] == ["ben"]
    assert "revisions" not in written
    (schedule,) = read(exported(directory, NOW, Extent())).schedules
    assert on_call(schedule, NOW)


def test_two_senders_of_one_name_cannot_be_told_apart():
    """Files know senders by service and name: a file that loses one of them is refused."""
    directory = directory_of(read(sample()))
    (sender,) = directory.integrations.values()
    other = attrs.evolve(sender, id=IntegrationId(next(iter(directory.users))))
    directory.integrations = {sender.id: sender, other.id: other}

    with pytest.raises(AmbiguousNameError) as refused:
        export(directory, NOW, Extent())

    assert "“alertmanager”" in refused.value.detail
