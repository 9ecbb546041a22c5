"""Unavailabilities, the conflicts they make, suggested cover, and what a leaver leaves behind."""

LEAVE = {"first_day": "2026-01-13", "last_day": "2026-01-14", "reason": "surgery"}
WEEK = "since=2026-01-12T00:00:00Z&until=2026-01-19T00:00:00Z"
TUESDAY = "since=2026-01-13T00:00:00Z&until=2026-01-14T00:00:00Z"


def test_leave_comes_and_goes(shop):
    """One's own: written, read, changed in part or whole, removed."""
    made = shop.made("/users/me/unavailabilities", LEAVE, by="rosa")
    path = f"/users/rosa/unavailabilities/{made['id']}"
    patched = shop.call("PATCH", path, {"last_day": "2026-01-15"}, by="rosa")
    read = shop.call("GET", path, by="rosa")
    put = shop.call("PUT", path, read.json, by="rosa", headers={"If-Match": read.headers["etag"]})

    assert made["span"] == {"start": "2026-01-13T00:00:00Z", "end": "2026-01-15T00:00:00Z"}
    assert (patched.json["last_day"], patched.json["reason"]) == ("2026-01-15", "surgery")
    assert put.json == read.json == patched.json
    assert shop.got("/users/rosa/unavailabilities")["items"][0]["id"] == made["id"]
    assert shop.call("DELETE", path, by="rosa").status_code == 204
    assert shop.call("GET", path, by="rosa").status_code == 404


def test_whole_days_follow_the_person(shop):
    """Who moves to Tokyo is away on the days of Tokyo."""
    made = shop.made("/users/rosa/unavailabilities", LEAVE)
    shop.call("PATCH", "/users/rosa", {"time_zone": "Asia/Tokyo"})

    moved = shop.got(f"/users/rosa/unavailabilities/{made['id']}")

    assert moved["span"]["start"] == "2026-01-12T15:00:00Z"


def test_why_is_not_everybody_s_to_read(shop):
    """Colleagues see when; the person and who looks after them see why."""
    shop.made("/users/rosa/unavailabilities", LEAVE, by="rosa")

    def reason(by):
        return shop.got("/users/rosa/unavailabilities", by=by)["items"][0]["reason"]

    assert [reason(name) for name in ("rosa", "olga", "otto")] == ["surgery", "surgery", None]
    journal = shop.call("GET", "/audit-entries")
    assert "surgery" not in journal.text


def test_another_s_leave_is_not_found_under_one_s_own_name(shop):
    """An address names the person whose it is, and others may not write there."""
    made = shop.made("/users/rosa/unavailabilities", LEAVE)

    assert shop.call("GET", f"/users/otto/unavailabilities/{made['id']}").status_code == 404
    for method, path in (
        ("POST", "/users/rosa/unavailabilities"),
        ("PATCH", f"/users/rosa/unavailabilities/{made['id']}"),
        ("DELETE", f"/users/rosa/unavailabilities/{made['id']}"),
    ):
        assert (
            shop.call(
                method, path, {**LEAVE} if method != "DELETE" else None, by="otto"
            ).status_code
            == 403
        )


def test_a_fault_in_leave_has_its_place(shop):
    """Days and instants do not mix, and dates are dates."""
    refused = shop.call(
        "POST", "/users/me/unavailabilities", {**LEAVE, "start": "2026-01-13T00:00:00Z"}
    )
    unread = shop.call("POST", "/users/me/unavailabilities", {"first_day": "13.01."})

    assert [refused.json["errors"][0]["pointer"], unread.json["errors"][0]["pointer"]] == [
        "/start",
        "/first_day",
    ]


def test_conflicts_are_exact(shop):
    """Only where somebody who is away is on call: Olga's week, not Rosa's."""
    olga = str(shop.actors["olga"].id)
    leave = shop.made("/users/olga/unavailabilities", LEAVE)
    shop.made("/users/rosa/unavailabilities", LEAVE)

    assert shop.got("/schedules/primary/conflicts", query_string=WEEK)["items"] == [
        {
            "start": "2026-01-13T00:00:00Z",
            "end": "2026-01-15T00:00:00Z",
            "user_id": olga,
            "kind": "unavailable",
            "unavailability_id": leave["id"],
            "schedule_id": None,
        }
    ]


def test_every_save_warns(shop):
    """A schedule, its preview and an override answer with what to look at; nothing is refused."""
    rosa = str(shop.actors["rosa"].id)
    leave = shop.made("/users/rosa/unavailabilities", LEAVE)
    layer = {**shop.got("/schedules/primary")["layers"][0], "users": ["rosa"]}
    document = {"key": "primary", "time_zone": "UTC", "layers": [layer]}
    body = {"id": "primary", "schedule": document}
    shown = shop.call("POST", "/schedules/preview", body)
    saved = shop.call("PATCH", "/schedules/primary", {"layers": [layer]})
    again = shop.call("PUT", "/schedules/primary", saved.json, headers={"If-Match": "*"})
    span = {"start": "2026-01-13T12:00:00Z", "end": "2026-01-13T18:00:00Z"}
    added = shop.made("/schedules/primary/overrides", {**span, "user": "rosa"})
    removed = shop.made("/schedules/primary/overrides", {**span, "user": "rosa", "mode": "remove"})

    for answer in (shown, saved, again):
        assert [each["unavailability_id"] for each in answer.json["conflicts"]] == [leave["id"]]
    [conflict] = added["conflicts"]
    assert conflict == {**conflict, **span, "user_id": rosa, "kind": "unavailable"}
    assert removed["conflicts"] == []


