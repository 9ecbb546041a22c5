"""/configuration, /configuration/plans and /configuration/applications."""

from datetime import timedelta

PLANS, APPLICATIONS = "/configuration/plans", "/configuration/applications"


def exported(world, query=""):
    """What is configured, as files have it."""
    return world.got(f"/configuration{query}")["configuration"]


def planned(world, configuration, **more):
    """What files would change."""
    answer = world.call("POST", PLANS, {"configuration": configuration, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_what_is_exported_changes_nothing(shop):
    """The configuration as it is, sent back, is no change; applying it writes nothing."""
    configuration = exported(shop)
    revision = shop.store.directory().revision
    plan = planned(shop, configuration)
    answer = shop.call("POST", APPLICATIONS, {"configuration": configuration, "delete": True})

    assert (plan["changes"], plan["left_alone"], plan["who"], plan["on_call"]) == ([], [], [], [])
    assert (answer.status_code, answer.json["changes"]) == (201, [])
    assert shop.store.directory().revision == revision


def test_a_plan_says_what_changes_and_who_is_paged(shop):
    """Fields before and after, and the intervals in which a step pages others."""
    configuration = exported(shop)
    policy = configuration["escalation_policies"][0]
    policy["steps"][1]["targets"] = [{"kind": "user", "key": "rosa"}]
    plan = planned(shop, configuration)

    (change,) = plan["changes"]
    assert (change["action"], change["kind"], change["key"]) == (
        "edit",
        "escalation_policies",
        "default",
    )
    assert list(change["fields"]) == ["steps"]
    assert {(row["service"], row["step"]) for row in plan["who"]} == {("api", 2)}
    row = plan["who"][0]
    assert (row["start"], row["end"]) == (plan["since"], plan["until"])
    assert (row["severity"], row["before"], row["after"]) == ("sev1", ["olga"], ["rosa"])


def test_an_application_makes_what_was_planned(shop):
    """With the digest of the plan that was looked at, that plan is made, and is in the journal."""
    configuration = exported(shop)
    configuration["services"].append({"key": "web", "team": "sre", "escalation_policy": "default"})
    digest = planned(shop, configuration)["digest"]
    body = {"configuration": configuration, "digest": digest}
    answer = shop.call("POST", APPLICATIONS, body)

    assert answer.status_code == 201
    assert shop.got("/services/web")["escalation_policy_id"]
    entries = shop.got("/audit-entries?type=object.created")["items"]
    assert entries[0]["facts"]["key"] == "web"
    assert planned(shop, configuration)["changes"] == []


def test_another_plan_than_looked_at_is_refused(shop):
    """Where something else would change by now, nothing does."""
    configuration = exported(shop)
    digest = planned(shop, configuration)["digest"]
    configuration["services"][0]["name"] = "Interface"
    answer = shop.call("POST", APPLICATIONS, {"configuration": configuration, "digest": digest})

    assert answer.status_code == 412
    assert exported(shop)["services"][0].get("name") is None


def test_faults_have_their_pointer_and_nothing_is_applied(shop):
    """A wrong file is refused as a whole, with the place of each fault in the body."""
    configuration = exported(shop)
    configuration["services"].append({"key": "web", "team": "sres"})
    configuration["services"][0]["name"] = "Interface"
    answer = shop.call("POST", APPLICATIONS, {"configuration": configuration})

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/configuration/services/1/team"
    assert exported(shop)["services"][0].get("name") is None


def test_what_is_used_cannot_go(shop):
    """Deleting what something uses is a conflict that names what uses it."""
    configuration = exported(shop)
    shop.made("/services/api/integrations", {"name": "own", "kind": "pagerduty"})
    configuration["services"] = []
    del configuration["integrations"]
    for address in (PLANS, APPLICATIONS):
        answer = shop.call("POST", address, {"configuration": configuration, "delete": True})

        assert answer.status_code == 409
        assert "service api cannot go: it is used by integration own" in answer.json["detail"]


def test_an_edit_elsewhere_since_the_last_apply_is_told(shop):
    """A plan that would undo what somebody did on the console says who did it, and when."""
    configuration = exported(shop)
    shop.call("POST", APPLICATIONS, {"configuration": configuration})
    shop.clock.advance(timedelta(hours=1))
    shop.call("PATCH", "/services/api", {"name": "Front"}, by="olga")
    (change,) = planned(shop, configuration)["changes"]

    assert change["edited_since"]["by"] == "olga"
    assert change["edited_since"]["at"].endswith("Z")


def test_contacts_are_exported_when_asked_for(shop):
    """Contact methods are private: they come only where somebody asks for them."""
    shop.made("/contact-methods", {"key": "desk", "kind": "console"}, by="rosa")

    assert "contact_methods" not in str(exported(shop))
    assert "desk" in str(exported(shop, "?contacts=true"))


def test_the_interval_has_an_end(shop):
    """People are compared over at most a year."""
    body = {"configuration": {}, "since": "2026-01-01T00:00:00Z", "until": "2028-01-01T00:00:00Z"}
    answer = shop.call("POST", PLANS, body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/until"
