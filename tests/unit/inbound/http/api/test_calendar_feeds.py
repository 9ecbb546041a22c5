"""/calendar-feeds, and the calendars behind their addresses."""

from datetime import timedelta
from urllib.parse import urlsplit

import icalendar

URL = "https://pages.example.org"


def feed_of(world, body, **more):
    """Make a feed and return it with path and query of its address."""
    feed = world.made("/calendar-feeds", body, **more)
    assert feed["url"].startswith(f"{URL}/api/v1/")
    address = urlsplit(feed["url"].removeprefix(f"{URL}/api/v1"))
    return feed, address.path, address.query


def read(world, path, query, **headers):
    """Read a calendar as a calendar program does: without signing in."""
    return world.call("GET", path, by=None, query_string=query, headers=headers)


def test_a_schedule_in_a_calendar_program(shop):
    """The address needs no sign-in; each shift names the person and the schedule."""
    _, path, query = feed_of(shop, {"schedule": "primary"}, by="otto")
    answer = read(shop, path, query)
    calendar = icalendar.Calendar.from_ical(answer.text)
    events = calendar.walk("VEVENT")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert str(calendar["X-WR-CALNAME"]) == shop.got("/schedules/primary")["name"]
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(events[0]["SUMMARY"]).startswith("Rosa · ")
    assert {str(event["SUMMARY"])[:4] for event in events} == {"Rosa", "Olga"}


def test_a_person_in_a_calendar_program(shop):
    """Only their own shifts are there; `me` makes the feed of whoever asks."""
    _, path, query = feed_of(shop, {"user": "me"}, by="rosa")
    events = icalendar.Calendar.from_ical(read(shop, path, query).text).walk("VEVENT")

    assert {str(event["SUMMARY"])[:4] for event in events} == {"Rosa"}


def test_a_calendar_that_has_not_changed_is_not_sent_again(shop):
    """The tag stays until what is shown changes; time alone changes it once a month."""
    _, path, query = feed_of(shop, {"schedule": "primary"})
    tag = read(shop, path, query).headers["etag"]
    shop.clock.advance(timedelta(days=3))
    same = read(shop, path, query, **{"If-None-Match": tag})
    span = {"start": "2026-02-01T00:00:00Z", "end": "2026-02-01T01:00:00Z"}
    shop.made("/schedules/primary/overrides", {**span, "user": "otto"})
    changed = read(shop, path, query, **{"If-None-Match": tag})

    assert (same.status_code, same.text) == (304, "")
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_wrong_address_is_not_found(shop):
    """No token, a wrong one, one of another calendar and a revoked one all answer alike."""
    feed, path, query = feed_of(shop, {"schedule": "primary"})
    _, _, other = feed_of(shop, {"user": "rosa"})
    details = {
        (answer := read(shop, path, wrong)).status_code: answer.json["detail"]
        for wrong in ("", "token=hikcal_wrong", other)
    }
    nowhere = read(shop, "/schedules/none/calendar.ics", query)
    assert shop.call("DELETE", f"/calendar-feeds/{feed['id']}").status_code == 204
    revoked = read(shop, path, query)

    assert details == {404: revoked.json["detail"]}
    assert nowhere.status_code == revoked.status_code == 404


def test_the_list_shows_no_secret(shop):
    """One's own feeds, recognisable by their prefix; the address is gone."""
    feed, path, query = feed_of(shop, {"schedule": "primary"}, by="rosa")
    read(shop, path, query)
    item = shop.got("/calendar-feeds", by="rosa")["items"][0]

    assert item == {
        **{k: v for k, v in feed.items() if k != "url"},
        "last_read_at": item["last_read_at"],
    }
    assert item["last_read_at"] is not None
    assert feed["url"].partition("token=")[2].startswith(item["prefix"])
    assert shop.got("/calendar-feeds")["items"] == []
    assert shop.got("/calendar-feeds", query_string="owner_id=rosa")["items"] == [item]
    assert shop.call("GET", "/calendar-feeds?owner_id=rosa", by="otto").status_code == 404


def test_a_feed_names_one_thing(shop):
    """A body that names both or neither is refused at its field."""
    for body in ({}, {"schedule": "primary", "user": "rosa"}):
        answer = shop.call("POST", "/calendar-feeds", body)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/schedule_id"


def test_only_its_people_revoke_a_feed(shop):
    """Whoever is not concerned finds none."""
    feed, path, query = feed_of(shop, {"user": "rosa"})

    assert shop.call("DELETE", f"/calendar-feeds/{feed['id']}", by="otto").status_code == 404
    assert read(shop, path, query).status_code == 200
    assert shop.call("DELETE", f"/calendar-feeds/{feed['id']}", by="rosa").status_code == 204
