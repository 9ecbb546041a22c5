"""Tests of `hikeshi.configuration.planning.plan`: what would change if files held."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.configuration.builders import sample
from tests.unit.configuration.generated import configurations

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.exporting import Extent, exported
from hikeshi.configuration.planning.changes import Action
from hikeshi.configuration.planning.plan import UnreachableConfigurationError, plan
from hikeshi.configuration.planning.wanted import read_wanted
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import shifts
from hikeshi.teams.model.notice_wishes import NoticeWishes

NOW = datetime(2026, 2, 7, 3, tzinfo=UTC)
#: A smaller example says no more here, and takes minutes to find.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
LATER = timedelta(days=17, hours=5)


def planned(current, document, *, delete=False, now=NOW):
    """The plan from a directory to a file."""
    return plan(current, read_wanted(document), now, delete=delete)


def there(document):
    """A directory in which a file holds."""
    return directory_of(read(document))


def changed(found):
    """The changes of a plan, as (action, section, key, fields)."""
    return [(c.action, c.kind, c.key, sorted(c.fields)) for c in found.changes]


class TestWhatIsThere:
    """Files that say what is there already."""

    @settings(max_examples=25, phases=PHASES)
    @given(configurations(), st.booleans(), st.booleans())
    def test_what_was_exported_changes_nothing(self, document, contacts, delete):
        """`apply(export())` is empty, with contacts or without, deleting or not."""
        directory = there(document)
        text = exported(directory, NOW, Extent(contacts=contacts))

        assert planned(directory, text, delete=delete).changes == ()

    @settings(max_examples=25, phases=PHASES)
    @given(configurations(), configurations())
    def test_what_was_planned_is_planned_no_more(self, before, after):
        """Once a plan is made there is nothing left to do, then and later."""
        for schedule, wanted in zip(before["schedules"], after["schedules"], strict=True):
            wanted["time_zone"] = schedule["time_zone"]
        reached = planned(there(before), after).after

        assert planned(reached, after).changes == ()
        assert planned(reached, after, now=NOW + timedelta(minutes=1)).changes == ()

    @settings(max_examples=25, phases=PHASES)
    @given(configurations(), configurations())
    def test_the_past_stays(self, before, after):
        """Whatever files want of a schedule, who was on call before is as it was."""
        for schedule, wanted in zip(before["schedules"], after["schedules"], strict=True):
            wanted["time_zone"] = schedule["time_zone"]
        current = there(before)
        reached = planned(current, after).after
        past = Interval(NOW - timedelta(days=60), NOW)

        for schedule_id, schedule in current.schedules.items():
            assert shifts(reached.schedules[schedule_id], past) == shifts(schedule, past)


class TestChanges:
    """What a plan says."""

    def test_a_field_is_told_before_and_after(self):
        """An edit names the fields that differ, as files write them, and no other."""
        document = sample()
        document["services"][0]["acknowledge_timeout_seconds"] = 60
        (change,) = planned(there(sample()), document).changes

        assert (change.action, change.kind, change.key) == (Action.EDIT, "services", "api")
        assert list(change.fields) == ["acknowledge_timeout_seconds"]
        field = change.fields["acknowledge_timeout_seconds"]
        assert (field.before, field.after) == (1800, 60)

    def test_what_is_named_is_made_first(self):
        """Into an empty place, everything comes in an order in which it can be made."""
        kinds = [change.kind for change in planned(there({}), sample()).changes]

        assert kinds == [
            "users",
            "users",
            "teams",
            "schedules",
            "escalation_policies",
            "drills",
            "drills",
            "services",
            "integrations",
            "routes",
            "grouping",
            "organisation",
        ]

    def test_the_order_of_the_files_means_nothing(self):
        """Entries of keyed lists in another order are the same configuration."""
        document = sample()
        document["users"].reverse()

        assert planned(there(sample()), document).changes == ()

    def test_people_are_known_by_their_address_where_the_key_is_new(self):
        """Somebody with another key and the same address is the same person, with a new key."""
        document = sample()
        document["users"][1] = {"key": "benjamin", "name": "Ben", "email": "BEN@example.org"}
        document["schedules"][0]["layers"][0]["users"] = ["ana", "benjamin"]
        document["schedules"][0]["overrides"] = []
        found = changed(planned(there(sample()), document))

        assert found == [(Action.EDIT, "users", "benjamin", ["email", "key"])]

    def test_an_address_left_out_stays(self):
        """An e-mail address is how somebody signs in: a file without one takes none away."""
        document = sample()
        del document["users"][0]["email"]

        assert planned(there(sample()), document).changes == ()

    def test_what_people_want_to_be_told_is_theirs(self):
        """Another name in a file leaves somebody's wishes about notices as they are."""
        wishes = NoticeWishes(shift_reminders=(), hand_offs=False)
        current = there(sample())
        users = {key: evolve(user, notices=wishes) for key, user in current.users.items()}
        document = sample()
        document["users"][0]["name"] = "Anna"
        found = planned(evolve(current, users=users), document)

        assert {user.notices for user in found.after.users.values()} == {wishes}

    def test_quiet_hours_left_out_stay(self):
        """They are the person's own; null in a file takes them away."""
        document = sample()
        night = {"windows": [{"from": "22:00", "to": "07:00"}]}
        document["users"][0]["quiet_hours"] = night
        current = there(document)

        assert planned(current, document).changes == ()
        assert planned(current, sample()).changes == ()
        document["users"][0]["quiet_hours"] = None
        (change,) = planned(current, document).changes
        assert (change.key, list(change.fields)) == ("ana", ["quiet_hours"])

    def test_nobodys_contact_methods_are_touched_unless_given(self):
        """A person without contact methods in the file keeps those they have."""
        document = sample()
        del document["users"][0]["contact_methods"]
        del document["users"][0]["notification_rules"]

        assert planned(there(sample()), document, delete=True).changes == ()

    def test_the_server_believes_its_own_verification(self):
        """A contact method the file calls verified is not verified by it."""
        current = there(sample())
        document = sample()
        document["users"][0]["contact_methods"][0]["address"] = "+81398765432"
        found = planned(current, document)

        (method,) = found.after.contact_methods
        assert (method.address, method.verified) == ("+81398765432", False)

    def test_overrides_stay_as_they_are(self):
        """Overrides are made on the server: those of a file are named, and change nothing."""
        document = sample()
        document["schedules"][0]["overrides"] = [
            {"start": "2026-08-01T00:00:00Z", "end": "2026-08-02T00:00:00Z", "user": "ana"}
        ]
        current = there(sample())
        found = planned(current, document)

        assert found.changes == ()
        assert found.after.schedules == current.schedules
        assert ("schedules", "primary") in {(a.kind, a.key) for a in found.left_alone}

    def test_what_people_make_while_they_work_is_never_applied(self):
        """Maintenance windows in files are rehearsed: a plan names them and changes nothing."""
        document = sample()
        document["maintenance_windows"] = [
            {
                "key": "move",
                "services": ["api"],
                "starts_at": "2026-08-01T00:00:00Z",
                "reason": "we move",
            }
        ]
        found = planned(there(sample()), document)

        assert found.changes == ()
        assert ("maintenance_windows", None) in {(a.kind, a.key) for a in found.left_alone}

    def test_keys_of_senders_stay(self):
        """A sender goes on with the key it has."""
        current = there(sample())
        document = sample()
        document["integrations"][0]["kind"] = "pagerduty"
        found = planned(current, document)

        (before,), (after,) = current.integrations.values(), found.after.integrations.values()
        assert (before.keys, before.id) == (after.keys, after.id)

    def test_another_plan_has_another_digest(self):
        """A digest belongs to the changes: with the same ones it is the same."""
        document = sample()
        document["services"][0]["name"] = "Interface"
        first, again = (planned(there(sample()), document).digest for _ in range(2))
        document["services"][0]["name"] = "Front"

        assert first == again
        assert planned(there(sample()), document).digest != first


