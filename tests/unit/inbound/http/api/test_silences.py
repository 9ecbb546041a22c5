"""/silences and /maintenance-windows, and alerts they suppress."""

from hikeshi.testing.builders import START, an_alert

MATCHERS = [{"name": "env", "value": "te.*", "is_regex": True, "is_equal": True}]
SILENCE = {"matchers": MATCHERS, "ends_at": "2026-01-05T13:10:00+09:00", "comment": "load test"}
WINDOW = {"service_ids": ["api"], "reason": "upgrade"}


def test_a_silence_is_made_changed_and_ended(shop):
    """Times are answered in UTC, the state as of now; DELETE ends it and leaves it to be read."""
    made = shop.made("/silences", SILENCE, by="rosa")

    assert made["starts_at"] == "2026-01-05T03:10:00Z"
    assert made["ends_at"] == "2026-01-05T04:10:00Z"
    assert (made["state"], made["matchers"], made["version"]) == ("active", MATCHERS, 1)
    assert made["created_by"] == shop.got("/users/rosa")["id"]
    path = f"/silences/{made['id']}"
    later = {"ends_at": "2026-01-05T05:10:00Z"}
    assert shop.call("PATCH", path, later).json["ends_at"] == "2026-01-05T05:10:00Z"
    ended = shop.call("DELETE", path)
    assert (ended.status_code, ended.json["state"]) == (200, "ended")
    assert ended.json["ends_at"] == "2026-01-05T03:10:00Z"
    assert shop.got(path) == ended.json
    assert shop.call("PATCH", path, {"ends_at": None}).status_code == 422
    assert shop.call("PATCH", path, {"comment": "again"}).status_code == 409


def test_silences_are_listed_by_state(shop):
    """A list holds those that are over, to come, or hold."""
    active = shop.made("/silences", SILENCE)
    pending = shop.made("/silences", {**SILENCE, "starts_at": "2026-01-05T04:00:00Z"})

    assert shop.got("/silences", query_string="state=active")["items"] == [active]
    assert shop.got("/silences", query_string="state=pending")["items"] == [pending]
    newest = shop.got("/silences", query_string="sort=-starts_at")["items"]
    assert newest == [pending, active]


def test_a_wrong_silence_is_refused_with_its_places(shop):
    """Each fault has its pointer."""
    wrong = {
        "matchers": [{"name": "env", "value": "(", "is_regex": True}],
        "ends_at": "2026-01-05T04:10:00Z",
    }
    refused = shop.call("POST", "/silences", wrong)

    assert refused.status_code == 422
    assert {fault["pointer"] for fault in refused.json["errors"]} == {
        "/comment",
        "/matchers/0/value",
    }
    empty = shop.call("POST", "/silences", {**SILENCE, "matchers": []})
    assert [fault["pointer"] for fault in empty.json["errors"]] == ["/matchers"]


def test_who_observes_silences_nothing(shop):
    """It needs the permission to respond."""
    assert shop.call("POST", "/silences", SILENCE, by="otto").status_code == 403
    made = shop.made("/silences", SILENCE)
    assert shop.call("DELETE", f"/silences/{made['id']}", by="otto").status_code == 403
    assert shop.call("POST", "/maintenance-windows", WINDOW, by="otto").status_code == 403


def test_a_window_goes_by_its_key(shop):
    """A window is named by id or key, has no end where none is given, and lists by service."""
    made = shop.made("/maintenance-windows", {**WINDOW, "key": "move"})

    assert (made["state"], made["ends_at"]) == ("active", None)
    assert shop.got("/maintenance-windows/move") == made
    by_service = shop.got("/maintenance-windows", query_string="service_id=api&state=active")
    assert by_service["items"] == [made]
    until = {"ends_at": "2026-01-05T05:00:00Z"}
    assert shop.call("PATCH", "/maintenance-windows/move", until).json["version"] == 2
    assert shop.call("DELETE", "/maintenance-windows/move").json["state"] == "ended"
    assert shop.call("GET", "/maintenance-windows/nowhere").status_code == 404


def test_a_suppressed_alert_has_no_incident(shop):
    """While nobody is told of it, it names no incident and says since when."""
    alert = an_alert(suppressed_since=START)
    shop.store.alerts.put(alert.id, alert)
    shop.store.commit()
    seen = shop.got(f"/alerts/{alert.id}")

    assert (seen["incident_id"], seen["suppressed_since"]) == (None, "2026-01-05T03:10:00Z")
    assert [item["incident_id"] for item in shop.got("/alerts")["items"]] == [None]
