"""Tests of `hikeshi.configuration.applying.apply`: files made to hold, in memory."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from tests.unit.configuration.builders import sample
from tests.unit.configuration.generated import configurations
from tests.unit.configuration.place import NOW, Place

from hikeshi.configuration.applying.apply import PlanChangedError
from hikeshi.configuration.exporting import Extent, exported
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind, Role
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import OverrideId, UserId
from hikeshi.oncall import Override, on_call
from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi.teams.use_cases.verify_contact_method import VerifyContactMethod

#: A smaller example says no more here, and takes minutes to find.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.fixture
def place():
    """An empty store."""
    return Place()


def sorted_contacts(document):
    """A file with people's methods and rules in an order that does not depend on their age."""
    for user in document["users"]:
        for name in ("contact_methods", "notification_rules"):
            user[name] = sorted(user.get(name, ()), key=str)
    return document


class TestAgain:
    """Files that hold already."""

    @settings(max_examples=12, phases=PHASES)
    @given(configurations(), configurations())
    async def test_what_holds_is_planned_no_more(self, before, after):
        """Apply, apply other files, and there is nothing left to plan; nor after an export."""
        for schedule, wanted in zip(before["schedules"], after["schedules"], strict=True):
            wanted["time_zone"] = schedule["time_zone"]
        place = Place()
        await place.apply(before)
        await place.apply(after)

        assert place.plan(after).changes == ()
        text = exported(place.directory, place.clock.now(), Extent(contacts=True))
        place.clock.advance(timedelta(minutes=7))
        revision = place.directory.revision
        await place.apply(text, delete=True)

        assert place.directory.revision == revision

    @settings(max_examples=12, phases=PHASES)
    @given(configurations(), configurations())
    async def test_what_was_planned_is_what_is_made(self, before, after):
        """What is there afterwards is what the plan said would be, object by object."""
        for schedule, wanted in zip(before["schedules"], after["schedules"], strict=True):
            wanted["time_zone"] = schedule["time_zone"]
        place = Place()
        await place.apply(before)
        expected = place.plan(after).after
        await place.apply(after)

        whole, now = Extent(contacts=True, overrides=True), place.clock.now()
        assert sorted_contacts(exported(place.directory, now, whole)) == sorted_contacts(
            exported(expected, now, whole)
        )


class TestWhatSurvives:
    """What people did on the server."""

    async def test_overrides_stay(self, place):
        """An override made on the server is still there once files changed the layers."""
        await place.apply(sample())
        (schedule,) = place.directory.schedules.values()
        ben = place.user("ben")
        override = Override(NOW, NOW + timedelta(hours=2), ben, id=OverrideId(UUID(int=8)))
        await place.do(lambda work: AddOverride()(work, schedule.id, override, by=SYSTEM))
        document = sample()
        document["schedules"][0]["layers"][0]["users"] = ["ana"]
        await place.apply(document)

        (schedule,) = place.directory.schedules.values()
        assert on_call(schedule, NOW) == (ben,)

    async def test_keys_of_senders_stay(self, place):
        """A sender renamed kind and all goes on with the key it has, older ones included."""
        await place.apply(sample())
        (sender,) = place.directory.integrations.values()
        rotate = RotateIntegrationKey(lambda: "f" * 32)
        await place.do(lambda work: rotate(work, sender.id, by=SYSTEM))
        (sender,) = place.directory.integrations.values()
        document = sample()
        document["integrations"][0]["kind"] = "pagerduty"
        await place.apply(document)

        (after,) = place.directory.integrations.values()
        assert (after.id, after.keys) == (sender.id, sender.keys)

    async def test_verified_methods_stay_verified(self, place):
        """What a person verified on the server stays verified, whatever the files say."""
        await place.apply(sample())
        (method,) = place.directory.contact_methods
        assert not method.verified
        await place.do(lambda work: VerifyContactMethod()(work, method.id, by=SYSTEM))
        document = sample()
        document["users"][0]["contact_methods"][0]["verified"] = False
        document["users"][0]["name"] = "Ana B"
        await place.apply(document)

        (method,) = place.directory.contact_methods
        assert method.verified

    async def test_the_past_of_a_schedule_stays(self, place):
        """Layers change from the apply on; who was on call before is as it was."""
        await place.apply(sample())
        place.clock.advance(timedelta(days=2))
        document = sample()
        document["schedules"][0]["layers"][0]["users"] = ["ben"]
        await place.apply(document)

        (schedule,) = place.directory.schedules.values()
        assert on_call(schedule, NOW) == (place.user("ana"),)
        assert on_call(schedule, place.clock.now()) == (place.user("ben"),)


