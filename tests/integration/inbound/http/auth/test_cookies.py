"""The console's cookie, and other sites that would like to use it."""

import pytest
from falcon.asgi import Request, Response
from falcon.testing import create_scope
from tests.integration.inbound.http.auth.conftest import wired
from tests.unit.access.world import ANA, World

from hikeshi.access.errors import SignInRefusedError
from hikeshi_server.inbound.http.auth.cookies import CSRF_HEADER, OtherSiteError

PASSWORD = "correct horse battery"


async def no_more():
    """Nothing was sent."""
    return {"type": "http.disconnect"}


def post(path="/sign-in", **headers):
    """A request nobody routes."""
    scope = create_scope(method="POST", path=path, headers=headers, host="testserver", port=80)
    return Request(scope, no_more)


async def cookie_of(site, name="ana"):
    """Sign in on the page; return cookie name and secret, and the session's token."""
    response = Response()
    await site.container.cookies().sign_in(
        post(), response, email=f"{name}@example.org", password=PASSWORD
    )
    value = response._cookies["hikeshi_session"].value
    session = list(site.world.store.sessions.rows.values())[-1]
    return value, site.container.cookies().csrf_token(session.id)


async def test_the_cookie_opens_pages(site):
    """Whoever signed in on the page is recognised by the cookie."""
    value, _ = await cookie_of(site)

    answer = await site.ask("GET", "/page", headers={"Cookie": f"hikeshi_session={value}"})

    assert answer.json == {"actor": str(ANA)}


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("http://127.0.0.1:8080", "hikeshi_session", False),
        ("https://hikeshi.example.org", "__Host-hikeshi", True),
    ],
)
def test_the_cookie_is_out_of_reach(public_url, name, secure):
    """No script reads it, no other site sends it along, and over https nothing else carries it."""
    world, response = World(), Response()

    wired(world.transactions, world.clock, None, public_url).cookies().issue(response, "hks_a.b")

    morsel = response._cookies[name]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert bool(morsel["secure"]) is secure
    assert not morsel["domain"]


async def test_a_bad_cookie_is_taken_back(site):
    """The page goes on as nobody's, and the browser forgets the cookie."""
    answer = await site.ask("GET", "/page", headers={"Cookie": "hikeshi_session=hks_a.b"})

    assert answer.json == {"actor": None}
    assert answer.cookies["hikeshi_session"].value == ""
    assert answer.cookies["hikeshi_session"].expires.year == 1970


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({CSRF_HEADER: "guess"}, 403),
        ({CSRF_HEADER: "é"}, 403),
        ({CSRF_HEADER: "TOKEN", "Sec-Fetch-Site": "cross-site"}, 403),
        ({CSRF_HEADER: "TOKEN", "Sec-Fetch-Site": "same-origin"}, 200),
        ({CSRF_HEADER: "TOKEN"}, 200),
    ],
)
async def test_under_api_a_cookie_alone_changes_nothing(site, headers, status):
    """Changes need the session's token, from a page of ours."""
    value, token = await cookie_of(site)
    sent = {name: text.replace("TOKEN", token) for name, text in headers.items()}

    answer = await site.ask(
        "POST", "/api/v1/page", headers={"Cookie": f"hikeshi_session={value}", **sent}
    )

    assert answer.status_code == status


async def test_the_token_of_another_session_is_no_token(site):
    """An attacker's own session helps nothing."""
    value, _ = await cookie_of(site)
    _, bens = await cookie_of(site, "ben")

    answer = await site.ask(
        "POST",
        "/api/v1/page",
        headers={"Cookie": f"hikeshi_session={value}", CSRF_HEADER: bens},
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
    ],
)
async def test_other_sites_post_no_form_with_the_cookie(site, headers, status):
    """Pages check their own forms' tokens; where the form came from is checked here."""
    value, _ = await cookie_of(site)

    answer = await site.ask(
        "POST", "/page", headers={"Cookie": f"hikeshi_session={value}", **headers}
    )

    assert answer.status_code == status


async def test_a_bearer_token_needs_no_csrf_token(site):
    """Browsers never send it by themselves."""
    token = await site.token()

    assert (await site.ask("POST", "/api/v1/page", token=token)).status_code == 200


async def test_other_sites_sign_nobody_in(site):
    """A form on another site cannot put a browser into an attacker's account."""
    with pytest.raises(OtherSiteError):
        await site.container.cookies().sign_in(
            post(**{"Sec-Fetch-Site": "cross-site"}),
            Response(),
            email="ana@example.org",
            password=PASSWORD,
        )
    assert not site.world.store.sessions.rows


async def test_a_wrong_password_sets_no_cookie(site):
    """Refused, the browser gets nothing."""
    response = Response()

    with pytest.raises(SignInRefusedError):
        await site.container.cookies().sign_in(
            post(), response, email="ana@example.org", password="guess"
        )
    assert not response._cookies


async def test_signing_out_ends_the_session_and_takes_the_cookie(site):
    """The secret opens nothing afterwards, wherever it was copied to."""
    value, _ = await cookie_of(site)
    request, response = post("/sign-out"), Response()
    request.context.caller = await site.container.recognising().by_cookie(value)

    await site.container.cookies().sign_out(request, response)

    assert "1970" in response._cookies["hikeshi_session"]["expires"]
    assert await site.container.recognising().by_cookie(value) is None


async def test_signing_in_again_ends_the_session_before(site):
    """A browser has one session, not a heap of them."""
    value, _ = await cookie_of(site)
    request = post()
    request.context.caller = await site.container.recognising().by_cookie(value)

    await site.container.cookies().sign_in(
        request, Response(), email="ana@example.org", password=PASSWORD
    )

    assert await site.container.recognising().by_cookie(value) is None
