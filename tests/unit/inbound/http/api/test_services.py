"""/services, /integrations and /routes."""

import pytest


def test_a_service_is_replaced_only_against_its_version(shop):
    """PUT of a whole document needs If-Match, and refuses a stale one."""
    service = shop.got("/services/api")
    document = {**service, "name": "The API"}

    assert shop.call("PUT", "/services/api", document).status_code == 428
    replaced = shop.call("PUT", "/services/api", document, headers={"If-Match": '"v1"'})
    assert replaced.json == {**document, "version": 2}
    stale = shop.call("PUT", "/services/api", document, headers={"If-Match": '"v1"'})
    assert stale.status_code == 412


def test_an_edit_that_changes_nothing_keeps_the_version(shop):
    """A patch to the same values is answered as it is."""
    assert shop.call("PATCH", "/services/api", {"name": "api"}).json["version"] == 1


def test_a_key_is_taken_once(shop):
    """Two services of one key are refused."""
    assert shop.call("POST", "/services", {"key": "api"}).status_code == 409


def test_references_stand_by_id_or_key(shop):
    """A field that names an object takes its id too."""
    team = shop.got("/teams/sre")["id"]

    assert shop.made("/services", {"key": "web", "team_id": team})["team_id"] == team


def test_a_policy_in_use_is_kept(shop):
    """Deleting what a service follows names the service."""
    refused = shop.call("DELETE", "/escalation-policies/default")

    assert (refused.status_code, "service api" in refused.json["detail"]) == (409, True)


def test_keys_are_shown_to_whom_may_see_them(shop):
    """An observer reads the sender, but neither its key nor an address that holds it."""
    made = shop.made("/services/api/integrations", {"kind": "alertmanager", "name": "am"})
    seen = shop.got(f"/integrations/{made['id']}", by="otto")

    assert made["url"].endswith("/integrations/alertmanager/" + made["key"])
    assert len(made["key"]) == 32
    assert (seen["key"], seen["url"].endswith("/alertmanager/{key}")) == (None, True)
    assert made["key"] not in str(seen)


def test_the_old_key_lives_until_it_is_removed(shop):
    """A rotation puts a new key in front and counts the old one."""
    made = shop.made("/integrations", {"kind": "pagerduty", "name": "pd"})
    rotated = shop.call("POST", f"/integrations/{made['id']}/rotations")

    assert rotated.status_code == 201
    assert rotated.json["key"] != made["key"]
    assert rotated.json["older_keys"] == 1
    only = shop.call("DELETE", f"/integrations/{made['id']}/older-keys")
    assert (only.status_code, only.json["older_keys"]) == (200, 0)
    again = shop.call("DELETE", f"/integrations/{made['id']}/older-keys")
    assert again.status_code == 409


def test_the_journal_holds_no_key(shop):
    """A sender's secret is written into no audit entry."""
    made = shop.made("/integrations", {"kind": "generic", "name": "cron"})
    shop.call("POST", f"/integrations/{made['id']}/rotations")

    assert made["key"] not in str(shop.got("/audit-entries"))


def test_senders_without_a_service_are_found(shop):
    """`routed=true` lists those whose signals go through the routes."""
    shop.made("/services/api/integrations", {"kind": "generic", "name": "one"})
    shop.made("/integrations", {"kind": "generic", "name": "two"})

    routed = shop.got("/integrations", query_string="routed=true")["items"]
    of_service = shop.got("/services/api/integrations")["items"]

    assert [row["name"] for row in routed] == ["two"]
    assert [row["name"] for row in of_service] == ["one"]


def test_the_routes_are_written_as_a_whole(shop):
    """The list is replaced against its version, in order, and given back as it was written."""
    before = shop.call("GET", "/routes")
    items = [
        {"match": {"labels": {"team": "web"}}, "service_id": "api", "severity": "sev1"},
        {"match": "all", "service_id": "api"},
    ]
    headers = {"If-Match": before.headers["etag"]}
    written = shop.call("PUT", "/routes", {"items": items}, headers=headers)

    assert [row["match"] for row in written.json["items"]] == [row["match"] for row in items]
    assert shop.got("/routes") == written.json
    stale = shop.call("PUT", "/routes", {"items": items}, headers=headers)
    assert stale.status_code == 412


def test_routes_end_with_one_that_matches_all(shop):
    """A list that could lose a signal is refused at its last entry."""
    items = [{"match": {"labels": {"a": "b"}}, "service_id": "api"}]
    refused = shop.call("PUT", "/routes", {"items": items}, headers={"If-Match": "*"})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/items/0/match"


@pytest.mark.parametrize("path", ["/services/api", "/escalation-policies/default"])
def test_what_is_deleted_is_gone(shop, path):
    """Once nothing uses it, an object is deleted and answers 404."""
    shop.call("PATCH", "/services/api", {"escalation_policy_id": None})

    assert shop.call("DELETE", path).status_code == 204
    assert shop.call("GET", path).status_code == 404


def test_an_expression_that_is_none_is_refused(shop):
    """A mapping that could never find anything is a fault today, not a lost title tomorrow."""
    draft = {"kind": "generic", "name": "n", "mapping": {"title": "alert.name"}}
    made = shop.made("/services/api/integrations", draft)
    wrong = {"mapping": {"title": "((alert"}}

    for refused in (
        shop.call("POST", "/services/api/integrations", {**draft, **wrong}),
        shop.call("PATCH", f"/integrations/{made['id']}", wrong),
    ):
        assert refused.status_code == 422
        assert refused.json["errors"][0]["pointer"] == "/mapping/title"
    assert shop.got(f"/integrations/{made['id']}")["mapping"] == draft["mapping"]


def test_the_last_route_stays_while_a_sender_needs_it(shop):
    """Without a catch-all the signals of a sender without a service would lead nowhere."""
    match = {"If-Match": "*"}
    routes = {"items": [{"match": "all", "service_id": "api"}]}
    sender = shop.made("/integrations", {"kind": "generic", "name": "all", "service_id": None})
    assert shop.call("PUT", "/routes", routes, headers=match).status_code == 200

    refused = shop.call("PUT", "/routes", {"items": []}, headers=match)

    assert (refused.status_code, "integration all" in refused.json["detail"]) == (409, True)
    assert shop.call("DELETE", f"/integrations/{sender['id']}").status_code == 204
    assert shop.call("PUT", "/routes", {"items": []}, headers=match).status_code == 200