class TestRefused:
    """Nothing is half done."""

    async def test_who_may_not_administer_applies_nothing(self, place):
        """A responder is refused before anything is looked at."""
        responder = Actor(ActorKind.USER, UserId(UUID(int=7)), Role.RESPONDER)

        with pytest.raises(ForbiddenError):
            await place.apply(sample(), by=responder)

        assert not place.directory.users

    async def test_a_plan_that_is_another_one_by_now_is_not_made(self, place):
        """Whoever looked at a plan gets that one, or none."""
        digest = place.plan(sample()).digest
        document = sample()
        document["services"][0]["name"] = "Other"

        with pytest.raises(PlanChangedError):
            await place.apply(document, digest=digest)

        assert not place.directory.users

    async def test_an_error_in_the_middle_leaves_nothing(self, place):
        """Where one change is refused by its rule, none is made."""
        await place.apply({"users": [{"key": "ana", "email": "ana@example.org", "role": "owner"}]})
        before = place.directory
        document = {
            "users": [
                {"key": "ana", "role": "owner"},
                {"key": "zoe", "email": "zoe@example.org", "contact_methods": []},
            ],
            "services": [{"key": "api"}],
        }
        admin = Actor(
            ActorKind.USER, place.user("ana"), Role.ADMIN, scopes=frozenset({"administer"})
        )

        with pytest.raises(ForbiddenError):
            await place.apply(document, by=admin)

        assert place.directory.users == before.users


async def test_rules_follow_a_method_that_becomes_another_kind(place):
    """A phone that becomes a mailbox under the same key keeps the rules that use it."""
    await place.apply(sample())
    document = sample()
    document["users"][0]["contact_methods"] = [
        {"key": "phone", "kind": "email", "address": "ana@example.net"}
    ]
    await place.apply(document)

    (method,), (rule,) = place.directory.contact_methods, place.directory.notification_rules
    assert (method.kind.value, rule.contact_method_id) == ("email", method.id)


async def test_what_is_not_in_the_files_goes_where_asked_for(place):
    """Objects are deleted in an order in which each may go; people are deactivated."""
    await place.apply(sample())
    document = {
        name: []
        for name in (
            "users",
            "teams",
            "schedules",
            "escalation_policies",
            "drills",
            "services",
            "integrations",
            "routes",
            "grouping",
        )
    }
    await place.apply({**document, "organisation": {}}, delete=True)

    found = place.directory
    gone = (found.teams, found.schedules, found.policies, found.services, found.integrations)
    assert [len(kind) for kind in gone] == [0] * 5
    assert (found.routes, found.groupings, found.last_resort()) == ((), {}, None)
    assert [user.active for user in found.users.values()] == [False, False]


async def test_the_next_run_of_a_drill_follows_the_files(place):
    """A drill of a file runs as one made on the server; what the file takes away runs no more."""
    await place.apply(sample())
    drills = {drill.key: drill for drill in place.directory.drills.values()}
    planned = dict(place.store.drill_timers.rows)
    assert planned == {each.id: each.next_run_after(NOW) for each in drills.values()}

    document = sample()
    document["drills"] = [{**document["drills"][0], "enabled": False}]
    await place.apply(document, delete=True)

    (left,) = place.directory.drills.values()
    assert (left.id, left.version) == (drills["wednesday"].id, 2)
    assert place.store.drill_timers.rows == {}
