"""/users/{user}/subscribed-calendars and /holidays/{holidays}/subscribed-calendar."""

URL = "https://calendar.example.org/private-3cr3t/basic.ics"


def test_one_s_own_calendar(world):
    """It is read soon, its address is shown to nobody, and it can be changed and taken away."""
    path = "/users/rosa/subscribed-calendars"
    made = world.made(path, {"url": URL, "name": "leave"}, by="rosa")

    assert (made["url"], made["status"]) == ("https://calendar.example.org/…", "waiting")
    assert (made["refresh_seconds"], made["include_free"]) == (3600, False)
    one = f"{path}/{made['id']}"
    patched = world.call("PATCH", one, {"refresh_seconds": 900}, by="rosa").json
    assert (patched["version"], patched["url"]) == (2, made["url"])
    assert world.got(path, by="olga")["items"] == [patched]
    whole = {"url": URL, "name": "away"}
    replaced = world.call("PUT", one, whole, by="rosa", headers={"If-Match": '"v2"'}).json
    assert (replaced["name"], replaced["refresh_seconds"]) == ("away", 3600)
    assert world.call("POST", f"{one}/refreshes", {}, by="rosa").status_code == 202
    assert "3cr3t" not in world.call("GET", path).text
    assert world.call("DELETE", one, by="rosa").status_code == 204
    assert world.call("GET", one, by="rosa").status_code == 404


def test_the_masked_address_is_no_address(world):
    """Sending back what was shown would lose the address: it is refused, with what to do."""
    path = "/users/rosa/subscribed-calendars"
    made = world.made(path, {"url": URL}, by="rosa")
    refused = world.call("PATCH", f"{path}/{made['id']}", {"url": made["url"]}, by="rosa")

    assert refused.status_code == 422
    (fault,) = refused.json["errors"]
    assert (fault["pointer"], "whole URL" in fault["detail"]) == ("/url", True)


def test_colleagues_do_not_see_it(world):
    """That somebody has one, and how it goes, is theirs and who looks after them's."""
    path = "/users/rosa/subscribed-calendars"
    made = world.made(path, {"url": URL}, by="rosa")

    for method, where in (("GET", path), ("GET", f"{path}/{made['id']}")):
        assert world.call(method, where, by="otto").status_code == 404
    assert world.call("POST", path, {"url": URL}, by="otto").status_code == 403


def test_the_calendar_of_a_set_of_holidays(world):
    """One per set; whoever deletes the set has it read no more."""
    world.made("/holidays", {"key": "ours", "dates": ["2026-12-31"]})
    path = "/holidays/ours/subscribed-calendar"
    assert world.call("GET", path).status_code == 404
    put = world.call("PUT", path, {"url": URL, "name": "office"})
    again = world.call("PUT", path, {"url": URL, "name": "closed"}).json

    assert (put.status_code, put.json["holiday_set_id"]) == (200, again["holiday_set_id"])
    assert (again["id"], again["name"], again["version"]) == (put.json["id"], "closed", 2)
    assert world.call("PUT", path, {"url": URL}, by="rosa").status_code == 403
    assert world.call("DELETE", "/holidays/ours").status_code == 204
    assert world.store.subscribed_calendars.rows == {}


def test_hours_of_refreshing_are_bounded(world):
    """What is wrong is named."""
    refused = world.call(
        "POST", "/users/rosa/subscribed-calendars", {"url": "ftp://x/y", "refresh_seconds": 1}
    )

    assert [fault["pointer"] for fault in refused.json["errors"]] == ["/url", "/refresh_seconds"]
