"""/swaps: offered, accepted, declined, withdrawn; by those whose shifts they are."""

import pytest

TUESDAY = {"start": "2026-01-13T00:00:00Z", "end": "2026-01-14T00:00:00Z"}
IN_RETURN = {"start": "2026-01-20T00:00:00Z", "end": "2026-01-21T00:00:00Z"}
WEEKS = "since=2026-01-12T00:00:00Z&until=2026-01-26T00:00:00Z"


@pytest.fixture
def rota(shop):
    """Rosa and Olga are on call in turn; the week of 12 January is Olga's."""
    return shop


def identities(world):
    """People's ids by their keys."""
    return {name: str(actor.id) for name, actor in world.actors.items()}


def offer(world, *, by="olga", **fields):
    """Offer the Tuesday."""
    return world.call("POST", "/swaps", {"schedule": "primary", **TUESDAY, **fields}, by=by)


def shifts(world):
    """Who is on call in the two weeks, as (day, hour, key)."""
    found = world.got("/schedules/primary/shifts", query_string=WEEKS)["items"]
    names = {identity: name for name, identity in identities(world).items()}
    return [(row["start"][8:13], names[row["user_id"]]) for row in found]


def test_a_shift_is_offered_and_taken(rota):
    """A responder takes what an owner offers; the schedule follows."""
    made = offer(rota)
    path = f"/swaps/{made.json['id']}"

    taken = rota.call("PUT", f"{path}/acceptance", {}, by="rosa")

    assert (made.status_code, made.json["status"]) == (201, "offered")
    assert made.headers["location"] == f"/api/v1{path}"
    assert (taken.status_code, taken.json["status"]) == (200, "accepted")
    assert taken.json["taker_id"] == identities(rota)["rosa"]
    assert shifts(rota)[:3] == [("12T00", "olga"), ("13T00", "rosa"), ("14T00", "olga")]
    [override] = rota.got("/schedules/primary/overrides")["items"]
    assert (override["swap_id"], override["replaces"]) == (made.json["id"], "olga")
    assert rota.got(path) == taken.json


def test_a_true_swap_goes_both_ways(rota):
    """What is given in return is bound as exactly as what is given."""
    made = offer(rota, asked="rosa", in_return=IN_RETURN)
    rota.call("PUT", f"/swaps/{made.json['id']}/acceptance", by="rosa")

    assert (made.json["status"], made.json["returned"]) == ("asked", [IN_RETURN])
    assert [day for day in shifts(rota) if day[0] in {"13T00", "20T00"}] == [
        ("13T00", "rosa"),
        ("20T00", "olga"),
    ]


def test_a_preview_shows_the_shifts_before_and_after(rota):
    """Nothing is written; what exists already can be looked at the same way."""
    body = {"schedule": "primary", **TUESDAY}
    shown = rota.call("POST", "/swaps/preview", {**body, "asked": "rosa"})
    made = offer(rota)
    later = rota.got(f"/swaps/{made.json['id']}/preview", by="rosa")

    assert shown.status_code == 200
    assert [row["user_id"] for row in shown.json["before"]] == [identities(rota)["olga"]]
    assert [row["user_id"] for row in shown.json["after"]] == [identities(rota)["rosa"]]
    assert later["after"] == shown.json["after"]
    assert later["taker_id"] == identities(rota)["rosa"]


def test_conflicts_warn_and_forbid_nothing(rota):
    """Who is away that day is told so, before and after accepting."""
    rota.made("/users/rosa/unavailabilities", {"first_day": "2026-01-13"}, by="rosa")
    made = offer(rota, asked="rosa")
    taken = rota.call("PUT", f"/swaps/{made.json['id']}/acceptance", by="rosa")

    assert taken.status_code == 200
    for answer in (made, taken):
        [conflict] = answer.json["conflicts"]
        assert (conflict["kind"], conflict["user_id"]) == ("unavailable", identities(rota)["rosa"])
        assert {"start": conflict["start"], "end": conflict["end"]} == TUESDAY


def test_swaps_are_listed_by_what_they_are(rota):
    """By schedule, person and status, names going both ways."""
    first = offer(rota).json
    second = offer(rota, asked="rosa", start="2026-01-14T00:00:00Z", end="2026-01-15T00:00:00Z")
    rota.call("PUT", f"/swaps/{second.json['id']}/refusal", by="rosa")

    def listed(query):
        return [row["id"] for row in rota.got("/swaps", query_string=query)["items"]]

    assert listed("") == [second.json["id"], first["id"]]
    assert listed("sort=offered_at&schedule=primary") == [first["id"], second.json["id"]]
    assert listed("user=rosa") == listed("status=declined,expired") == [second.json["id"]]
    assert listed("status=offered&user_id=olga&schedule_id=primary") == [first["id"]]
    assert listed("user=otto") == []


