"""The first run teaches."""

import json
import re
from html import unescape

from tests.integration.inbound.console.site import ANA, Outline

from hikeshi.flow.inbox import understand
from hikeshi.flow.ingestion import IngestSignals


async def test_one_pages_oneself_and_sees_it_arrive(site):
    """The page shows the notification, its outcome, and the acknowledgement."""
    ana = await site.browser()

    pressed = await ana.post("/welcome/page")
    waiting = await ana.get(pressed.headers["location"])
    await site.deliver()
    arrived = await ana.get(pressed.headers["location"])
    (incident,) = site.store.incidents.rows.values()
    await ana.post(f"/incidents/{incident.number}/acknowledge")
    done = await ana.get(pressed.headers["location"])

    assert pressed.headers["location"] == f"/welcome?page={incident.number}"
    assert incident.assignee_ids == (ANA,)
    assert "Ana García · server log Waiting" in Outline(waiting.text).text
    assert "Ana García · server log Delivered written to the log" in Outline(arrived.text).text
    assert "paging has stopped" in done.text


async def test_a_newcomer_without_a_method_gets_the_servers_log(empty_site):
    """One button makes it, once; pressing again changes nothing."""
    ana = await empty_site.browser()
    assert "You have no verified contact method" in (await ana.get("/welcome")).text

    for _ in range(2):
        answer = await ana.post("/welcome/set-up", what="method")
        assert answer.status_code == 303

    (method,) = empty_site.store.contact_methods.rows.values()
    assert (method.user_id, method.kind, method.verified) == (ANA, "console", True)


async def test_one_button_sets_up_a_service_whose_snippets_work(empty_site):
    """The key in the snippet is real: what it sends pages the person who pressed."""
    ana = await empty_site.browser()
    await ana.post("/welcome/set-up", what="method")

    answer = await ana.post("/welcome/set-up", what="service")
    page = unescape((await ana.get("/welcome")).text)
    body = json.loads(re.search(r"-d '(\{\"routing_key.*?\})'", page, re.DOTALL)[1])
    directory = empty_site.store.directory()
    sender = directory.integrations_by_key[body["routing_key"]]
    await empty_site.run(IngestSignals(), understand(sender, body, b"").signals, [])

    assert answer.headers["location"] == "/welcome#senders"
    for path in ("/v2/enqueue", "/integrations/alertmanager/", "/integrations/generic/"):
        assert f"http://testserver{path}" in page
    (incident,) = empty_site.store.incidents.rows.values()
    assert incident.assignee_ids == (ANA,)
    assert incident.severity == "sev1"


async def test_a_second_set_up_changes_nothing(site):
    """Where there is a service already nothing is made."""
    ana = await site.browser()

    answer = await ana.post("/welcome/set-up", what="service")

    assert answer.status_code == 409
    assert len(site.store.services.rows) == 1


async def test_keys_are_shown_only_to_those_who_may_see_them(site):
    """A responder reads whom to ask instead."""
    aya = await site.browser("aya")
    ana = await site.browser()

    theirs, hers = await aya.get("/welcome"), await ana.get("/welcome")

    assert "0123456789abcdef" not in theirs.text
    assert "0123456789abcdef" in hers.text


async def test_observers_neither_page_nor_set_up(empty_site):
    """The use cases refuse; the page says so in words, and nothing is left half done."""
    ben = await empty_site.browser("ben")

    paged = await ben.post("/welcome/page")
    made = await ben.post("/welcome/set-up", what="service")

    assert (paged.status_code, made.status_code) == (403, 403)
    assert empty_site.store.incidents.rows == {}
    assert empty_site.store.schedules.rows == {}


async def test_only_what_the_buttons_say_can_be_set_up(site):
    """Another word is refused; a form without its token, too."""
    ana = await site.browser()

    assert (await ana.post("/welcome/set-up", what="everything")).status_code == 422
    for path in ("/welcome/set-up", "/welcome/page"):
        assert (await ana.post(path, token="x", what="method")).status_code == 403
        assert (await ana.get(path)).headers["location"] == "/welcome"
