"""Webhook subscriptions over HTTP."""

import pytest
from tests.unit.inbound.http.api.world import World

from hikeshi.testing.builders import a_subscription_message, new_id

BODY = {"name": "Lake", "url": "https://lake.example.org/in", "types": ["incident.*"]}


def test_its_secret_is_shown_once(world: World):
    """The signing secret is in the answer that makes it, and in no later one."""
    made = world.made("/webhook-subscriptions", BODY)
    path = f"/webhook-subscriptions/{made['id']}"
    rotated = world.made(f"{path}/rotations", None)
    read = world.got(path)

    assert made["secret"] == rotated["secret"] == "whsec_c2VjcmV0"
    assert (read["secret"], read["older_secrets"], read["active"]) == (None, 1, True)
    assert world.got("/webhook-subscriptions")["items"] == [read]
    assert world.call("DELETE", f"{path}/older-secrets").json["older_secrets"] == 0


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"types": ["incident.exploded"]}, "/types"),
        ({"types": []}, "/types"),
        ({"url": "lake"}, "/url"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_used_is_named(world: World, change, pointer):
    """A type that is never streamed would be silence for ever: it is refused, as is the rest."""
    made = world.made("/webhook-subscriptions", BODY)
    for answer in (
        world.call("POST", "/webhook-subscriptions", {**BODY, **change}),
        world.call("PATCH", f"/webhook-subscriptions/{made['id']}", change),
    ):
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == pointer


def test_an_edit_needs_the_version_it_was_made_against(world: World):
    """A stale edit is refused, and a good one is another version."""
    made = world.made("/webhook-subscriptions", BODY)
    path = f"/webhook-subscriptions/{made['id']}"
    edited = world.call("PATCH", path, {"active": False}, headers={"If-Match": '"v1"'})
    stale = world.call("PATCH", path, {"active": True}, headers={"If-Match": '"v1"'})

    assert (edited.json["active"], edited.json["version"], stale.status_code) == (False, 2, 412)
    assert world.call("DELETE", path).status_code == 204
    assert world.call("GET", path).status_code == 404


def test_messages_are_listed_and_sent_again(world: World):
    """Those who administer see what was sent and what came of it; what is under way waits."""
    made = world.made("/webhook-subscriptions", BODY)
    path = f"/webhook-subscriptions/{made['id']}/messages"
    message = a_subscription_message(subscription_id=next(iter(world.store.subscriptions.rows)))
    world.store.subscription_messages.put(message.id, message)
    (shown,) = world.got(path, params={"status": "pending"})["items"]
    again = world.call("POST", f"{path}/{shown['id']}/replays")

    assert (shown["type"], shown["status"]) == ("incident.triggered", "pending")
    assert again.status_code == 409
    assert world.got(path, params={"status": "failed"})["items"] == []
    assert world.call("POST", f"{path}/{new_id()}/replays").status_code == 404


@pytest.mark.parametrize("person", ["rosa", "otto"])
def test_others_see_nothing_of_it(world: World, person):
    """Only those who administer see where things are sent to."""
    made = world.made("/webhook-subscriptions", BODY)
    path = f"/webhook-subscriptions/{made['id']}"

    for where in ("/webhook-subscriptions", path, f"{path}/messages"):
        assert world.call("GET", where, by=person).status_code == 403
    assert world.call("POST", "/webhook-subscriptions", BODY, by=person).status_code == 403
