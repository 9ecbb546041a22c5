"""The page on which open incidents change hands."""

from tests.integration.inbound.console.site import ANA, AYA, SCHEDULE, Outline

from hikeshi.flow.settle import run_outbox

PAGE = "/schedules/primary/hand-off"


def incident_of(site, incident):
    """Return the incident as it is kept."""
    return site.store.incidents.rows[incident.id]


async def test_an_offered_incident_is_taken_in_one_press(site):
    """It is theirs then, nobody is paged about it, and the page shows who has it."""
    incident = await site.alert()
    ana, aya = await site.browser(), await site.browser("aya", Accept_Language="en")
    await ana.post(f"/incidents/{incident.number}/acknowledge")
    paged = len(site.store.notifications.rows)

    assert "Ana García" in Outline((await aya.get(f"/schedules/{SCHEDULE}/hand-off")).text).text

    answer = await aya.post(f"/incidents/{incident.number}/take", next=PAGE)
    after = incident_of(site, incident)

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert (after.status, after.acknowledged_by, after.assignee_ids) == (
        "acknowledged",
        AYA,
        (AYA,),
    )
    begun = [n for n in site.store.notifications.rows.values() if not n.is_over]
    assert len(site.store.notifications.rows) == paged + 1
    assert begun == []


async def test_what_nobody_has_is_acknowledged(site):
    """And taking it again changes nothing."""
    incident = await site.alert()
    ana = await site.browser()
    await ana.post(f"/incidents/{incident.number}/take")
    first = incident_of(site, incident)
    await ana.post(f"/incidents/{incident.number}/take")

    assert (first.status, first.acknowledged_by) == ("acknowledged", ANA)
    assert incident_of(site, incident) == first
    assert "/take" not in (await ana.get(PAGE)).text


async def test_nothing_open_is_said(site):
    """Nor is a page of another site led to."""
    incident = await site.alert()
    ana = await site.browser()
    answer = await ana.post(f"/incidents/{incident.number}/resolve", next="https://evil.example")

    assert answer.headers["location"] == "/"
    assert "Nothing is open." in Outline((await ana.get(PAGE)).text).text


async def test_what_people_were_told_is_listed(site):
    """To everybody their own; an admin may look at everybody's."""
    incident = await site.alert("Checkout fails")
    await site.deliver()
    ana, aya = await site.browser(), await site.browser("aya", Accept_Language="en")
    await aya.post(f"/incidents/{incident.number}/acknowledge")
    await site.run(run_outbox)

    assert "Checkout fails" not in Outline((await aya.get("/notices?whose=all")).text).text
    assert "Checkout fails" in Outline((await ana.get("/notices")).text).text
    assert "Ana García" in Outline((await ana.get("/notices?whose=all")).text).text
