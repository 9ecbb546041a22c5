"""Tests of `hikeshi.configuration.reading`."""

from datetime import timedelta

import pytest
from tests.unit.configuration.builders import faults_of, sample, sample_with

from hikeshi.configuration import read, read_on_call
from hikeshi.configuration.identities import schedule_id, team_id, user_id
from hikeshi.incidents.model.escalation_policy import OnEmpty
from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import InvalidError

PHONE = {"key": "phone", "kind": "sms", "address": "+81312345678"}
TARGET = {"kind": "user", "key": "ana"}
STEP = "/escalation_policies/0/steps/0"
LAYER = "/schedules/0/layers/0"
WINDOW = "/maintenance_windows/0"
LAST_RESORT = "/organisation/last_resort"

FAULTS = [
    # (where a wrong value is put, the value, where the fault points, a part of its text)
    ("/version", 2, "/version", "must be 1"),
    ("/version", True, "/version", "must be 1"),
    ("/user", [], "/user", "did you mean “users”?"),
    ("/grouping", {}, "/grouping", "must be a list"),
    ("/users/-", "cy", "/users/2", "must be an object"),
    ("/users/-", {"key": "ana"}, "/users/2/key", "taken already at /users/0/key"),
    ("/users/-", {"key": "Cy"}, "/users/2/key", "must start with a letter"),
    ("/users/-", {"key": "me"}, "/users/2/key", "reserved"),
    ("/users/-", {"key": "\ud800"}, "/users/2/key", "must start with a letter"),
    ("/users/-", {"name": "Cy"}, "/users/2/key", "is required"),
    ("/users/0/nmae", "x", "/users/0/nmae", "is not a known field"),
    ("/users/0/time_zone", "Asia/Tokio", "/users/0/time_zone", "did you mean “Asia/Tokyo”?"),
    ("/users/0/email", "ana", "/users/0/email", "must be an e-mail address"),
    ("/users/1/email", "ANA@example.org", "/users/1/email", "taken already at /users/0/email"),
    ("/users/0/locale", "xx", "/users/0/locale", "must be one of en, ja"),
    ("/users/0/role", "boss", "/users/0/role", "must be one of owner"),
    ("/users/0/contact_methods/-", PHONE, "/users/0/contact_methods/1/key", "another method"),
    (
        "/users/0/contact_methods/0/address",
        "12",
        "/users/0/contact_methods/0/address",
        "must be a phone number",
    ),
    (
        "/users/0/notification_rules/0/contact_method",
        "fone",
        "/users/0/notification_rules/0/contact_method",
        "no contact method “fone” (did you mean “phone”?)",
    ),
    (
        "/users/0/notification_rules/0/delay_seconds",
        -1,
        "/users/0/notification_rules/0/delay_seconds",
        "must be between 0",
    ),
    ("/teams/0/members/0/user", "anna", "/teams/0/members/0/user", "did you mean “ana”?"),
    ("/teams/0/members/-", {"user": "ana"}, "/teams/0/members/1/user", "a member already"),
    ("/schedules/0/team", "sr", "/schedules/0/team", "there is no team “sr”"),
    ("/schedules/0/time_zone", "Mars/Base", "/schedules/0/time_zone", "is no zone"),
    (f"{LAYER}/users/1", "bem", f"{LAYER}/users/1", "no user “bem” (did you mean “ben”?)"),
    (f"{LAYER}/users/1", 7, f"{LAYER}/users/1", "must be a person"),
    (f"{LAYER}/start", "2026-01-05T09:00:00Z", f"{LAYER}/start", "leave the offset out"),
    (f"{LAYER}/restrictions/0/to", "25:00", f"{LAYER}/restrictions/0/to", "a time of day"),
    ("/schedules/0/overrides/0/user", "x", "/schedules/0/overrides/0/user", "no user “x”"),
    (f"{STEP}/targets/0/key", "primry", f"{STEP}/targets/0/key", "did you mean “primary”?"),
    (f"{STEP}/targets/0/kind", "group", f"{STEP}/targets/0/kind", "must be one of user"),
    (f"{STEP}/delay_seconds", 0, f"{STEP}/delay_seconds", "at least one second"),
    (f"{STEP}/when", {"severity": "sev1"}, f"{STEP}/when/severity", "is not a known field"),
    (f"{STEP}/when", {"severities": ["s1"]}, f"{STEP}/when/severities/0", "must be one of sev1"),
    (
        f"{STEP}/when",
        {"times": [{"time_zone": "Mars/Base"}]},
        f"{STEP}/when/times/0/time_zone",
        "is no zone",
    ),
    (
        f"{STEP}/when",
        {"times": [{"time_zone": "UTC", "from": "25:00"}]},
        f"{STEP}/when/times/0/from",
        "a time of day",
    ),
    (
        f"{STEP}/when",
        {"holidays": {"set": "jq"}},
        f"{STEP}/when/holidays/set",
        "there is no set of holidays “jq”",
    ),
    (f"{STEP}/round_robin", "yes", f"{STEP}/round_robin", "must be true or false"),
    (f"{STEP}/on_empty", "jump", f"{STEP}/on_empty", "must be skip"),
    (
        f"{STEP}/on_empty",
        {"fallback": {"kind": "user", "key": "x"}},
        f"{STEP}/on_empty/fallback/key",
        "no user “x”",
    ),
    ("/escalation_policies/0/repeat", 101, "/escalation_policies/0/repeat", "between 0 and 100"),
    (
        "/escalation_policies/0/exhausted",
        {"targets": [], "every_seconds": 60},
        "/escalation_policies/0/exhausted/targets",
        "must name somebody",
    ),
    (
        "/escalation_policies/0/exhausted",
        {"targets": [TARGET], "every_seconds": 1},
        "/escalation_policies/0/exhausted/every_seconds",
        "at least ten seconds",
    ),
    (
        "/services/0/escalation_policy",
        "defualt",
        "/services/0/escalation_policy",
        "did you mean “default”?",
    ),
    (
        "/services/0/severity_policies",
        {"sev2": "x"},
        "/services/0/severity_policies/sev2",
        "no escalation policy “x”",
    ),
    ("/drills/0/targets", [], "/drills/0/targets", "must name 1 to 50"),
    ("/drills/0/targets/1/key", "bob", "/drills/0/targets/1/key", "there is no user"),
    ("/drills/0/team", "nobody", "/drills/0/team", "there is no team"),
    ("/drills/0/recurrence/time_zone", "Mars", "/drills/0/recurrence/time_zone", "is no zone"),
    ("/drills/0/recurrence/day", 3, "/drills/0/recurrence/day", "monthly"),
    ("/drills/1/key", "wednesday", "/drills/1/key", "is taken already"),
    ("/services/0/severity_policies", [], "/services/0/severity_policies", "must be an object"),
    (
        "/services/0/support_hours",
        {"windows": [{}]},
        "/services/0/support_hours/time_zone",
        "is required",
    ),
    (
        "/services/0/support_hours",
        {"time_zone": "UTC", "windows": []},
        "/services/0/support_hours/windows",
        "at least one window",
    ),
    (
        "/services/0/support_hours",
        {"time_zone": "Asia/Tokio", "windows": [{}]},
        "/services/0/support_hours/time_zone",
        "did you mean “Asia/Tokyo”?",
    ),
    (
        "/integrations/-",
        {"name": "alertmanager", "kind": "generic"},
        "/integrations/1/name",
        "taken already at /integrations/0/name",
    ),
    ("/integrations/0/service", "x", "/integrations/0/service", "no service “x”"),
    ("/integrations/0/mapping", {"title": "t"}, "/integrations/0/mapping", "kind generic"),
    ("/integrations/0/key", "a" * 32, "/integrations/0/key", "is not a known field"),
    ("/routes/1/match", {"labels": {}}, "/routes/1/match", "the last route must match all"),
    ("/routes/0/match", "some", "/routes/0/match", "must be all, or"),
    ("/routes/0/match", {"labels": {"a": 1}}, "/routes/0/match/labels/a", "must be text"),
    ("/routes/0/service", "x", "/routes/0/service", "no service “x”"),
    ("/grouping/0/by/0", "colour", "/grouping/0/by/0", "must be labels.NAME"),
    ("/grouping/0/window_seconds", 0, "/grouping/0/window_seconds", "at least one second"),
    (
        "/grouping/-",
        {"service": "api", "by": ["title"], "window_seconds": 1},
        "/grouping/1/service",
        "has a grouping already",
    ),
    ("/silences/0/ends_at", "2026-01-05T00:00:00+09:00", "/silences/0/ends_at", "must be after"),
    ("/silences/0/comment", " ", "/silences/0/comment", "must not be empty"),
    ("/silences/0/matchers", [], "/silences/0/matchers", "must be 1 to"),
    ("/silences/0/matchers/0/name", "", "/silences/0/matchers/0/name", "must not be empty"),
    ("/silences/0/matchers/0/value", "(", "/silences/0/matchers/0/value", "never closed"),
    ("/silences/0/matchers/0/colour", 1, "/silences/0/matchers/0/colour", "is not a known field"),
    ("/silences/0/match", {"labels": {"a": "b"}}, "/silences/0/match", "goes without matchers"),
    ("/silences/1/match", "all", "/silences/1/match", "must name at least one label"),
    ("/silences/1/team", "sr", "/silences/1/team", "did you mean “sre”?"),
    (f"{WINDOW}/services", [], f"{WINDOW}/services", "must name at least one"),
    (f"{WINDOW}/services/0", "ap", f"{WINDOW}/services/0", "did you mean “api”?"),
    (f"{WINDOW}/reason", "", f"{WINDOW}/reason", "must not be empty"),
    (f"{WINDOW}/ends_at", "2026-02-01T00:00:00+09:00", f"{WINDOW}/ends_at", "must be after"),
    (f"{WINDOW}/team", "x", f"{WINDOW}/team", "no team “x”"),
    (
        "/maintenance_windows/-",
        {"key": "move", "services": ["api"], "starts_at": "2026-01-01T00:00:00Z", "reason": "r"},
        "/maintenance_windows/1/key",
        "taken already at /maintenance_windows/0/key",
    ),
    ("/holidays/-", {"key": "jp"}, "/holidays/0/source", "is required"),
    ("/holidays/-", {"key": "jp", "source": 7}, "/holidays/0/source", "must be {dates"),
    ("/holidays/-", {"key": "jp", "source": "JP"}, "/holidays/0/source", "list the days"),
    (f"{LAST_RESORT}/every_seconds", 5, f"{LAST_RESORT}/every_seconds", "at least ten seconds"),
    (f"{LAST_RESORT}/targets/0/key", "x", f"{LAST_RESORT}/targets/0/key", "no team “x”"),
    (f"{LAST_RESORT}/targets", [], f"{LAST_RESORT}/targets", "must name somebody"),
]


