"""Who was on call then, as known then: /on-call, shifts and gaps with `known_at`."""

from datetime import timedelta

AT = "2026-01-08T00:00:00Z"
BEFORE, AFTER = "2026-01-05T03:10:00Z", "2026-01-05T04:10:00Z"
SPAN = "since=2026-01-05T00:00:00Z&until=2026-01-12T00:00:00Z"


def _asked(shop, path, query):
    return shop.got(path, query_string=query)["items"]


def test_a_plan_that_changed_is_answered_as_it_was(shop):
    """An override put on an hour later was not known before; who was planned then was."""
    rosa, otto = (str(shop.actors[name].id) for name in ("rosa", "otto"))
    shop.clock.advance(timedelta(hours=1))
    override = {"start": "2026-01-07T00:00:00Z", "end": "2026-01-09T00:00:00Z", "user": "otto"}
    shop.made("/schedules/primary/overrides", override)
    for known_at, who in ((BEFORE, rosa), (AFTER, otto), (None, otto)):
        known = f"&known_at={known_at}" if known_at else ""
        [row] = _asked(shop, "/on-call", f"at={AT}{known}")
        shifts = _asked(shop, "/schedules/primary/shifts", SPAN + known)

        assert row["user_ids"] == [who]
        assert (otto in {shift["user_id"] for shift in shifts}) is (who == otto)


def test_gaps_as_they_were_known(shop):
    """Nobody planned is a gap of that time, whoever was found for it later."""
    shop.clock.advance(timedelta(hours=1))
    shop.call("PATCH", "/schedules/primary", {"layers": []})
    path = "/schedules/primary/gaps"

    assert _asked(shop, path, f"{SPAN}&known_at={BEFORE}") == []
    assert _asked(shop, path, SPAN) == [{"start": AFTER, "end": "2026-01-12T00:00:00Z"}]


def test_what_nobody_knew(shop):
    """Before the schedule was made there is nothing to know, and nobody knows the future."""
    old, ahead = "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"

    assert _asked(shop, "/on-call", f"known_at={old}") == []
    for known_at, path in (
        (old, "/schedules/primary/shifts"),
        (ahead, "/schedules/primary/gaps"),
        (ahead, "/on-call"),
    ):
        refused = shop.call("GET", path, query_string=f"known_at={known_at}")
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/known_at")


def test_what_was_known_goes_with_its_schedule(shop):
    """A schedule that is deleted leaves no versions behind; every change of one leaves one."""
    made = shop.made("/schedules", {"key": "short", "time_zone": "UTC"})
    shop.call("PATCH", "/schedules/short", {"name": "Short"})
    kept = [
        version for found, version in shop.store.schedule_versions.rows if str(found) == made["id"]
    ]
    assert kept == [1, 2]
    assert shop.call("DELETE", "/schedules/short").status_code == 204

    assert made["id"] not in {str(found) for found, _ in shop.store.schedule_versions.rows}