def test_a_schedule_too_busy_to_be_asked_is_saved_all_the_same(shop):
    """A warning that would cost too much is left out."""
    rotation = {"type": "custom", "length_seconds": 1}
    layer = {"name": "x", "users": ["rosa", "olga"], "rotation": rotation}
    layers = [{**layer, "start": "2026-01-05T00:00:00"}]
    made = shop.made("/schedules", {"key": "busy", "time_zone": "UTC", "layers": layers})
    swap = shop.made(
        "/swaps",
        {
            "schedule": "primary",
            "giver": "olga",
            "asked": "rosa",
            "start": "2026-01-13T00:00:00Z",
            "end": "2026-01-19T00:00:00Z",
        },
    )

    assert made["conflicts"] == []
    assert shop.call("PUT", f"/swaps/{swap['id']}/acceptance", by="rosa").status_code == 200
    assert shop.call("DELETE", "/users/rosa").status_code == 409


def test_cover_is_suggested_best_first(shop):
    """The team and the rotation are asked; what speaks against somebody is said."""
    shop.call("PUT", "/teams/sre/members/otto", {"role": "responder"})
    rosa, olga, otto = (str(shop.actors[name].id) for name in ("rosa", "olga", "otto"))
    found = shop.got("/schedules/primary/cover-suggestions", query_string=TUESDAY)["items"]

    assert found == [
        {"user_id": otto, "fits": True, "reasons": [], "load_seconds": 0},
        {"user_id": rosa, "fits": True, "reasons": [], "load_seconds": 7 * 86_400},
        {"user_id": olga, "fits": False, "reasons": ["already_on_call"], "load_seconds": 86_400},
    ]


def test_rest_is_asked_for_in_the_query(shop):
    """Two days of rest rule Rosa out, whose week ended the day before."""
    rosa = str(shop.actors["rosa"].id)
    query = f"{TUESDAY}&min_rest_seconds=172800&max_nights_per_week=5"
    found = shop.got("/schedules/primary/cover-suggestions", query_string=query)["items"]
    reasons = {row["user_id"]: row["reasons"] for row in found}
    refused = shop.call(
        "GET", "/schedules/primary/cover-suggestions", query_string="max_nights_per_week=9"
    )

    assert reasons[rosa] == ["too_little_rest", "too_many_nights"]
    assert refused.json["errors"][0]["pointer"] == "/max_nights_per_week"


def test_cover_for_a_season_is_a_rotation(shop):
    """Nobody stands in for half a year, and the year 9999 has no time after it."""
    for query in (
        "since=2026-01-01T00:00:00Z&until=2026-07-01T00:00:00Z",
        "since=9999-12-01T00:00:00Z&until=9999-12-31T00:00:00Z",
    ):
        path = "/schedules/primary/cover-suggestions"
        assert shop.call("GET", path, query_string=query).status_code == 422


def test_a_departure_shows_exactly_what_is_uncovered(shop):
    """By schedule, to the instant; and deactivating somebody says the same."""
    fortnight = "since=2026-01-12T00:00:00Z&until=2026-02-01T00:00:00Z"
    [found] = shop.got("/users/rosa/departure", query_string=fortnight)["items"]
    refused = shop.call("DELETE", "/users/rosa")

    assert found["schedule_key"] == "primary"
    assert (
        found["uncovered"]
        == found["shifts"]
        == [{"start": "2026-01-19T00:00:00Z", "end": "2026-01-26T00:00:00Z"}]
    )
    assert refused.status_code == 409
    assert (
        "schedule primary (nobody would be on call from 2026-01-05T03:10:00Z to"
        " 2026-01-12T00:00:00Z and 2 more times in four weeks)" in refused.json["detail"]
    )
    assert shop.got("/users/otto/departure")["items"] == []


def test_deactivating_somebody_shows_exactly_what_is_uncovered(shop):
    """The answer has the intervals of the next four weeks; an edit that is none has nothing."""
    weeks = "since=2026-01-05T03:10:00Z&until=2026-02-02T03:10:00Z"
    shown = shop.got("/users/rosa/departure", query_string=weeks)["items"]
    left = shop.call("PATCH", "/users/rosa", {"active": False})
    again = shop.call("PATCH", "/users/rosa", {"active": False})

    assert (left.status_code, left.json["active"]) == (200, False)
    assert [each["schedule_key"] for each in left.json["departures"]] == ["primary"]
    assert left.json["departures"] == shown
    assert left.json["departures"][0]["uncovered"][0] == {
        "start": "2026-01-05T03:10:00Z",
        "end": "2026-01-12T00:00:00Z",
    }
    assert "departures" not in again.json
    whole = {**again.json, "active": True}
    back = shop.call("PUT", "/users/rosa", whole, headers={"If-Match": "*"})
    assert (back.json["active"], back.json.keys()) == (True, again.json.keys())