class TestRead:
    """`read` of a whole file."""

    def test_every_part_becomes_objects(self):
        """A file that uses every part is read, with references resolved and spans as spans."""
        found = read(sample())

        assert [user.key for user in found.users] == ["ana", "ben"]
        assert found.contact_methods[0].user_id == user_id("ana")
        assert found.notification_rules[0].contact_method_id == found.contact_methods[0].id
        assert found.teams[0].members[0].role is TeamRole.MANAGER
        assert found.schedules[0].layers[0].users == ((user_id("ana"),), (user_id("ben"),))
        assert found.policies[0].steps[0].targets[0].id == schedule_id("primary")
        assert found.policies[0].steps[0].delay == timedelta(minutes=5)
        assert found.services[0].escalation_policy_id == found.policies[0].id
        assert found.services[0].acknowledge_timeout == timedelta(minutes=30)
        assert [route.labels for route in found.routes] == [{"team": "web"}, None]
        assert found.groupings[0].window == timedelta(minutes=5)
        assert [str(m) for s in found.silences for m in s.matchers] == ["env=~te.*", "env=dev"]
        assert [silence.team_id for silence in found.silences] == [None, team_id("sre")]
        assert found.maintenance_windows[0].service_ids == (found.services[0].id,)
        last_resort = found.organisation.last_resort
        assert last_resort is not None
        assert last_resort.targets[0].id == team_id("sre")
        assert last_resort.after == timedelta(hours=1)

    def test_an_empty_file_configures_nothing(self):
        """What a file leaves out is empty: no last resort, no exhausted, nobody."""
        found = read({})

        assert found.users == ()
        assert found.organisation.last_resort is None

    def test_names_default_to_keys(self):
        """Whoever has no name is called by their key."""
        found = read({"users": [{"key": "ana"}], "teams": [{"key": "sre"}]})

        assert (found.users[0].name, found.teams[0].name) == ("ana", "sre")

    def test_two_readings_agree(self):
        """The same file gives the same identities in every run."""
        assert read(sample()) == read(sample())

    def test_contact_methods_sort_as_listed(self):
        """The identities of a person's contact methods sort in the order of the file."""
        methods = [{"key": f"m{n}", "kind": "console"} for n in range(20)]
        found = read({"users": [{"key": "ana", "contact_methods": methods}]}).contact_methods

        assert sorted(found, key=lambda method: method.id) == list(found)

    def test_a_service_needs_no_policy(self):
        """A service without a policy is allowed: nobody is paged for it but the last resort."""
        assert read({"services": [{"key": "api"}]}).services[0].escalation_policy_id is None

    @pytest.mark.parametrize(
        ("on_empty", "action"),
        [
            ("skip", OnEmpty.SKIP),
            ({"wait_until_covered": {"max_seconds": 60}}, OnEmpty.WAIT),
            ({"fallback": TARGET}, OnEmpty.FALLBACK),
        ],
    )
    def test_on_empty_has_three_forms(self, on_empty, action):
        """A step without anybody is passed, waits, or pages a fallback."""
        found = read(sample_with(f"{STEP}/on_empty", on_empty))

        assert found.policies[0].steps[0].on_empty.action is action

    @pytest.mark.parametrize(("where", "value", "pointer", "text"), FAULTS)
    def test_a_fault_names_its_place(self, where, value, pointer, text):
        """Each wrong value is one fault, at its place, saying what to do."""
        faults = faults_of(read, sample_with(where, value))

        assert list(faults) == [pointer]
        assert text in faults[pointer]

    def test_all_faults_are_reported_at_once(self):
        """A file wrong in several places is refused once, with every place."""
        document = sample_with("/users/0/locale", "xx")
        document["services"][0]["team"] = "x"
        document["routes"].pop()
        document["surprise"] = 1

        assert faults_of(read, document).keys() == {
            "/surprise",
            "/users/0/locale",
            "/services/0/team",
            "/routes/0/match",
        }

    def test_a_bad_entry_does_not_hide_who_it_is(self):
        """Naming somebody whose own entry is wrong is no second fault."""
        assert faults_of(read, sample_with("/users/0/shoe_size", 40)).keys() == {
            "/users/0/shoe_size"
        }

    @pytest.mark.parametrize("value", [None, [], "x", 3])
    def test_a_file_is_an_object(self, value):
        """What is no object at all is refused."""
        with pytest.raises(InvalidError, match="must be an object"):
            read(value)


