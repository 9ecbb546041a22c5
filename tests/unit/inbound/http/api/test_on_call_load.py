"""/on-call-load"""

SPAN = "since=2026-01-05T00:00:00Z&until=2026-01-19T00:00:00Z"


def test_two_weeks_of_two_people(shop):
    """Longest on call first; a page is counted for whom it paged."""
    shop.made("/incidents", {"title": "Down", "service_id": "api"})

    ledger = shop.got("/on-call-load", query_string=SPAN)

    rows = {row["user"]: row for row in ledger["people"]}
    assert (ledger["since"], ledger["until"]) == ("2026-01-05T00:00:00Z", "2026-01-19T00:00:00Z")
    assert sum(row["on_call_seconds"] for row in rows.values()) == 14 * 86_400
    assert rows["rosa"]["pages"] == rows["rosa"]["night_pages"] == 1
    assert rows["rosa"]["interrupted_nights"] == rows["rosa"]["interruptions"] == 1
    assert rows["olga"]["pages"] == 0


def test_by_team_and_by_schedule(shop):
    """Other teams' schedules and pages that came another way are left out."""
    shop.made("/incidents", {"title": "Down", "service_id": "api"})
    shop.made("/pages", {"title": "Call me", "user": "otto"})
    shop.made("/teams", {"key": "web"})

    every = shop.got("/on-call-load", query_string=SPAN)["people"]
    primary = shop.got("/on-call-load", query_string=f"{SPAN}&schedule=primary")["people"]
    web = shop.got("/on-call-load", query_string=f"{SPAN}&team=web")["people"]

    assert {row["user"] for row in every} == {"rosa", "olga", "otto"}
    assert {row["user"] for row in primary} == {"rosa", "olga"}
    assert web == []


def test_hours_on_holidays(shop):
    """Of every set there is, or of those that are named."""
    shop.made("/holidays", {"key": "jp", "dates": ["2026-01-12"]})
    shop.made("/holidays", {"key": "us", "dates": ["2026-01-13", "2026-01-14"]})

    every = shop.got("/on-call-load", query_string=SPAN)["people"]
    japan = shop.got("/on-call-load", query_string=f"{SPAN}&holidays=jp")["people"]
    unknown = shop.call("GET", "/on-call-load", query_string=f"{SPAN}&holidays=mars")

    assert sum(row["holiday_seconds"] for row in every) == 3 * 86_400
    assert sum(row["holiday_seconds"] for row in japan) == 86_400
    assert unknown.json["errors"][0]["pointer"] == "/holidays/0"


def test_as_csv(shop):
    """By query or by Accept; a name that looks like a formula is none."""
    shop.call("PATCH", "/users/rosa", {"name": "=1+1"})
    by_query = shop.call("GET", "/on-call-load", query_string=f"{SPAN}&format=csv")
    by_header = shop.call("GET", "/on-call-load", query_string=SPAN, headers={"Accept": "text/csv"})

    header, *rows = by_query.text.split("\r\n")
    assert by_query.headers["content-type"].startswith("text/csv")
    assert header.startswith("user_id,user,name,time_zone,on_call_seconds,night_seconds")
    assert len(rows) == 3
    assert ",rosa,'=1+1," in by_query.text
    assert by_header.text == by_query.text


def test_the_time_asked_about(shop):
    """By default the last four weeks; nonsense is refused at its field."""
    usual = shop.got("/on-call-load")
    wrong = [
        shop.call("GET", "/on-call-load", query_string=query)
        for query in (
            "since=2026-01-05T00:00:00Z&until=2026-01-05T00:00:00Z",
            "since=2027-01-05T00:00:00Z",
            "since=2020-01-05T00:00:00Z&until=2026-01-05T00:00:00Z",
            "until=0001-01-01T00:00:00Z",
        )
    ]

    assert (usual["since"], usual["until"]) == ("2025-12-08T03:10:00Z", "2026-01-05T03:10:00Z")
    assert {answer.status_code for answer in wrong} == {422}
    assert {answer.json["errors"][0]["pointer"] for answer in wrong} == {"/until"}
