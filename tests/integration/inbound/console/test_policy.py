"""An escalation policy's page: rehearse now."""

import pytest
from tests.integration.inbound.console.site import Outline

PAGE = "/policies/default"


async def test_the_steps_are_shown(site):
    """Whom each step pages, with a way to its schedule, and from who is on call to here."""
    ana = await site.browser()
    page = Outline((await ana.get(PAGE)).text)

    assert {"href": "/schedules/primary"} in page.all("a")
    assert "火野 彩 after 5 min the next one" in page.text
    assert PAGE in (await ana.get("/on-call")).text


@pytest.mark.parametrize(
    ("person", "said"), [("ana", "Who would be paged"), ("aya", "呼び出される人")]
)
async def test_a_rehearsal_shows_who_is_paged_when(site, person, said):
    """On the reader's clock; nothing is written and nobody is told."""
    browser = await site.browser(person)
    entries = len(site.store.journal.rows)
    answer = await browser.get(f"{PAGE}?severity=sev2&at=2026-01-06T03:10&hours=1")
    page = Outline(answer.text)

    assert (answer.status_code, page.faults) == (200, [])
    assert said in page.text
    assert page.text.index("Ana García") < page.text.rindex("火野 彩")
    assert page.text.count("03:10:00") == 1
    assert not site.store.incidents.rows
    assert len(site.store.journal.rows) == entries


@pytest.mark.parametrize(
    "query",
    [
        "at=soon",
        "at=0001-01-01T00:00",
        "at=2026-01-06T03:10&severity=sev9",
        "at=2026-01-06T03:10&hours=9999",
    ],
)
async def test_a_wrong_question_is_refused_on_the_page(site, query):
    """It says what is wrong, and the form is still there."""
    ana = await site.browser()
    answer = await ana.get(f"{PAGE}?{query}")

    assert answer.status_code == 422
    assert "must be" in answer.text
    assert "Rehearse now" in answer.text


async def test_an_unknown_policy_is_not_found(site):
    """There is none of that name."""
    assert (await (await site.browser()).get("/policies/nope")).status_code == 404
