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

    assert put.json == read.json


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
    assert shop.got("/schedules/primary/overrides")["items"] == [added.json]
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
