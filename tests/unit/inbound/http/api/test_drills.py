"""/drills"""

from datetime import timedelta

import pytest
from tests.unit.inbound.http.api.world import new_world

DRILL = {
    "key": "night",
    "name": "Night drill",
    "team_id": "sre",
    "targets": [{"kind": "user", "key": "rosa"}],
    "recurrence": {
        "type": "weekly",
        "at": "10:30",
        "time_zone": "Asia/Tokyo",
        "weekdays": ["wed"],
    },
    "acknowledge_within_seconds": 600,
}


@pytest.fixture
def made(shop):
    """A drill of Rosa."""
    return shop.made("/drills", DRILL)


def test_a_drill_says_when_it_runs_next(shop, made):
    """10:30 in Tokyo on the Wednesday after; as a list item, too, and by its key."""
    assert made["next_run_at"] == "2026-01-07T01:30:00Z"
    assert (made["urgency"], made["enabled"], made["version"]) == ("high", True, 1)
    assert made["recurrence"]["at"] == "10:30"
    assert shop.got("/drills")["items"] == [made]
    assert shop.got("/drills/night") == made
    assert shop.got("/drills?enabled=false")["items"] == []


def test_it_is_changed_replaced_and_deleted(shop, made):
    """As other configuration: a version, If-Match, and a plan that follows."""
    one = f"/drills/{made['id']}"
    patched = shop.call("PATCH", one, {"enabled": False}).json
    assert (patched["version"], patched["next_run_at"]) == (2, None)
    whole = {"key": "night", "targets": [{"kind": "schedule", "key": "primary"}]}
    assert shop.call("PUT", one, whole).status_code == 428
    replaced = shop.call("PUT", one, whole, headers={"If-Match": '"v2"'}).json
    assert (replaced["name"], replaced["recurrence"]) == ("night", None)
    assert shop.call("DELETE", "/schedules/primary").status_code == 409
    assert shop.call("DELETE", one).status_code == 204
    assert shop.call("GET", one).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"key": "Night"}, "/key"),
        ({"targets": []}, "/targets"),
        ({"targets": [{"kind": "user", "key": "nobody"}]}, "/targets/0/key"),
        ({"team_id": "none"}, "/team_id"),
        ({"recurrence": {**DRILL["recurrence"], "time_zone": "Mars"}}, "/recurrence/time_zone"),
        ({"recurrence": {**DRILL["recurrence"], "at": "25:00"}}, "/recurrence/at"),
        ({"recurrence": {**DRILL["recurrence"], "weekdays": ["x"]}}, "/recurrence/weekdays/0"),
        ({"recurrence": {**DRILL["recurrence"], "type": "monthly"}}, "/recurrence/day"),
        ({"recurrence": {**DRILL["recurrence"], "every": 2}}, "/recurrence/start"),
        ({"acknowledge_within_seconds": 1}, "/acknowledge_within_seconds"),
        ({"within": 1}, "/within"),
    ],
)
def test_bad_input_is_refused_at_its_place(shop, change, pointer):
    """422 with a pointer to what is wrong, and nothing is made."""
    refused = shop.call("POST", "/drills", {**DRILL, **change})
    assert refused.status_code == 422
    assert pointer in [fault["pointer"] for fault in refused.json["errors"]]
    assert shop.got("/drills")["items"] == []


def test_run_now_page_by_page_until_it_is_answered(shop, made):
    """Each person gets a run; a second press is refused; an answer ends it, and who missed it
    hears of it where reachability is asked for."""
    runs = f"/drills/{made['id']}/runs"
    assert shop.call("POST", runs, by="otto").status_code == 403
    begun = shop.call("POST", runs, by="rosa")
    (run,) = begun.json["items"]
    assert (begun.status_code, run["outcome"], run["user_id"]) == (
        201,
        "waiting",
        str(shop.actors["rosa"].id),
    )
    assert run["acknowledge_by"] == "2026-01-05T03:20:00Z"
    assert shop.call("POST", runs).status_code == 409
    incident = f"/incidents/{run['incident_id']}"
    assert shop.got(incident)["drill_id"] == made["id"]
    assert shop.got("/incidents")["items"] == []
    assert shop.call("POST", f"{incident}/escalations", {}).status_code == 409
    assert shop.call("PUT", f"{incident}/acknowledgement", by="olga").status_code == 409

    shop.clock.advance(timedelta(seconds=42))
    answered = shop.call("PUT", f"{incident}/acknowledgement", by="rosa")

    assert answered.json["status"] == "resolved"
    (run,) = shop.got(f"{runs}?outcome=passed")["items"]
    assert (run["acknowledged_after_seconds"], run["channel"]) == (42, None)
    assert shop.got(f"{runs}?outcome=missed")["items"] == []
    shown = shop.got("/users/rosa/reachability")
    assert shown["last_drill"] == run
    assert not any("drill" in warning for warning in shown["warnings"])


def test_while_nothing_is_sent_a_drill_is_refused_and_leaves_no_run():
    """409 that says why: nobody is shown to be unreachable by what could not leave."""
    world = new_world(held=lambda: "HIKESHI_OUTBOUND is hold.")
    world.made("/drills", {"key": "now", "targets": [{"kind": "user", "key": "rosa"}]})
    refused = world.call("POST", "/drills/now/runs")
    assert refused.status_code == 409
    assert "Nothing is sent at present" in refused.json["detail"]
    assert world.got("/drills/now/runs")["items"] == []
