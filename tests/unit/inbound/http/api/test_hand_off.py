"""/schedules/{schedule}/hand-off"""

PATH = "/schedules/primary/hand-off"


def test_what_is_handed_over(shop):
    """Who has it, who comes when, and the open incidents, the worst first."""
    rosa, olga = (str(shop.actors[name].id) for name in ("rosa", "olga"))
    mild = shop.made("/incidents", {"title": "b", "service_id": "api", "severity": "sev4"})
    bad = shop.made("/incidents", {"title": "a", "service_id": "api", "severity": "sev1"})
    over = shop.made("/incidents", {"title": "c", "service_id": "api"})
    shop.call("PUT", f"/incidents/{over['id']}/resolution")

    found = shop.got(PATH, by="otto")

    assert found["on_call"] == [rosa]
    assert (found["next"]["outgoing"], found["next"]["incoming"]) == ([rosa], [olga])
    assert found["next"]["at"] > found["at"]
    assert [row["id"] for row in found["open_incidents"]] == [bad["id"], mild["id"]]


def test_incidents_of_other_policies_are_no_part_of_it(shop):
    """A schedule hands over what it is paged for."""
    shop.made("/services", {"key": "other"})
    shop.made("/incidents", {"title": "x", "service_id": "other"})
    shop.made("/schedules", {"key": "empty", "time_zone": "UTC"})

    assert shop.got(PATH)["open_incidents"] == []
    empty = shop.got("/schedules/empty/hand-off")
    assert (empty["on_call"], empty["next"], empty["open_incidents"]) == ([], None, [])
    assert shop.call("GET", "/schedules/none/hand-off").status_code == 404
