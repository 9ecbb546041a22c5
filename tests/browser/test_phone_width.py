"""The console in a real browser as wide as a small phone."""

import pytest

from tests.browser.test_push import SIGN_IN, Served, served
from tests.peers.chromium import PROGRAM, Chromium

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")

__all__ = ["served"]

PATHS = ("/incidents/1", "/reached/me", "/services/shop", "/swaps", "/quiet")
#: Everything folded is opened; what is wider than the window, what is too small for a thumb.
LOOK = """
document.querySelectorAll('details').forEach((one) => { one.open = true; });
({
  wide: document.documentElement.scrollWidth - window.innerWidth,
  small: [...document.querySelectorAll('main button, main select, main textarea')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 80)),
})
"""
#: Where Tab has led somebody without a mouse.
FOCUSED = "document.activeElement.getAttribute('name') || document.activeElement.tagName"


async def test_pages_fit_a_small_phone_and_are_walked_by_keyboard(served: Served) -> None:
    """Nothing scrolls sideways at 360 pixels, thumbs find what they press, Tab reaches forms."""
    await served.site.alert("A title " + "so-long-that-it-has-to-break-somewhere-" * 4)
    async with Chromium() as browser:
        await browser.say(
            "Emulation.setDeviceMetricsOverride",
            browser.session,
            width=360,
            height=740,
            deviceScaleFactor=1,
            mobile=True,
        )
        await browser.go(f"{served.url}/sign-in")
        await browser.evaluate(SIGN_IN)
        await browser.until("location.pathname === '/'")
        seen = {}
        for path in PATHS:
            await browser.go(served.url + path)
            seen[path] = await browser.evaluate(LOOK)

        assert {path: found for path, found in seen.items() if found["wide"] > 0} == {}
        assert {path: found["small"] for path, found in seen.items() if found["small"]} == {}

        await browser.evaluate("document.querySelector('#matchers').focus()")
        walked = []
        for _ in range(6):
            for kind in ("rawKeyDown", "keyUp"):
                tab = {"type": kind, "key": "Tab", "windowsVirtualKeyCode": 9}
                await browser.say("Input.dispatchKeyEvent", browser.session, **tab)
            walked.append(await browser.evaluate(FOCUSED))

        assert walked[:3] == ["comment", "minutes", "SUMMARY"]
        assert "starts_at" in walked