class TestWhatIsNotInTheFiles:
    """What the files do not say."""

    def test_it_is_left_alone_and_named(self):
        """Without being asked to, nothing is deleted."""
        document = sample()
        document["integrations"] = []
        found = planned(there(sample()), document)

        assert found.changes == ()
        assert ("integrations", "/alertmanager") in {(a.kind, a.key) for a in found.left_alone}

    def test_it_goes_where_that_is_asked_for(self):
        """With `delete`, what is not in a section the files have goes."""
        document = sample()
        document["integrations"] = []
        found = planned(there(sample()), document, delete=True)

        assert changed(found) == [(Action.DELETE, "integrations", "/alertmanager", [])]

    def test_a_section_that_is_not_there_deletes_nothing(self):
        """Files without a section say nothing about it, whatever is asked for."""
        document = sample()
        del document["integrations"]
        found = planned(there(sample()), document, delete=True)

        assert found.changes == ()
        assert "integrations" in {alone.kind for alone in found.left_alone}

    def test_what_is_used_cannot_go(self):
        """Deleting what a sender leads to is refused, naming the sender."""
        before = sample()
        before["services"].append({"key": "web"})
        before["integrations"].append({"name": "own", "kind": "pagerduty", "service": "web"})
        after = sample()
        del after["integrations"]

        with pytest.raises(UnreachableConfigurationError, match=r"service web cannot go.*own"):
            planned(there(before), after, delete=True)

    def test_people_leave_and_are_not_deleted(self):
        """Somebody who is not in the files is deactivated, where that is asked for."""
        before = sample()
        before["users"].append({"key": "cai"})
        found = planned(there(before), sample(), delete=True)

        assert changed(found) == [(Action.EDIT, "users", "cai", ["active"])]

    def test_somebody_has_to_own_the_organisation(self):
        """The last owner can neither leave nor step down."""
        before, after = sample(), sample()
        before["users"][1]["role"] = "owner"

        with pytest.raises(UnreachableConfigurationError, match="nobody would own"):
            planned(there(before), after)

    def test_the_last_resort_is_not_taken_away_by_leaving_it_empty(self):
        """An emptied section is left alone unless deleting was asked for."""
        document = sample()
        document["organisation"] = {}
        document["routes"] = []
        found = planned(there(sample()), document)

        assert found.changes == ()
        assert {alone.kind for alone in found.left_alone} >= {"organisation", "routes"}


def test_a_time_zone_is_fixed():
    """Another time zone would move the past: it is refused in a sentence."""
    document = sample()
    document["schedules"][0]["time_zone"] = "Europe/Berlin"

    with pytest.raises(UnreachableConfigurationError, match=r"schedule primary: .*time zone"):
        planned(there(sample()), document)
