"""The button a phone shows: one POST, no page, no form."""

from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import ANA, BEN, PUBLIC_URL, ZED


def press_path(site, incident, user_id=ANA, **span):
    """Return the path behind the button on that person's phone."""
    expires_at = site.clock.now() + timedelta(**(span or {"hours": 24}))
    return site.links.press_url(incident.id, user_id, expires_at).removeprefix(PUBLIC_URL)


async def test_a_press_acknowledges_as_the_person_of_the_phone(site):
    """Nobody has to sign in; a second press is answered alike and changes nothing."""
    incident = await site.alert()
    nobody, path = await site.browser(None), press_path(site, incident)

    first = await nobody.get(path, "POST")
    before = site.store.incidents.rows[incident.id]
    again = await nobody.get(path, "POST")

    assert (first.status_code, first.text) == (200, f"#{incident.number} acknowledged\n")
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert (before.status, before.acknowledged_by) == ("acknowledged", ANA)
    assert site.store.incidents.rows[incident.id] == before


async def test_looking_at_it_changes_nothing(site):
    """GET and HEAD are no presses."""
    incident = await site.alert()
    nobody, path = await site.browser(None), press_path(site, incident)

    for method in ("GET", "HEAD"):
        assert (await nobody.get(path, method)).status_code == 405
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_the_token_of_a_mail_presses_nothing(site):
    """Programs follow links in mails: those tokens open the page with the form, and it alone."""
    incident = await site.alert()
    nobody = await site.browser(None)
    mail, press = site.acknowledge_path(incident), press_path(site, incident)

    assert (await nobody.get(f"{mail}/press", "POST")).status_code == 403
    assert (await nobody.get(press.removesuffix("/press"))).status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


@pytest.mark.parametrize("person", [ZED, BEN])
async def test_who_may_not_acknowledge_presses_in_vain(site, person):
    """Somebody who has left, or who only looks on, acknowledges nothing."""
    incident = await site.alert()
    nobody = await site.browser(None)

    assert (await nobody.get(press_path(site, incident, person), "POST")).status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_an_old_or_forged_button_is_refused(site):
    """Too old is 410, changed is 403."""
    incident = await site.alert()
    nobody, path = await site.browser(None), press_path(site, incident, minutes=10)
    forged = path.removesuffix("/press")[:-3] + "AAA/press"

    assert (await nobody.get(forged, "POST")).status_code == 403
    await site.pass_time(minutes=10)
    assert (await nobody.get(path, "POST")).status_code == 410
    assert site.store.incidents.rows[incident.id].status == "triggered"
