"""The service worker in a real browser: a page pushed, shown, acknowledged; and a server away."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from attrs import evolve

from hikeshi_server.outbound.links import ACKNOWLEDGE_WITHIN, Links
from hikeshi_server.outbound.web_push.encryption import encrypt, parse_keys
from hikeshi_server.outbound.web_push.message import body_of, render
from tests.integration.inbound.console.site import PASSWORD, Site
from tests.peers.chromium import PROGRAM, Chromium
from tests.unit.outbound.envelopes import PAGE

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")

SIGN_IN = f"""
document.querySelector('#email').value = 'ana@example.org';
document.querySelector('#password').value = {json.dumps(PASSWORD)};
document.querySelector('form.stack').submit();
"""
REGISTER = """
navigator.serviceWorker.register('/service-worker.js')
  .then(() => navigator.serviceWorker.ready).then(() => true)
"""
SHOWN = """
navigator.serviceWorker.ready.then((registration) => registration.getNotifications())
  .then((shown) => shown.map((one) => ({
    title: one.title, body: one.body, data: one.data, actions: one.actions.map((a) => a.title),
    stays: one.requireInteraction })))
"""

#: A subscription's keys, made by the browser's own cryptography; the private one stays there.
MAKE_KEYS = """
(async () => {
  const pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, true,
    ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const auth = crypto.getRandomValues(new Uint8Array(16));
  window.subscribed = { pair, point, auth };
  const text = (bytes) => btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${text(point)}.${text(auth)}`;
})()
"""
#: Reads a pushed body as RFC 8291, section 3.4, and RFC 8188, section 2, say.
READ = """
(async (base64) => {
  const body = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { pair, point, auth } = window.subscribed;
  const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
  const bytes = (text) => new TextEncoder().encode(text);
  const derive = async (secret, salt, info, length) => {
    const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt, info };
    return new Uint8Array(await crypto.subtle.deriveBits(how, key, length * 8));
  };
  const salt = body.slice(0, 16), theirs = body.slice(21, 21 + body[20]);
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const sender = await crypto.subtle.importKey('raw', theirs, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: sender },
    pair.privateKey, 256);
  const secret = await derive(shared, auth, join(bytes('WebPush: info\\0'), point, theirs), 32);
  const raw = await derive(secret, salt, bytes('Content-Encoding: aes128gcm\\0'), 16);
  const iv = await derive(secret, salt, bytes('Content-Encoding: nonce\\0'), 12);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key,
    body.slice(21 + body[20])));
  return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2)));
})
"""


class Served:
    """A site answered on loopback, where browsers allow service workers without https."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        self.links = Links(self.url, [bytes(range(32))])
        config = uvicorn.Config(site.app, ws="none", lifespan="off", log_config=None, loop="none")
        self.server = uvicorn.Server(config)
        self.running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer from now on."""
        self.running = asyncio.create_task(self.server.serve(sockets=[self.listening]))
        while not self.server.started:  # noqa: ASYNC110 (the loop is shared with the server)
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Be away."""
        self.server.should_exit = self.server.force_exit = True
        if self.running is not None:
            await self.running
            self.running = None


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """A site with people, on loopback."""
    site = Site()
    await site.fill()
    made = Served(site)
    await made.start()
    yield made
    await made.stop()


async def pushed(browser: Chromium, origin: str, message: bytes) -> None:
    """Let the browser get what its push service would bring."""
    told = await browser.told("ServiceWorker.workerRegistrationUpdated")
    registration = told["registrations"][0]["registrationId"]
    await browser.say(
        "ServiceWorker.deliverPushMessage",
        browser.session,
        origin=origin,
        registrationId=registration,
        data=message.decode(),
    )


async def shown(browser: Chromium, title: str) -> dict[str, Any]:
    """Return the one notification, once it has that title."""
    await browser.until(
        f"({SHOWN.strip()}).then((all) => all.some((one) => one.title === {json.dumps(title)}))"
    )
    (found,) = await browser.evaluate(SHOWN)
    return found


async def test_a_page_is_shown_and_acknowledged_from_its_notification(served: Served) -> None:
    """What was encrypted for the browser, its own cryptography reads; the press is told there.

    Then the server goes away: what cannot be opened is a page that says so.
    """
    site, incident = served.site, await served.site.alert()
    ana = evolve(PAGE.recipient, user_id=incident.assignee_ids[0])
    envelope = evolve(
        PAGE, recipient=ana, incident_id=incident.id, incident_number=incident.number,
        title="Checkout <b>fails</b>",
    )  # fmt: skip
    whose = (incident.id, ana.user_id, site.clock.now() + ACKNOWLEDGE_WITHIN)
    message = body_of(
        render(
            envelope,
            incident_url=served.links.incident_url(incident.id),
            acknowledge_url=served.links.acknowledge_url(*whose),
            press_url=served.links.press_url(*whose),
        )
    )
    async with Chromium() as browser:
        await browser.say(
            "Browser.grantPermissions", permissions=["notifications"], origin=served.url
        )
        await browser.say("ServiceWorker.enable", browser.session)
        await browser.go(f"{served.url}/sign-in")
        await browser.evaluate(SIGN_IN)
        await browser.until("location.pathname === '/'")
        await browser.go(f"{served.url}/devices")
        button = "document.querySelector('form[data-push-key] button')"
        assert await browser.evaluate(f"!{button}.hidden")
        await browser.evaluate(REGISTER)

        secret = await browser.evaluate(MAKE_KEYS)
        body = base64.b64encode(encrypt(message, parse_keys(secret))).decode()
        read = await browser.evaluate(f"({READ.strip()})('{body}')")
        await pushed(browser, served.url, read.encode())
        page = await shown(browser, f"[SEV1] #{incident.number} Checkout <b>fails</b>")
        worker = await browser.worker()
        taken = await browser.evaluate(f"acknowledge({json.dumps(page['data'])})", worker)
        after = await shown(browser, f"#{incident.number} is acknowledged.")

        assert (page["actions"], page["stays"]) == (["Acknowledge"], True)
        assert "Shop <API>" in page["body"]
        assert taken is True
        assert site.store.incidents.rows[incident.id].acknowledged_by == ana.user_id
        assert (after["actions"], after["stays"]) == ([], False)

        await served.stop()
        failed = await browser.evaluate(f"acknowledge({json.dumps(page['data'])})", worker)
        await shown(browser, f"#{incident.number} could not be acknowledged. Tap to open it.")
        await browser.say("Page.navigate", browser.session, url=f"{served.url}/incidents")
        heading = await browser.until("document.querySelector('#main h1')?.textContent")

        assert failed is False
        assert heading == "Hikeshi cannot be reached"


async def test_a_pushed_code_proves_the_browser_by_itself(served: Served) -> None:
    """The open page fills it in and sends it: nobody types six digits."""
    site = served.site
    async with Chromium() as browser:
        await browser.say(
            "Browser.grantPermissions", permissions=["notifications"], origin=served.url
        )
        await browser.say("ServiceWorker.enable", browser.session)
        await browser.go(f"{served.url}/sign-in")
        await browser.evaluate(SIGN_IN)
        await browser.until("location.pathname === '/'")
        await browser.go(f"{served.url}/devices")
        await browser.evaluate(REGISTER)
        await browser.evaluate("""
        const form = document.querySelector('form[data-push-key]');
        form.elements.endpoint.value = 'https://push.example.org/x';
        form.elements.p256dh.value = 'B' + 'A'.repeat(86);
        form.elements.auth.value = 'A'.repeat(22);
        form.submit();
        """)
        await browser.until("document.querySelector('form[data-push-code]') !== null")
        (notice,) = site.store.notices.rows.values()
        said = {"title": "code", "body": "", "tag": "t", "code": notice.code}

        await pushed(browser, served.url, json.dumps(said).encode())
        await browser.until("document.querySelector('#yours + ul .good-text') !== null")

    method = site.store.contact_methods.rows[notice.contact_method_id]
    assert method.verified
