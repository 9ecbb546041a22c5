"""Getting in, staying in and leaving over HTTP."""

import base64
import json

import pytest
from tests.unit.access.world import ANA


async def test_login_answers_as_the_contract_says(site):
    """Access token, type, seconds and refresh token, kept by no cache."""
    answer = await site.login(totp="123456")

    assert answer.status_code == 200
    assert set(answer.json) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 900)
    assert answer.headers["cache-control"] == "no-store"
    me = await site.ask("GET", "/api/v1/me", token=answer.json["access_token"])
    assert (me.status_code, me.json["id"], me.json["email"]) == (200, str(ANA), "ana@example.org")
    assert me.json["role"] == "owner"


@pytest.mark.parametrize(
    ("name", "password"), [("ana", "a bad guess"), ("nobody", "correct horse battery")]
)
async def test_a_wrong_password_and_an_unknown_address_answer_the_same(site, name, password):
    """401 with a challenge, and not a word about which of the two it was."""
    answer = await site.login(name, password=password)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json["detail"] == "The e-mail address or the password is wrong."
    assert password not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "ana@example.org"}, "/password"),
        ({"email": 1, "password": "x"}, "/email"),
        ({"email": "a", "password": "x", "admin": True}, "/admin"),
        ({"email": "a", "password": None}, "/password"),
    ],
)
async def test_a_wrong_body_names_its_fault(site, body, pointer):
    """422 with the pointer of what is missing, wrong or unknown."""
    answer = await site.ask("POST", "/api/v1/auth/login", json=body)

    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json["errors"]]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"body": b"{"}, 400),
        ({"body": b"[" * 100_000}, 413),
        ({"body": b"[" * 20_000}, 400),
        ({"body": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"body": b"[]"}, 422),
        ({"body": b'"\\ud800"'}, 400),
    ],
)
async def test_what_is_no_body_is_refused(site, more, status):
    """Broken, endless, deep and foreign bodies get the status that says so."""
    headers = {"Content-Type": "application/json", **more.pop("headers", {})}

    answer = await site.ask("POST", "/api/v1/auth/login", headers=headers, **more)

    assert answer.status_code == status


async def test_too_many_attempts_say_when_to_come_back(site):
    """429 with Retry-After, even for the right password."""
    for _ in range(5):
        assert (await site.login(password="guess")).status_code == 401

    answer = await site.login()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    site.world.wait(seconds=1)
    assert (await site.login()).status_code == 200


async def test_refresh_rotates_and_notices_reuse(site):
    """The next token works, the one before ends everything of that session."""
    first = (await site.login()).json
    body = {"refresh_token": first["refresh_token"]}
    second = await site.ask("POST", "/api/v1/auth/refresh", json=body)
    assert second.status_code == 200
    assert second.json["refresh_token"] != first["refresh_token"]

    assert (await site.ask("POST", "/api/v1/auth/refresh", json=body)).status_code == 401
    body = {"refresh_token": second.json["refresh_token"]}
    assert (await site.ask("POST", "/api/v1/auth/refresh", json=body)).status_code == 401
    for each in (first, second.json):
        assert (await site.ask("GET", "/api/v1/me", token=each["access_token"])).status_code == 401


async def test_a_stale_token_does_not_hinder_signing_in(site):
    """Clients send their old access token along: login and refresh do not look at it."""
    body = {"email": "ana@example.org", "password": "correct horse battery"}

    answer = await site.ask("POST", "/api/v1/auth/login", json=body, token="old")

    assert answer.status_code == 200


async def test_logout_ends_the_session(site):
    """The access token stops at once."""
    token = await site.token()

    assert (await site.ask("POST", "/api/v1/auth/logout", token=token)).status_code == 204
    assert (await site.ask("GET", "/api/v1/me", token=token)).status_code == 401


async def test_the_key_set_checks_our_tokens(site):
    """Whoever has the published keys finds the token's key among them, and no private half."""
    header = (await site.token()).split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]

    answer = await site.ask("GET", "/.well-known/jwks.json")

    assert kid in [key["kid"] for key in answer.json["keys"]]
    assert all(set(key) == {"kty", "crv", "x", "kid", "use", "alg"} for key in answer.json["keys"])


async def test_the_journal_knows_the_request(site):
    """Who signed in, and with which request, can be found later; secrets cannot."""
    headers = {"X-Request-ID": "req-1"}
    body = {"email": "ana@example.org", "password": "correct horse battery"}
    login = await site.ask("POST", "/api/v1/auth/login", json=body, headers=headers)
    entries = [e for e in site.world.store.journal.rows.values() if e.request_id == "req-1"]

    assert [(entry.type, entry.by.id) for entry in entries] == [("signed.in", ANA)]
    assert login.json["refresh_token"] not in repr(entries)
