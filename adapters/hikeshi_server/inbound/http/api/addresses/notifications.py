"""Addresses of how people are reached, and of what they were sent."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    OPERATE,
    READ,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def notification_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    methods, method = api.contact_methods, "/contact-methods/{method}"
    yield get("/contact-methods", methods.list_page, "List one's contact methods")
    yield post("/contact-methods", methods.create, "Add a contact method", READ)
    yield get(method, methods.read, "Read a contact method")
    yield put(method, methods.replace, "Replace a contact method", READ)
    yield patch(method, methods.edit, "Change a contact method", READ)
    yield delete(method, methods.remove, "Take a contact method away", READ)
    yield put(
        f"{method}/verification",
        methods.verify,
        "Verify a contact method by the code sent there; without one an admin vouches for it",
        READ,
    )
    yield post(
        f"{method}/verification-requests",
        methods.request_code,
        "Have a code sent to a contact method",
        READ,
        status=202,
    )
    rules, rule = api.notification_rules, "/notification-rules/{rule}"
    yield get("/notification-rules", rules.list_page, "List personal rules")
    yield post("/notification-rules", rules.create, "Add a personal rule", READ)
    yield get(rule, rules.read, "Read a personal rule")
    yield put(rule, rules.replace, "Replace a personal rule", READ)
    yield patch(rule, rules.edit, "Change a personal rule", READ)
    yield delete(rule, rules.remove, "Delete a personal rule", READ)
    pages = api.notifications
    yield get("/notifications", pages.list_page, "List notifications")
    yield get("/notifications/{notification}", pages.read, "Read one with its attempts")
    yield get("/notices", api.notices.list_page, "List messages to people that are no pages")
    yield from _dead_letters(api)


def _dead_letters(api: Resources) -> Iterator[Operation]:
    pages = api.notifications
    yield get("/dead-letters", pages.list_dead_letters, "List undelivered pages", OPERATE)
    yield post(
        "/dead-letters/replays",
        pages.replay_many,
        "Send undelivered pages again whose incidents nobody has",
        OPERATE,
        status=200,
    )
    yield post(
        "/dead-letters/{notification}/replays",
        pages.replay,
        "Send an undelivered page again",
        OPERATE,
        location="/notifications/{id}",
    )
    yield post(
        "/dead-letters/discards",
        pages.discard_many,
        "Take undelivered pages off the list of which somebody knows",
        OPERATE,
        status=200,
    )
    yield post(
        "/dead-letters/{notification}/discards",
        pages.discard,
        "Take an undelivered page off the list",
        OPERATE,
        location="/notifications/{id}",
    )