class TestReadOnCall:
    """`read_on_call`, which knows people, teams and schedules."""

    def test_other_parts_do_not_matter(self):
        """Who is on call can be asked of a file whose services are wrong."""
        found = read_on_call(sample_with("/services", [{"wrong": True}]))

        assert found.schedules == read(sample()).schedules
        assert found.services == ()

    def test_its_own_parts_do(self):
        """An unknown person in a schedule is refused."""
        document = sample_with(f"{LAYER}/users/0", "x")

        assert faults_of(read_on_call, document).keys() == {f"{LAYER}/users/0"}

    def test_unknown_fields_are_refused(self):
        """A field nobody knows is a fault here too."""
        assert faults_of(read_on_call, {"scheduels": []}).keys() == {"/scheduels"}


@pytest.mark.parametrize("address", ["+81…", "+8190"])
def test_a_personal_address_may_be_abbreviated(address):
    """A file that others read need not hold a whole phone number: rehearsals send nothing."""
    assert faults_of(read, sample_with("/users/0/contact_methods/0/address", address)) == {}


def test_a_heading_with_nothing_below_it_is_empty():
    """YAML reads such a heading as null: there are no entries, and nothing is wrong."""
    assert faults_of(read, {"version": 1, "users": None, "silences": None}) == {}
