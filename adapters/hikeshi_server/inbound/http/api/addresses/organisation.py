"""Addresses of the configuration as files, and of programs that are told what happens."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    ADMINISTER,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def organisation_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    yield from _configuration(api)
    yield from _webhook_subscriptions(api)


def _configuration(api: Resources) -> Iterator[Operation]:
    files, address = api.configuration, "/configuration"
    yield get(address, files.export, "Read everything configured, as files have it", ADMINISTER)
    yield post(
        f"{address}/plans", files.plan, "See what files would change", ADMINISTER, status=200
    )
    yield post(f"{address}/applications", files.apply, "Let files hold", ADMINISTER, location="")


def _webhook_subscriptions(api: Resources) -> Iterator[Operation]:
    many, one = api.webhook_subscriptions, "/webhook-subscriptions/{subscription}"
    yield get("/webhook-subscriptions", many.list_page, "List webhook subscriptions", ADMINISTER)
    yield post(
        "/webhook-subscriptions",
        many.create,
        "Let a program elsewhere be told what happens; its secret is shown once",
        ADMINISTER,
    )
    yield get(one, many.read, "Read a webhook subscription", ADMINISTER)
    yield put(one, many.replace, "Replace a webhook subscription", ADMINISTER)
    yield patch(one, many.edit, "Change a webhook subscription", ADMINISTER)
    yield delete(one, many.remove, "Delete a webhook subscription", ADMINISTER)
    yield post(
        f"{one}/rotations",
        many.rotate,
        "Sign with a new secret as well; it is shown once",
        ADMINISTER,
        location="",
    )
    yield delete(
        f"{one}/older-secrets",
        many.drop_older_secrets,
        "Sign with the newest secret only",
        ADMINISTER,
        status=200,
    )
    yield get(f"{one}/messages", many.list_messages, "List what it was sent", ADMINISTER)
    yield post(
        f"{one}/messages/{{message}}/replays",
        many.replay,
        "Send a message again",
        ADMINISTER,
        location="",
    )
