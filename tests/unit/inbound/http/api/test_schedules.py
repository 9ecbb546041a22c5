"""/schedules, /on-call, overrides, shifts and gaps."""

MONDAY = "2026-01-05T00:00:00Z"
SUNDAY = "2026-01-12T00:00:00Z"


def test_a_schedule_reads_as_it_was_written(shop):
    """The shape is that of configuration files, people by their keys."""
    schedule = shop.got("/schedules/primary")

    assert schedule["team"] == "sre"
    assert schedule["layers"][0]["users"] == ["rosa", "olga"]
    assert schedule["revisions"] == schedule["overrides"] == []


def test_who_is_on_call_now_and_then(shop):
    """`/on-call` answers for every schedule, at the instant asked about."""
    rosa, olga = (str(shop.actors[name].id) for name in ("rosa", "olga"))
    now = shop.got("/on-call")["items"]
    then = shop.got("/on-call", query_string=f"at={SUNDAY}")["items"]

    assert [(row["schedule_key"], row["user_ids"]) for row in now] == [("primary", [rosa])]
    assert then[0]["user_ids"] == [olga]
    assert then[0]["at"] == SUNDAY


def test_the_offset_of_an_instant_needs_no_escape(shop):
    """A plus sign in a query is read as one."""
    found = shop.got("/on-call", query_string="at=2026-01-05T09:00:00+09:00")

    assert found["items"][0]["at"] == MONDAY


def test_new_layers_hold_from_now_on(shop):
    """An edit appends a revision; the past answers as before."""
    layer = shop.got("/schedules/primary")["layers"][0]
    edited = shop.call("PATCH", "/schedules/primary", {"layers": [{**layer, "users": ["olga"]}]})
    olga = str(shop.actors["olga"].id)
    span = f"since={MONDAY}&until={SUNDAY}"
    shifts = shop.got("/schedules/primary/shifts", query_string=span)["items"]

    assert edited.status_code == 200
    assert edited.json["layers"] == [layer]
    assert edited.json["revisions"][0]["effective_at"] == "2026-01-05T03:10:00Z"
    assert shifts[0]["start"] == MONDAY
    assert shifts[0]["end"] == "2026-01-05T03:10:00Z"
    assert shifts[1]["user_id"] == olga


def test_a_schedule_may_be_put_back_as_it_was_read(shop):
    """A document that was read is accepted unchanged, and changes nothing."""
    layer = shop.got("/schedules/primary")["layers"][0]
    shop.call("PATCH", "/schedules/primary", {"layers": [{**layer, "users": ["olga"]}]})
    read = shop.call("GET", "/schedules/primary")
    put = shop.call(
        "PUT", "/schedules/primary", read.json, headers={"If-Match": read.headers["etag"]}
    )

    assert put.json == {**read.json, "conflicts": []}


def test_layers_without_revisions_are_taken_up_again(shop):
    """Leaving the revisions out puts the layers of the document in force."""
    read = shop.got("/schedules/primary")
    layer = read["layers"][0]
    shop.call("PATCH", "/schedules/primary", {"layers": [{**layer, "users": ["otto"]}]})
    wanted = {name: read[name] for name in ("key", "name", "team", "time_zone", "layers")}
    shop.call("PUT", "/schedules/primary", wanted, headers={"If-Match": "*"})
    rosa = str(shop.actors["rosa"].id)

    assert shop.got("/on-call")["items"][0]["user_ids"] == [rosa]


def test_the_zone_of_a_schedule_stays(shop):
    """Another zone would move the hand-offs of the past."""
    refused = shop.call("PATCH", "/schedules/primary", {"time_zone": "Asia/Tokyo"})

    assert refused.json["errors"][0]["pointer"] == "/time_zone"


def test_an_override_comes_and_goes(shop):
    """A responder takes over their own shift, and it is theirs to take back."""
    body = {"start": "2026-01-12T00:00:00Z", "end": "2026-01-13T00:00:00Z", "user": "rosa"}
    added = shop.call("POST", "/schedules/primary/overrides", body, by="rosa")
    rosa = str(shop.actors["rosa"].id)

    assert added.status_code == 201
    assert shop.got("/on-call", query_string=f"at={SUNDAY}")["items"][0]["user_ids"] == [rosa]
    [kept] = shop.got("/schedules/primary/overrides")["items"]
    assert {**kept, "conflicts": []} == added.json
    path = f"/schedules/primary/overrides/{added.json['id']}"
    assert shop.call("DELETE", path, by="rosa").status_code == 204
    assert shop.call("DELETE", path, by="rosa").status_code == 404


def test_gaps_are_when_nobody_is_on_call(shop):
    """Before the first layer begins nobody is there."""
    span = "since=2026-01-04T00:00:00Z&until=2026-01-06T00:00:00Z"

    assert shop.got("/schedules/primary/gaps", query_string=span)["items"] == [
        {"start": "2026-01-04T00:00:00Z", "end": MONDAY}
    ]


def test_a_preview_is_kept_nowhere(shop):
    """Shifts and gaps of a schedule that does not exist are computed, nothing is written."""
    layers = shop.got("/schedules/primary")["layers"]
    document = {"key": "idea", "time_zone": "UTC", "layers": layers}
    body = {"schedule": document, "since": MONDAY, "until": SUNDAY}
    answer = shop.call("POST", "/schedules/preview", body, by="otto")

    assert (answer.status_code, len(answer.json["shifts"]), answer.json["gaps"]) == (200, 1, [])
    assert [row["key"] for row in shop.got("/schedules")["items"]] == ["primary"]


