"""Services: whom they page, what their senders said last, and keys made anew."""

import pytest
from tests.integration.inbound.console.site import SENDER, SERVICE, Outline

from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi.testing.builders import new_id


async def test_what_a_sender_said_last_and_what_was_not_understood(site):
    """With the key for who may see it; a service that pages nobody is loud in the list."""
    await site.alert("Disk full", key="a")
    sender = site.store.integrations.rows[SENDER]
    odd = UnreadableSignal(
        id=new_id(),
        integration_id=SENDER,
        received_at=site.clock.now(),
        body=b"{}",
        reason="'event_action' is missing or blank",
    )
    await site.run(lambda work: work.unreadable_signals.add_many([odd]))
    lonely = Service(id=new_id(), key="lonely", name="Lonely")
    await site.run(lambda work: work.services.save_many([lonely]))
    ana, ben = await site.browser(), await site.browser("ben")
    listed = Outline((await ana.get("/services")).text)
    page, seen = await ana.get("/services/shop"), await ben.get("/services/shop")
    shown = Outline(page.text)

    assert listed.faults == shown.faults == []
    assert "NOBODY is paged" in listed.text
    assert "Disk full" in shown.text
    assert "could not be understood" in shown.text
    assert sender.key in page.text
    assert "/policies/default" in page.text
    assert (sender.key in seen.text, "could not be understood" in seen.text) == (False, False)
    assert "Disk full" in seen.text
    assert (await ana.get("/services/none")).status_code == 404
    assert f'href="/services/{SERVICE}"' in (await ana.get("/incidents/1")).text
    assert (await ana.get(f"/services/{SERVICE}")).status_code == 200


async def test_a_sender_is_let_in_and_its_key_made_anew(site):
    """The old key works until it is taken away; an old page's button changes nothing."""
    ana = await site.browser()
    added = await ana.post("/services/shop/add-sender", kind="generic", name="Backups")
    (made,) = [s for s in site.store.integrations.rows.values() if s.name == "Backups"]
    where = {"id": str(made.id), "version": "1"}
    turned = await ana.post("/services/shop/rotate-key", **where)
    stale = await ana.post("/services/shop/rotate-key", **where)
    both = site.store.integrations.rows[made.id].keys
    page = await ana.get("/services/shop")
    await ana.post("/services/shop/remove-old-keys", **{**where, "version": "2"})

    assert (added.status_code, turned.status_code, stale.status_code) == (303, 303, 409)
    assert (made.kind, made.service_id) == (IntegrationKind.GENERIC, SERVICE)
    assert (len(both), both[1]) == (2, made.key)
    assert "1 older key still works." in page.text
    assert (both[0] in page.text, both[1] in page.text) == (True, False)
    assert site.store.integrations.rows[made.id].keys == both[:1]


@pytest.mark.parametrize(
    ("person", "verb", "fields", "status", "says"),
    [
        ("ana", "add-sender", {"kind": "fax", "name": "x"}, 422, "kind must"),
        ("ana", "add-sender", {"kind": "generic", "name": " "}, 422, "name must"),
        ("ana", "rotate-key", {"id": "x", "version": "1"}, 422, "id must"),
        ("ana", "rotate-key", {"id": str(SENDER)}, 422, "version must"),
        ("ana", "rotate-key", {"id": str(SERVICE), "version": "1"}, 404, "There is no such"),
        ("ana", "else", {}, 422, "verb must"),
        ("ben", "rotate-key", {"id": str(SENDER), "version": "1"}, 403, "not allowed"),
    ],
)
async def test_what_is_refused_says_why(site, person, verb, fields, status, says):
    """Nothing is made and no key changes."""
    browser = await site.browser(person)
    before = dict(site.store.integrations.rows)
    answer = await browser.post(f"/services/shop/{verb}", **fields)

    assert (answer.status_code, says in answer.text) == (status, True)
    assert site.store.integrations.rows == before
