"""In and out."""

import pytest
from tests.integration.inbound.console.site import PASSWORD


async def test_signing_in_leads_to_where_one_wanted_to_go(site):
    """The session's cookie is set, and the page wanted is shown."""
    browser = await site.browser(None)

    answer = await browser.post(
        "/sign-in", email="ana@example.org", password=PASSWORD, next="/incidents?status=triggered"
    )

    assert answer.headers["location"] == "/incidents?status=triggered"
    assert (await browser.get("/incidents?status=triggered")).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/\r\nSet-Cookie: a=b",
        "",
        "/sign-in?next=/",
    ],
)
async def test_no_other_site_is_where_one_ends(site, target):
    """`next` is a path of ours, or it is the board."""
    browser = await site.browser(None)

    answer = await browser.post("/sign-in", email="ana@example.org", password=PASSWORD, next=target)

    assert answer.headers["location"] == "/"


async def test_a_wrong_password_is_said_and_the_address_kept(site):
    """Both faults sound the same, and the form remembers what was typed, escaped."""
    browser = await site.browser(None)

    for email in ("ana@example.org", '"><script>x</script>@example.org', "zed@example.org"):
        answer = await browser.post("/sign-in", email=email, password="guess")
        assert answer.status_code == 401
        assert "The e-mail address or the password is wrong." in answer.text
        assert "<script>x" not in answer.text


async def test_too_many_attempts_are_not_looked_at(site):
    """After a few wrong ones even the right one waits."""
    browser = await site.browser(None)
    answers = [
        await browser.post("/sign-in", email="ana@example.org", password="guess") for _ in range(30)
    ]

    assert answers[-1].status_code == 429
    assert "Wait a while" in answers[-1].text


@pytest.mark.parametrize("token", ["", "x"])
async def test_another_site_signs_nobody_in(site, token):
    """Without the visitor's token no session is opened."""
    browser = await site.browser(None)

    answer = await browser.post("/sign-in", token=token, email="ana@example.org", password=PASSWORD)

    assert answer.status_code == 403
    assert "hikeshi_session" not in browser.cookies


async def test_signing_out_ends_the_session(site):
    """The old cookie opens nothing any more."""
    ana = await site.browser()
    kept = dict(ana.cookies)

    refused = await ana.post("/sign-out", token="x")
    left = await ana.post("/sign-out")
    ana.cookies = kept

    assert (refused.status_code, left.headers["location"]) == (403, "/sign-in")
    assert (await ana.get("/")).status_code == 303


async def test_strangers_choose_their_language_by_their_browser(site):
    """The page speaks what Accept-Language asks for, else English."""
    for asked, language in (
        ("ja", "ja"),
        ("ja-JP,en;q=0.5", "ja"),
        ("en;q=0.4, ja;q=0.9", "ja"),
        ("fr, de;q=x", "en"),
        ("", "en"),
    ):
        browser = await site.browser(None, Accept_Language=asked)
        page = await browser.get("/sign-in")
        assert f'<html lang="{language}">' in page.text
