"""Addresses of incidents, of the alerts behind them, and of what keeps alerts quiet."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    OPERATE,
    RESPOND,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def incident_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    yield from _incidents(api)
    yield from _incident_states(api)
    yield from _alerts(api)
    yield from _quiet(api)


def _incidents(api: Resources) -> Iterator[Operation]:
    one, many, actions = "/incidents/{incident}", api.incidents, api.actions
    yield get("/incidents", many.list_page, "List incidents")
    yield post("/incidents", many.declare, "Declare an incident", RESPOND)
    yield get(one, many.read, "Read an incident")
    yield patch(one, many.edit, "Change title, description, labels or severity", RESPOND)
    yield get(f"{one}/timeline", many.timeline, "Read what happened to an incident")
    yield get(f"{one}/explanation", many.explain, "Read why people were, or were not, paged")
    yield post(
        f"{one}/escalations",
        actions.escalate,
        "Run the next or a chosen step",
        RESPOND,
        location="",
    )
    yield post(
        f"{one}/snoozes", actions.snooze, "Let nothing happen for a while", RESPOND, location=""
    )
    yield post(
        f"{one}/reassignments", actions.reassign, "Give it to somebody else", RESPOND, location=""
    )
    yield post(f"{one}/notes", actions.note, "Write something down", RESPOND, location="")
    yield post(
        "/pages", api.pages.page, "Page somebody by hand", RESPOND, location="/incidents/{id}"
    )


def _incident_states(api: Resources) -> Iterator[Operation]:
    one, taking, ending = "/incidents/{incident}", api.acknowledgement, api.resolution
    yield put(f"{one}/acknowledgement", taking.put, "Take an incident", RESPOND)
    yield delete(f"{one}/acknowledgement", taking.remove, "Let an incident go", RESPOND, status=200)
    yield put(f"{one}/mitigation", ending.mitigate, "Say that the harm has stopped", RESPOND)
    yield delete(
        f"{one}/mitigation", ending.reopen, "Say that it has not after all", RESPOND, status=200
    )
    yield put(f"{one}/resolution", ending.resolve, "Say that it is over", RESPOND)
    yield delete(f"{one}/resolution", ending.reopen, "Reopen an incident", RESPOND, status=200)
    yield put(f"{one}/closure", ending.close, "Say that nothing is left to do", RESPOND)


def _alerts(api: Resources) -> Iterator[Operation]:
    alerts = api.alerts
    yield get("/alerts", alerts.list_page, "List alerts, without their payload")
    yield get("/alerts/{alert}", alerts.read, "Read an alert")
    yield get(
        "/unreadable-signals", alerts.list_unreadable, "List what was not understood", OPERATE
    )
    yield get(
        "/refused-keys", alerts.list_refused_keys, "List keys of senders nobody knows", OPERATE
    )


def _quiet(api: Resources) -> Iterator[Operation]:
    many, one = api.silences, "/silences/{silence}"
    yield get("/silences", many.list_page, "List silences")
    yield post("/silences", many.create, "Let nobody hear of some alerts for a while", RESPOND)
    yield get(one, many.read, "Read a silence")
    yield patch(one, many.edit, "Change a silence; its past stays", RESPOND)
    yield delete(one, many.end, "End a silence now", RESPOND, status=200)
    windows, window = api.maintenance_windows, "/maintenance-windows/{window}"
    yield get("/maintenance-windows", windows.list_page, "List maintenance windows")
    yield post("/maintenance-windows", windows.create, "Work on services for a while", RESPOND)
    yield get(window, windows.read, "Read a maintenance window")
    yield patch(window, windows.edit, "Change a maintenance window; its past stays", RESPOND)
    yield delete(window, windows.end, "End a maintenance window now", RESPOND, status=200)
