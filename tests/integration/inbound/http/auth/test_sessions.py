"""Where one is signed in, over HTTP."""

from uuid import UUID


async def test_one_sees_and_ends_ones_sessions(site):
    """The list marks the present one; an ended one is out at once and gone from the list."""
    here, there = await site.token(), await site.token()
    listed = (await site.ask("GET", "/api/v1/auth/sessions", token=here)).json

    assert listed["next_cursor"] is None
    assert [item["current"] for item in listed["items"]] == [True, False]
    assert not any("digest" in name for item in listed["items"] for name in item)
    address = f"/api/v1/auth/sessions/{listed['items'][1]['id']}"
    assert (await site.ask("GET", address, token=here)).json["current"] is False
    assert (await site.ask("DELETE", address, token=here)).status_code == 204
    assert (await site.ask("GET", "/api/v1/me", token=there)).status_code == 401
    assert (await site.ask("GET", address, token=here)).status_code == 404


async def test_signing_out_everywhere(site):
    """All sessions of the person end, this one too."""
    here, there, bens = await site.token(), await site.token(), await site.token("ben")

    assert (await site.ask("DELETE", "/api/v1/auth/sessions", token=here)).status_code == 204

    statuses = [
        (await site.ask("GET", "/api/v1/me", token=token)).status_code
        for token in (here, there, bens)
    ]
    assert statuses == [401, 401, 200]


async def test_sessions_of_others_are_nothing_to_people_and_something_to_owners(site):
    """404 for a responder, the list for an owner."""
    anas, bens = await site.token(), await site.token("ben")
    mine = (await site.ask("GET", "/api/v1/auth/sessions", token=anas)).json["items"][0]
    address = f"/api/v1/auth/sessions/{mine['id']}"

    assert (await site.ask("DELETE", address, token=bens)).status_code == 404
    query = {"user_id": str(UUID(int=2))}
    listed = await site.ask("GET", "/api/v1/auth/sessions", token=anas, params=query)
    assert len(listed.json["items"]) == 1
    query = {"user_id": str(UUID(int=1))}
    refused = await site.ask("GET", "/api/v1/auth/sessions", token=bens, params=query)
    assert refused.status_code == 404


async def test_lists_come_in_pages(site):
    """Each page says where the next begins; together they are the whole list, once."""
    tokens = [await site.token() for _ in range(5)]
    seen, cursor = [], {}
    for _ in range(3):
        query = {"limit": "2", **cursor}
        page = await site.ask("GET", "/api/v1/auth/sessions", token=tokens[0], params=query)
        seen += [item["id"] for item in page.json["items"]]
        assert ("link" in page.headers) == (page.json["next_cursor"] is not None)
        cursor = {"cursor": page.json["next_cursor"]}

    assert cursor == {"cursor": None}
    assert len(set(seen)) == len(seen) == 5
    for query in ({"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"cursor": "x"}):
        page = await site.ask("GET", "/api/v1/auth/sessions", token=tokens[0], params=query)
        assert page.status_code == 422


async def test_ids_that_are_none_are_not_found(site):
    """An address nobody can have is 404, not a crash."""
    token = await site.token()

    for path in ("/api/v1/auth/sessions/x", "/api/v1/api-tokens/x"):
        for method in ("GET", "DELETE"):
            assert (await site.ask(method, path, token=token)).status_code == 404
