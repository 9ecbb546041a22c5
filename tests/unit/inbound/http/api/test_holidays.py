"""/holidays."""

import pytest

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;VALUE=DATE:20260504\r\nDTEND;VALUE=DATE:20260506\r\nSUMMARY:Days off\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_days_as_they_are_listed(world):
    """Listed days are kept in order, each once, and can be changed by parts or as a whole."""
    made = world.made("/holidays", {"key": "ours", "dates": ["2026-12-31", "2026-01-02"]})

    assert (made["source"], made["dates"]) == (None, ["2026-01-02", "2026-12-31"])
    patched = world.call("PATCH", "/holidays/ours", {"until": "2026-12-31"}).json
    assert (patched["dates"], patched["version"]) == (made["dates"], 2)
    document = {"key": "ours", "dates": ["2027-01-02"]}
    replaced = world.call("PUT", "/holidays/ours", document, headers={"If-Match": '"v2"'}).json
    assert (replaced["dates"], replaced["until"]) == (["2027-01-02"], None)
    assert [row["key"] for row in world.got("/holidays")["items"]] == ["ours"]


def test_a_country(world):
    """A country code is looked up, and again where the last day wanted changes."""
    made = world.made("/holidays", {"key": "jp", "source": "JP", "until": "2026-06-30"})
    longer = world.call("PATCH", "/holidays/jp", {"until": "2026-07-31"}).json
    same = world.call("PUT", "/holidays/jp", longer, headers={"If-Match": '"v2"'}).json

    assert {"2026-01-01", "2026-05-05"} <= set(made["dates"])
    assert set(longer["dates"]) - set(made["dates"]) == {"2026-07-20"}
    assert same == longer


def test_a_set_that_ends_says_so(world):
    """Its last day, and whether that is within the next 60: it is the 5th of January 2026."""
    made = [
        world.made("/holidays", {"key": key, **more})
        for key, more in (
            ("soon", {"dates": ["2026-03-05"]}),
            ("later", {"dates": ["2026-01-01"], "until": "2026-03-06"}),
            ("empty", {}),
        )
    ]

    assert [(row["horizon"], row["ends_soon"]) for row in made] == [
        ("2026-03-05", True),
        ("2026-03-06", False),
        (None, True),
    ]
    same = world.call("PATCH", "/holidays/soon", {"ends_soon": True}).json
    assert same == made[0]


@pytest.mark.parametrize(
    ("source", "reason"),
    [("XX", "are not known"), ("US-ZZ", "are not known"), ("nowhere", "must be a country code")],
)
def test_sources_nobody_knows(world, source, reason):
    """What is no country is refused at the source."""
    refused = world.call("POST", "/holidays", {"key": "x", "source": source})

    assert refused.status_code == 422
    (fault,) = refused.json["errors"]
    assert (fault["pointer"], reason in fault["detail"]) == ("/source", True)


def test_a_calendar_file(world):
    """The days of a calendar take the place of those there were; its name says where from."""
    world.made("/holidays", {"key": "ours", "dates": ["2026-01-02"]})
    path = "/holidays/ours/calendar-imports"
    taken = world.call("POST", path, {"text": CALENDAR, "name": "office"})
    refused = world.call("POST", path, {"text": CALENDAR.replace(";VALUE=DATE", "") + "T"})

    assert taken.status_code == 200
    assert (taken.json["source"], taken.json["dates"]) == ("office", ["2026-05-04", "2026-05-05"])
    assert refused.status_code == 422
    assert world.got("/holidays/ours")["dates"] == ["2026-05-04", "2026-05-05"]


def test_what_is_in_use_stays(shop):
    """A set a service asks for is not deleted, and the answer names the service."""
    shop.made("/holidays", {"key": "ours", "dates": ["2026-01-02"]})
    hours = {"time_zone": "UTC", "windows": [{"from": "09:00", "to": "17:00"}]}
    shop.call("PATCH", "/services/api", {"support_hours": {**hours, "holidays": ["ours"]}})
    refused = shop.call("DELETE", "/holidays/ours")
    shop.call("PATCH", "/services/api", {"support_hours": None})

    assert (refused.status_code, "service api" in refused.json["detail"]) == (409, True)
    assert shop.call("DELETE", "/holidays/ours").status_code == 204
    assert shop.call("GET", "/holidays/ours").status_code == 404