def test_what_the_rules_do_not_allow_is_a_conflict(rota):
    """409 names what stands in the way: not one's shift, offered already, taken already."""
    made = offer(rota)
    again = offer(rota)
    elsewhere = offer(rota, start="2026-01-06T00:00:00Z", end="2026-01-07T00:00:00Z")
    path = f"/swaps/{made.json['id']}"
    rota.call("PUT", f"{path}/acceptance", by="rosa")
    late = rota.call("PUT", f"{path}/acceptance", {"user": "otto"})

    assert [answer.status_code for answer in (again, elsewhere, late)] == [409, 409, 409]
    assert "another swap" in again.json["detail"]
    assert elsewhere.json["errors"][0]["pointer"] == "/start"
    assert "accepted" in late.json["detail"]


def test_others_need_the_permission(rota):
    """An observer offers nothing, a responder nothing of others, and 403 says what is missing."""
    made = offer(rota).json
    path = f"/swaps/{made['id']}"
    answers = [
        offer(rota, by="otto", giver="olga"),
        offer(rota, by="rosa", giver="olga"),
        rota.call("PUT", f"{path}/acceptance", by="otto"),
        rota.call("PUT", f"{path}/acceptance", {"user": "otto"}, by="rosa"),
        rota.call("PUT", f"{path}/withdrawal", by="rosa"),
        rota.call("PUT", f"{path}/refusal", by="rosa"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert rota.got(path, by="otto") == made


def test_a_swap_of_a_schedule_that_is_gone_can_be_read(rota):
    """It says what became of it; accepting or withdrawing finds no schedule."""
    rota.made(
        "/schedules",
        {
            "key": "spare",
            "team": "sre",
            "time_zone": "UTC",
            "layers": [
                {
                    "name": "all",
                    "users": ["olga"],
                    "rotation": {"type": "weekly"},
                    "start": "2026-01-05T00:00:00",
                }
            ],
        },
    )
    made = rota.made("/swaps", {"schedule": "spare", **TUESDAY})
    rota.call("DELETE", "/schedules/spare")

    read = rota.got(f"/swaps/{made['id']}")

    assert (read["status"], read["reason"]) == ("broken", "the schedule was deleted")
    for verb in ("acceptance", "refusal", "withdrawal"):
        assert rota.call("PUT", f"/swaps/{made['id']}/{verb}").status_code == 404
    assert rota.call("GET", f"/swaps/{made['id']}/preview").status_code == 404


def test_swaps_survive_an_edit_of_the_schedule(rota):
    """They are runtime state: a document written over the schedule keeps them in force."""
    made = offer(rota).json
    rota.call("PUT", f"/swaps/{made['id']}/acceptance", by="rosa")
    read = rota.call("GET", "/schedules/primary")
    written = {name: part for name, part in read.json.items() if name != "overrides"}

    for body in (read.json, {**written, "name": "Renamed"}):
        put = rota.call("PUT", "/schedules/primary", body, headers={"If-Match": "*"})
        assert put.status_code == 200, put.text

    assert ("13T00", "rosa") in shifts(rota)
    assert rota.got(f"/swaps/{made['id']}")["status"] == "accepted"


def test_the_journal_tells_the_story(rota):
    """Each step is an entry of the swap, with who did it."""
    made = offer(rota).json
    rota.call("PUT", f"/swaps/{made['id']}/acceptance", by="rosa")
    entries = rota.got("/audit-entries", query_string=f"object_id={made['id']}")["items"]

    assert sorted(entry["type"] for entry in entries) == ["swap.accepted", "swap.offered"]


def told(world):
    """Who was told what, in order."""
    names = {identity: name for name, identity in identities(world).items()}
    notices = sorted(world.store.notices.rows.values(), key=lambda notice: notice.id)
    return [(names[str(n.user_id)], n.topic.value) for n in notices]


def test_the_other_side_is_told(rota):
    """Who is asked, who has the answer, and whose taken shift goes back; nobody by themselves."""
    first = offer(rota, asked="rosa").json["id"]
    rota.call("PUT", f"/swaps/{first}/refusal", by="rosa")
    second = offer(rota, asked="rosa").json["id"]
    rota.call("PUT", f"/swaps/{second}/acceptance", by="rosa")
    rota.call("PUT", f"/swaps/{second}/withdrawal")

    assert told(rota) == [
        ("rosa", "swap_asked"),
        ("olga", "swap_declined"),
        ("rosa", "swap_asked"),
        ("olga", "swap_accepted"),
        ("rosa", "swap_withdrawn"),
    ]
    notice = next(iter(rota.store.notices.rows.values()))
    assert notice.facts["who"] == "Olga"
    assert (notice.facts["start"], notice.facts["end"]) == (TUESDAY["start"], TUESDAY["end"])


def test_an_offer_to_everybody_is_told_to_nobody(rota):
    """It stands in the list, for whoever looks."""
    offer(rota)

    assert told(rota) == []
