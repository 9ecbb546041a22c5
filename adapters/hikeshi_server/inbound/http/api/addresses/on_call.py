"""Addresses of schedules, of who is on call, and of swaps."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    CONFIGURE,
    OVERRIDE,
    READ,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def on_call_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    yield from _schedules(api)
    yield from _swaps(api)


def _schedules(api: Resources) -> Iterator[Operation]:
    many, one, on_call = api.schedules, "/schedules/{schedule}", api.on_call
    yield get("/on-call", on_call.on_call, "Read who is on call for every schedule")
    yield get("/on-call-load", api.on_call_load.read, "Read how being on call is shared")
    yield get("/schedules", many.list_page, "List schedules")
    yield post("/schedules", many.create, "Create a schedule", CONFIGURE)
    yield post(
        "/schedules/preview",
        many.preview,
        "Compute what a schedule would answer if it were saved",
        READ,
        status=200,
    )
    yield get(one, many.read, "Read a schedule")
    yield put(one, many.replace, "Replace a schedule; its past stays", CONFIGURE)
    yield patch(one, many.edit, "Change a schedule; its past stays", CONFIGURE)
    yield delete(one, many.remove, "Delete a schedule", CONFIGURE)
    yield get(f"{one}/shifts", on_call.shifts, "Read who is on call, when")
    yield get(f"{one}/layers", on_call.layers, "Read each layer's own shifts")
    yield get(f"{one}/hand-off", api.hand_offs.read, "Read what is handed over next")
    yield get(f"{one}/gaps", on_call.gaps, "Read when nobody is on call")
    revisions = api.revisions
    yield get(f"{one}/revisions", revisions.list_all, "Read every revision of the layers")
    yield put(
        f"{one}/revisions/{{number}}/restoration",
        revisions.restore,
        "Put the layers of a revision in force again",
        CONFIGURE,
    )
    yield get(f"{one}/conflicts", api.duty.conflicts, "Read when somebody on call is unavailable")
    yield get(f"{one}/cover-suggestions", api.duty.cover, "Read who could stand in, best first")
    overrides = api.overrides
    yield get(f"{one}/overrides", overrides.list_page, "List the overrides of a schedule")
    yield post(f"{one}/overrides", overrides.add, "Put an override on a schedule", OVERRIDE)
    yield delete(
        f"{one}/overrides/{{override}}", overrides.remove, "Take an override back", OVERRIDE
    )
    yield post(
        f"{one}/override-imports",
        api.override_imports.create,
        "Put the events of a calendar file on a schedule",
        OVERRIDE,
        status=200,
    )
    feeds = api.calendar_feeds
    yield get("/calendar-feeds", feeds.list_page, "List secret addresses of calendars")
    yield post(
        "/calendar-feeds", feeds.create, "Make a secret address of a calendar", READ, location=""
    )
    yield delete("/calendar-feeds/{feed}", feeds.revoke, "Revoke an address of a calendar", READ)


def _swaps(api: Resources) -> Iterator[Operation]:
    many, one = api.swaps, "/swaps/{swap}"
    yield get("/swaps", many.list_page, "List swaps")
    yield post("/swaps", many.offer, "Offer a shift to the team, or ask one person", OVERRIDE)
    yield post("/swaps/preview", many.preview, "Compute what a swap would change", READ, status=200)
    yield get(one, many.read, "Read a swap")
    yield get(f"{one}/preview", many.effect, "Compute what accepting a swap would change")
    yield put(f"{one}/acceptance", many.accept, "Take what is offered", OVERRIDE)
    yield put(f"{one}/refusal", many.decline, "Decline what one was asked to take", OVERRIDE)
    yield put(f"{one}/withdrawal", many.withdraw, "Take a swap back", OVERRIDE)
