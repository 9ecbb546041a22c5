"""Addresses of services, of their senders, and of the days on which nobody works."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    CONFIGURE,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def service_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    yield from _services(api)
    yield from _holidays(api)


def _services(api: Resources) -> Iterator[Operation]:
    many, one = api.services, "/services/{service}"
    yield get("/services", many.list_page, "List services")
    yield post("/services", many.create, "Create a service", CONFIGURE)
    yield get(one, many.read, "Read a service")
    yield put(one, many.replace, "Replace a service", CONFIGURE)
    yield patch(one, many.edit, "Change a service", CONFIGURE)
    yield delete(one, many.remove, "Delete a service", CONFIGURE)
    senders, sender = api.integrations, "/integrations/{integration}"
    yield get(f"{one}/integrations", senders.list_of_service, "List the senders of a service")
    yield post(
        f"{one}/integrations",
        senders.create_for_service,
        "Let a sender post signals about a service",
        CONFIGURE,
        location="/integrations/{id}",
    )
    yield get("/integrations", senders.list_page, "List senders")
    yield post("/integrations", senders.create, "Let a sender post signals", CONFIGURE)
    yield get(sender, senders.read, "Read a sender")
    yield put(sender, senders.replace, "Replace a sender; its keys stay", CONFIGURE)
    yield patch(sender, senders.edit, "Change a sender; its keys stay", CONFIGURE)
    yield delete(sender, senders.remove, "Stop listening to a sender", CONFIGURE)
    yield post(
        f"{sender}/rotations", senders.rotate, "Give a sender a new key", CONFIGURE, location=""
    )
    yield delete(
        f"{sender}/older-keys",
        senders.drop_older_keys,
        "Let a sender's older keys die",
        CONFIGURE,
        status=200,
    )
    yield get("/routes", api.routes.read, "Read the routes, in order")
    yield put("/routes", api.routes.replace, "Replace the routes", CONFIGURE)


def _holidays(api: Resources) -> Iterator[Operation]:
    many, one = api.holidays, "/holidays/{holidays}"
    yield get("/holidays", many.list_page, "List sets of holidays")
    yield post("/holidays", many.create, "Say on which days nobody works", CONFIGURE)
    yield get(one, many.read, "Read a set of holidays")
    yield put(one, many.replace, "Replace a set of holidays", CONFIGURE)
    yield patch(one, many.edit, "Change a set of holidays", CONFIGURE)
    yield delete(one, many.remove, "Delete a set of holidays", CONFIGURE)
    told, where = api.holiday_calendar, f"{one}/subscribed-calendar"
    yield get(where, told.read, "Read how the reading of a set's calendar goes")
    yield put(where, told.put, "Have the days of a set read from a calendar", CONFIGURE)
    yield delete(where, told.remove, "Read the calendar of a set no more", CONFIGURE)
    yield post(
        f"{where}/refreshes",
        told.refresh,
        "Read the calendar of a set at once",
        CONFIGURE,
        status=202,
    )
    yield post(
        f"{one}/calendar-imports",
        many.import_calendar,
        "Take the days of a calendar file",
        CONFIGURE,
        status=200,
    )
