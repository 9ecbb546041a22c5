"""Webhook subscriptions: let in, switched off and on, and what did not arrive sent again."""

from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import Outline

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus, SubscriptionMessage
from hikeshi.testing.builders import new_id

NEW = {"name": "Mirror", "url": "https://example.org/in", "types": "incident.* alert.*"}


def only(rows):
    """Return the one row of a table."""
    (found,) = rows.values()
    return found


async def test_a_program_is_told_from_now_on(site):
    """Its secret is shown this once; a second one signs as well until the first is taken away."""
    ana = await site.browser()
    made = await ana.post("/subscriptions", **NEW)
    found = only(site.store.subscriptions.rows)
    where = f"/subscriptions/{found.id}"
    again = await ana.get(where)
    turned = await ana.post(f"{where}/rotate", version="1")
    stale = await ana.post(f"{where}/rotate", version="1")
    two = only(site.store.subscriptions.rows)
    await ana.post(f"{where}/remove-older-secrets", version="2")
    listed = Outline((await ana.get("/subscriptions")).text)
    gone = await ana.post(f"{where}/remove", version="3")

    assert (made.status_code, found.secrets[0] in made.text) == (200, True)
    assert Outline(made.text).faults == Outline(again.text).faults == listed.faults == []
    assert found.secrets[0] not in again.text
    assert found.types == ("incident.*", "alert.*")
    assert (turned.status_code, two.secrets[0] in turned.text) == (200, True)
    assert (stale.status_code, len(two.secrets), two.secrets[1]) == (409, 2, found.secrets[0])
    assert "Mirror" in listed.text
    assert (gone.status_code, gone.headers["location"]) == (303, "/subscriptions")
    assert site.store.subscriptions.rows == {}


async def test_one_that_was_given_up_is_told_again(site):
    """The page is loud with the reason; what did not arrive is sent again by a button."""
    off = Subscription(
        id=SubscriptionId(new_id()),
        name="Mirror",
        url="https://example.org/in",
        types=("incident.*",),
        secrets=("whsec_x",),
        active=False,
        disabled_reason="it answered 500 for a day",
    )
    lost = SubscriptionMessage(
        id=SubscriptionMessageId(new_id()),
        subscription_id=off.id,
        position=1,
        type="incident.triggered",
        body="{}",
        status=MessageStatus.FAILED,
        attempts=9,
        reason="it answered 500",
        created_at=site.clock.now() - timedelta(days=1),
        due_at=site.clock.now(),
        tried_since=site.clock.now() - timedelta(days=1),
        finished_at=site.clock.now(),
    )
    await site.run(lambda work: work.subscriptions.save_many([off]))
    await site.run(lambda work: work.subscription_messages.add_many([lost]))
    ana = await site.browser()
    page = Outline((await ana.get(f"/subscriptions/{off.id}")).text)
    replayed = await ana.post(f"/subscriptions/{off.id}/replay", id=str(lost.id))
    early = await ana.post(f"/subscriptions/{off.id}/replay", id=str(lost.id))
    on = await ana.post(f"/subscriptions/{off.id}/switch", active="yes", version="1")

    assert page.faults == []
    assert "It is told nothing. it answered 500 for a day" in page.text
    assert "incident.triggered" in page.text
    assert (replayed.status_code, early.status_code, on.status_code) == (303, 409, 303)
    assert only(site.store.subscription_messages.rows).status is MessageStatus.PENDING
    assert only(site.store.subscriptions.rows).active


@pytest.mark.parametrize(
    ("person", "path", "fields", "status", "says"),
    [
        ("ana", "/subscriptions", {**NEW, "types": "disk.*"}, 422, "types "),
        ("ana", "/subscriptions", {**NEW, "types": " "}, 422, "types must"),
        ("ana", "/subscriptions", {**NEW, "url": "ftp://x"}, 422, "url must"),
        ("ana", "/subscriptions", {**NEW, "name": " "}, 422, "name must"),
        ("ana", "/subscriptions/x/switch", {}, 422, "id must"),
        ("ana", f"/subscriptions/{new_id()}/rotate", {"version": "1"}, 404, "no such"),
        ("aya", "/subscriptions", NEW, 403, ""),
    ],
)
async def test_what_is_refused_says_why(site, person, path, fields, status, says):
    """Nobody is told anything, and only who administers sees who is."""
    browser = await site.browser(person)
    answer = await browser.post(path, **fields)

    assert (answer.status_code, says in answer.text) == (status, True)
    assert site.store.subscriptions.rows == {}
    assert (await browser.get("/subscriptions")).status_code == (403 if person == "aya" else 200)