def test_a_fault_in_a_layer_has_its_place(shop):
    """Unknown people and wrong rotations are all named with a pointer."""
    layer = {"name": "x", "users": ["nobody"], "rotation": {"type": "yearly"}, "start": "today"}
    body = {"key": "x", "time_zone": "UTC", "layers": [layer]}
    pointers = [fault["pointer"] for fault in shop.call("POST", "/schedules", body).json["errors"]]

    assert pointers == ["/layers/0/rotation/type", "/layers/0/start"]


def test_spans_are_bounded(shop):
    """Shifts of a century are asked for in parts."""
    span = "since=2026-01-01T00:00:00Z&until=2126-01-01T00:00:00Z"
    refused = shop.call("GET", "/schedules/primary/shifts", query_string=span)

    assert refused.json["errors"][0]["pointer"] == "/until"


def test_a_schedule_that_is_paged_is_kept(shop):
    """Deleting what a policy targets names the policy."""
    refused = shop.call("DELETE", "/schedules/primary")

    assert (refused.status_code, "policy default" in refused.json["detail"]) == (409, True)


def test_a_preview_of_an_edit_says_what_would_change(shop):
    """Before and after, each layer, and the spans in which other people would be on call."""
    rosa, olga, otto = (str(shop.actors[name].id) for name in ("rosa", "olga", "otto"))
    read = shop.got("/schedules/primary")
    layer = {**read["layers"][0], "users": ["otto"]}
    document = {"key": "primary", "time_zone": "UTC", "layers": [layer]}
    body = {"id": "primary", "schedule": document, "since": MONDAY, "until": "2026-01-19T00:00:00Z"}
    answer = shop.call("POST", "/schedules/preview", body, by="otto").json
    now = "2026-01-05T03:10:00Z"

    assert [row["user_id"] for row in answer["before"]["shifts"]] == [rosa, olga]
    assert [(row["start"], row["user_id"]) for row in answer["shifts"]] == [
        (MONDAY, rosa),
        (now, otto),
    ]
    assert answer["changes"] == [
        {"start": now, "end": SUNDAY, "before": [rosa], "after": [otto]},
        {"start": SUNDAY, "end": "2026-01-19T00:00:00Z", "before": [olga], "after": [otto]},
    ]
    assert [row["name"] for row in answer["layers"]] == ["week"]
    assert shop.got("/schedules/primary") == read


def test_a_preview_of_an_override_keeps_the_others(shop):
    """Overrides stand in the document; what it leaves out of the rest stays."""
    olga = str(shop.actors["olga"].id)
    read = shop.got("/schedules/primary")
    override = {"start": "2026-01-06T00:00:00Z", "end": "2026-01-07T00:00:00Z", "user": "olga"}
    document = {
        "key": "primary",
        "time_zone": "UTC",
        "layers": read["layers"],
        "overrides": [override],
    }
    body = {"id": "primary", "schedule": document, "since": MONDAY, "until": SUNDAY}
    changes = shop.call("POST", "/schedules/preview", body).json["changes"]

    assert [(row["start"], row["end"], row["after"]) for row in changes] == [
        (override["start"], override["end"], [olga])
    ]


def test_a_preview_names_the_place_of_a_fault(shop):
    """What could not be saved cannot be looked at either."""
    document = {"key": "primary", "time_zone": "Asia/Tokyo"}
    refused = shop.call("POST", "/schedules/preview", {"id": "primary", "schedule": document})
    unknown = shop.call("POST", "/schedules/preview", {"id": "nope", "schedule": document})

    assert refused.json["errors"][0]["pointer"] == "/schedule/time_zone"
    assert unknown.json["errors"][0]["pointer"] == "/id"


def test_each_layer_shows_its_own_shifts(shop):
    """As if no other layer and no override were."""
    body = {"start": MONDAY, "end": SUNDAY, "user": "otto"}
    shop.call("POST", "/schedules/primary/overrides", body)
    rosa = str(shop.actors["rosa"].id)
    span = f"since={MONDAY}&until={SUNDAY}"
    (layer,) = shop.got("/schedules/primary/layers", query_string=span)["items"]

    assert layer["name"] == "week"
    assert layer["shifts"] == [
        {"start": MONDAY, "end": SUNDAY, "user_id": rosa, "source": "layer:week"}
    ]


def test_a_revision_returns_with_one_verb(shop):
    """The layers of any revision are in force again, and the past stays."""
    layer = shop.got("/schedules/primary")["layers"][0]
    shop.call("PATCH", "/schedules/primary", {"layers": [{**layer, "users": ["otto"]}]})
    revisions = shop.got("/schedules/primary/revisions")["items"]
    shop.clock.instant = shop.clock.instant.replace(hour=9)
    path = "/schedules/primary/revisions/0/restoration"
    restored = shop.call("PUT", path)
    rosa, otto = (str(shop.actors[name].id) for name in ("rosa", "otto"))
    then = shop.got("/on-call", query_string="at=2026-01-05T04:00:00Z")["items"][0]

    assert [(row["number"], row["layers"][0]["users"]) for row in revisions] == [
        (0, ["rosa", "olga"]),
        (1, ["otto"]),
    ]
    assert restored.json["version"] == 3
    assert shop.got("/on-call")["items"][0]["user_ids"] == [rosa]
    assert then["user_ids"] == [otto]
    assert shop.call("PUT", path).json == restored.json
    assert shop.call("PUT", path, by="rosa").status_code == 403
    assert shop.call("PUT", "/schedules/primary/revisions/9/restoration").status_code == 404
