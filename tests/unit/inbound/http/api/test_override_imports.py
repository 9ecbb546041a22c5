"""/schedules/{schedule}/override-imports"""

ICS = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1@example.org
DTSTART:20260110T000000Z
DTEND:20260111T000000Z
SUMMARY:Otto
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTART:20260112T000000Z
DTEND:20260113T000000Z
SUMMARY:Stranger
END:VEVENT
END:VCALENDAR
"""
PATH = "/schedules/primary/override-imports"


def post(world, text=ICS, query="", by="olga"):
    """Send a calendar as curl would."""
    headers = {"Content-Type": "text/calendar; charset=utf-8", "X-Actor": by}
    return world.client.simulate_post(
        f"/api/v1{PATH}", body=text, query_string=query, headers=headers
    )


def test_one_unmatched_event_stops_the_import(shop):
    """Nothing is applied, and the fault names the line."""
    answer = post(shop)

    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"pointer": "/events/1", "detail": "line 9: nobody is called “Stranger”"}
    ]
    assert shop.got("/schedules/primary/overrides")["items"] == []


def test_the_others_are_imported_where_that_is_asked_for(shop):
    """Each event is told of; the second time nothing changes."""
    query = "skip_unmatched=true"
    dry = post(shop, query=f"{query}&dry_run=true").json
    first, second = post(shop, query=query).json, post(shop, query=query).json
    overrides = shop.got("/schedules/primary/overrides")["items"]

    assert [(e["line"], e["user"], e["outcome"]) for e in first["events"]] == [
        (3, "otto", "added"),
        (9, None, "skipped"),
    ]
    assert dry == first
    assert (second["added"], second["unchanged"], second["skipped"]) == (0, 1, 1)
    assert [(o["user"], o["source"]) for o in overrides] == [("otto", "ics:1@example.org#")]


def test_the_file_may_stand_in_json(shop):
    """The same text as a field of an object."""
    answer = shop.call("POST", PATH, {"text": ICS}, query_string="skip_unmatched=true")

    assert answer.json["added"] == 1


def test_what_is_no_calendar_is_refused(shop):
    """A text that is something else, bytes that are no text, a type that is neither."""
    other = shop.client.simulate_post(
        f"/api/v1{PATH}", body="x", headers={"X-Actor": "olga", "Content-Type": "text/plain"}
    )

    assert post(shop, "hello").status_code == 422
    assert post(shop, b"\xff\xfe").status_code == 400
    assert other.status_code == 415


def test_observers_import_nothing(shop):
    """It takes the permission to override."""
    assert post(shop, query="skip_unmatched=true", by="otto").status_code == 403
