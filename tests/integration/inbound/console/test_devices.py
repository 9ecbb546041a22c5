"""Browsers subscribed to pages: each by its person, proved by a code, forgotten again."""

import json
import re

import pytest
from tests.integration.inbound.console.site import ANA, AYA, CODE, PUSH_KEY
from tests.peers.push_service import Browser as Subscribed
from tests.peers.push_service import encoded

from hikeshi.teams.model.contact_method import ContactKind

ENDPOINT = "https://push.example.org/wpush/v2/abc"


def browsers(site):
    """Return the contact methods of browsers."""
    rows = site.store.contact_methods.rows.values()
    return [method for method in rows if method.kind is ContactKind.WEB_PUSH]


async def subscribe(browser, device, endpoint=ENDPOINT):
    """Send what the script on the page sends."""
    fields = {"p256dh": encoded(device.point), "auth": encoded(device.auth)}
    return await browser.post("/devices", seen_at="/devices", endpoint=endpoint, **fields)


async def press(browser, method, **fields):
    """Press a button beside a browser."""
    return await browser.post(f"/devices/{method.id}", seen_at="/devices", **fields)


async def test_a_browser_is_subscribed_and_proved_by_its_code(site):
    """It is a contact method that has to be verified; the code pushed to it does so."""
    ana, device = await site.browser(), Subscribed()

    page = await ana.get("/devices")
    answer = await subscribe(ana, device)
    (unproved,) = browsers(site)
    (notice,) = site.store.notices.rows.values()
    await press(ana, unproved, what="code", code=f" {CODE} ")

    assert f'data-push-key="{PUSH_KEY}"' in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/devices")
    assert (unproved.user_id, unproved.key, unproved.verified) == (ANA, "browser", False)
    assert (unproved.address, unproved.secret) == (ENDPOINT, device.secret)
    assert (notice.contact_method_id, notice.code) == (unproved.id, CODE)
    assert browsers(site)[0].verified
    assert "push.example.org" in (await ana.get("/devices")).text


async def test_the_same_browser_again_is_the_same_method(site):
    """Only its keys are new; a second browser is a second method."""
    ana, renewed = await site.browser(), Subscribed()

    await subscribe(ana, Subscribed())
    await press(ana, browsers(site)[0], what="code", code=CODE)
    await subscribe(ana, renewed)
    await subscribe(ana, Subscribed(), f"{ENDPOINT}/other")

    first, second = sorted(browsers(site), key=lambda method: method.key)
    assert (first.key, first.verified, first.secret) == ("browser", True, renewed.secret)
    assert (second.key, second.verified) == ("browser-2", False)


async def test_a_wrong_code_is_refused_and_counted(site):
    """After five of them the right one is too late; another one can be asked for."""
    ana = await site.browser()
    await subscribe(ana, Subscribed())
    (method,) = browsers(site)

    wrong = [await press(ana, method, what="code", code="000000") for _ in range(5)]
    late = await press(ana, method, what="code", code=CODE)
    await press(ana, method, what="again")
    await press(ana, method, what="code", code=CODE)

    assert {answer.status_code for answer in (*wrong, late)} == {422}
    assert browsers(site)[0].verified


@pytest.mark.parametrize(
    ("endpoint", "keys"),
    [
        ("javascript:alert(1)", {}),
        ("", {}),
        (ENDPOINT, {"p256dh": "", "auth": ""}),
        (ENDPOINT, {"p256dh": "x" * 87, "auth": "y" * 22}),
    ],
)
async def test_what_is_no_subscription_is_refused(site, endpoint, keys):
    """The page says why; nothing is kept."""
    ana, device = await site.browser(), Subscribed()
    fields = {"p256dh": encoded(device.point), "auth": encoded(device.auth), **keys}

    answer = await ana.post("/devices", seen_at="/devices", endpoint=endpoint, **fields)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert browsers(site) == []


async def test_nobody_touches_anothers_browser(site):
    """Neither confirming nor forgetting: for others it is not there."""
    await subscribe(await site.browser(), Subscribed())
    aya, (method,) = await site.browser("aya"), browsers(site)

    for fields in ({"what": "code", "code": CODE}, {"what": "again"}, {"what": "forget"}):
        assert (await press(aya, method, **fields)).status_code == 404
    assert "push.example.org" not in (await aya.get("/devices")).text
    assert browsers(site) == [method]
    assert method.user_id != AYA


async def test_a_browser_is_forgotten(site):
    """It is no contact method any more; what is no button does nothing."""
    ana = await site.browser()
    await subscribe(ana, Subscribed())
    (method,) = browsers(site)

    assert (await press(ana, method, what="else")).status_code == 422
    assert (await ana.post("/devices/x", seen_at="/devices", what="forget")).status_code == 404
    await press(ana, method, what="forget")

    assert browsers(site) == []


async def test_a_form_of_another_site_subscribes_nothing(site):
    """Its token is missing."""
    ana, device = await site.browser(), Subscribed()
    fields = {"p256dh": encoded(device.point), "auth": encoded(device.auth)}

    answer = await ana.post("/devices", token="forged", endpoint=ENDPOINT, **fields)

    assert (answer.status_code, browsers(site)) == (403, [])


async def test_the_worker_is_served_from_the_root_and_asked_for_anew(site):
    """So it may answer for every page, and a new release's is taken at once."""
    nobody = await site.browser(None)

    answer = await nobody.get("/service-worker.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_the_manifest_names_what_is_there(site):
    """Its start page and icon are served, and every page links it."""
    nobody = await site.browser(None)
    page = await nobody.get("/sign-in")
    manifest = await nobody.get("/manifest.webmanifest")
    said = json.loads(manifest.text)

    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert (said["display"], said["start_url"]) == ("standalone", "/")
    for icon in said["icons"]:
        assert (await nobody.get(icon["src"])).status_code == 200


@pytest.mark.parametrize(("language", "again"), [("en", "Try again"), ("ja", "もう一度試す")])
async def test_the_offline_page_belongs_to_nobody(site, language, again):
    """It needs no sign-in, names no person, and everything it needs can be kept."""
    ana = await site.browser(Accept_Language=language)

    answer = await ana.get("/offline")

    assert f'<html lang="{language}">' in answer.text
    assert again in answer.text
    assert "Ana" not in answer.text
    assert "<script" not in answer.text
    for address in re.findall(r'href="(/static/[^"]+)"', answer.text):
        assert (await ana.get(address)).status_code == 200
