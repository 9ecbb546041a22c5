"""Programs that act for a person, and passwords, over HTTP."""


async def test_a_token_is_made_shown_once_used_and_revoked(site):
    """The secret is in the first answer and nowhere else; revoked, it opens nothing."""
    token = await site.token()
    body = {"name": "ci", "scopes": ["read"], "expires_at": "2026-02-01T00:00:00Z"}
    made = await site.ask("POST", "/api/v1/api-tokens", token=token, json=body)
    secret = made.json["token"]

    assert made.status_code == 201
    assert secret.startswith(made.json["prefix"])
    assert made.headers["location"] == f"/api/v1/api-tokens/{made.json['id']}"
    assert made.headers["cache-control"] == "no-store"
    assert (await site.ask("GET", "/api/v1/me", token=secret)).status_code == 200
    listed = await site.ask("GET", "/api/v1/api-tokens", token=token)
    assert secret not in listed.text
    assert listed.json["items"][0]["scopes"] == ["read"]
    assert (await site.ask("GET", made.headers["location"], token=token)).json["name"] == "ci"
    assert (await site.ask("DELETE", made.headers["location"], token=token)).status_code == 204
    assert (await site.ask("GET", "/api/v1/me", token=secret)).status_code == 401
    assert (await site.ask("GET", made.headers["location"], token=token)).status_code == 404


async def test_a_repeated_request_makes_one_token(site):
    """The same key gives the first answer again, secret included; another body is refused."""
    token, body = await site.token(), {"name": "ci", "scopes": ["read"]}

    async def make(body, key="k-1", token=token):
        headers = {"Idempotency-Key": key}
        path = "/api/v1/api-tokens"
        return await site.ask("POST", path, token=token, json=body, headers=headers)

    first, again = await make(body), await make(body)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["location"] == first.headers["location"]
    assert (again.headers["idempotency-replayed"], again.headers["cache-control"]) == (
        "true",
        "no-store",
    )
    assert (await make({**body, "name": "other"})).status_code == 422
    assert (await make(body, key="\u00e9")).status_code == 400
    bens = await make(body, token=await site.token("ben"))
    assert (bens.status_code, bens.json["id"] != first.json["id"]) == (201, True)
    listed = await site.ask("GET", "/api/v1/api-tokens", token=token)
    assert [each["id"] for each in listed.json["items"]] == [first.json["id"]]


async def test_a_token_can_neither_multiply_nor_take_the_account(site):
    """Another token, a password, a session: all of it needs a person signed in."""
    made = await site.ask(
        "POST", "/api/v1/api-tokens", token=await site.token(), json={"name": "all"}
    )
    secret = made.json["token"]
    passwords = {"password": "correct horse battery", "new_password": "a much better one"}

    for method, path, body in (
        ("POST", "/api/v1/api-tokens", {"name": "child"}),
        ("PUT", "/api/v1/me/password", passwords),
        ("PUT", "/api/v1/passwords/ben", {"new_password": "a much better one"}),
        ("POST", "/api/v1/auth/logout", {}),
    ):
        assert (await site.ask(method, path, token=secret, json=body)).status_code == 403


async def test_a_limited_token_sees_no_sessions(site):
    """Scopes hold for sessions and tokens as well, whoever the owner is."""
    body = {"name": "reader", "scopes": ["read"]}
    made = await site.ask("POST", "/api/v1/api-tokens", token=await site.token(), json=body)

    for path in ("/api/v1/auth/sessions", "/api/v1/api-tokens"):
        assert (await site.ask("GET", path, token=made.json["token"])).status_code == 404


async def test_faults_of_a_token_are_named(site):
    """Unknown scopes, an end in the past and unknown fields have their pointer."""
    token = await site.token()

    for body, pointer in (
        ({"name": "x", "scopes": ["everything"]}, "/scopes/0"),
        ({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"name": "x", "digest": "y"}, "/digest"),
        ({}, "/name"),
    ):
        answer = await site.ask("POST", "/api/v1/api-tokens", token=token, json=body)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


async def test_one_changes_ones_password(site):
    """The present one is asked for; afterwards only the new one opens."""
    token = await site.token()
    new = {"new_password": "a much better one"}
    wrong = await site.ask(
        "PUT", "/api/v1/me/password", token=token, json={"password": "guess", **new}
    )
    right = await site.ask(
        "PUT",
        "/api/v1/me/password",
        token=token,
        json={"password": "correct horse battery", **new},
    )

    assert (wrong.status_code, right.status_code) == (403, 204)
    assert (await site.login()).status_code == 401
    assert (await site.login(password="a much better one")).status_code == 200


async def test_an_owner_gives_somebody_a_password_and_a_responder_does_not(site):
    """By key, with the rules for passwords."""
    anas, bens = await site.token(), await site.token("ben")
    good, bad = {"new_password": "a much better one"}, {"new_password": "short"}

    for token, body, status in ((bens, good, 403), (anas, bad, 422), (anas, good, 204)):
        answer = await site.ask("PUT", "/api/v1/passwords/ben", token=token, json=body)
        assert answer.status_code == status
    assert (await site.login("ben", password="a much better one")).status_code == 200
