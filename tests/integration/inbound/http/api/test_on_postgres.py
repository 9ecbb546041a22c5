"""The API on PostgreSQL: the same answers, few statements, and repetitions under load."""

import asyncio
from typing import Any

import pytest

from hikeshi_server.outbound.postgres.statements import counting

LISTS = [
    "/users",
    "/teams",
    "/services",
    "/integrations",
    "/schedules",
    "/escalation-policies",
    "/contact-methods",
    "/notification-rules",
    "/incidents",
    "/alerts",
    "/notifications",
    "/dead-letters",
    "/unreadable-signals",
    "/audit-entries",
    "/on-call",
    "/on-call-load",
    "/calendar-feeds",
]


async def one_of_each(site: Any, number: int) -> None:
    """Create one object of every kind, and what it causes."""
    key = f"n{number}"
    await site.made("/users", {"key": key, "email": f"{key}@example.org"})
    await site.made("/teams", {"key": key, "members": [{"user_id": key}]})
    layer = {"name": "a", "users": [key], "start": "2026-01-01T00:00:00"}
    layer["rotation"] = {"type": "daily"}
    schedule = {"key": key, "team": key, "time_zone": "UTC", "layers": [layer]}
    await site.made("/schedules", schedule)
    step = {"delay_seconds": 60, "targets": [{"kind": "schedule", "key": key}]}
    await site.made("/escalation-policies", {"key": key, "team_id": key, "steps": [step]})
    await site.made(
        "/services",
        {"key": key, "team_id": key, "escalation_policy_id": key, "labels": {"a": "b"}},
    )
    await site.made(f"/services/{key}/integrations", {"kind": "generic", "name": key})
    method = await site.made("/contact-methods", {"key": key, "kind": "console"})
    await site.made("/notification-rules", {"contact_method_id": method["id"]})
    await site.made("/incidents", {"title": key, "service_id": key})


async def test_a_list_costs_the_same_at_one_row_and_at_twenty(site: Any) -> None:
    """No list asks once more for each of its rows."""

    async def costs() -> dict[str, int]:
        found = {}
        for path in LISTS:
            with counting() as count:
                answer = await site.call("GET", path)
            assert answer.status_code == 200, answer.text
            count.check()
            found[path] = count.total
        return found

    await one_of_each(site, 0)
    before = await costs()
    for number in range(1, 20):
        await one_of_each(site, number)
    assert await costs() == before
    assert max(before.values()) <= 3


async def test_a_change_asks_no_statement_again_and_again(site: Any) -> None:
    """Creating, editing and paging stay within the allowance of a unit of work."""
    await one_of_each(site, 0)
    for method, path, body in [
        ("PATCH", "/services/n0", {"name": "x"}),
        ("POST", "/incidents", {"title": "x", "service_id": "n0"}),
        ("POST", "/pages", {"title": "x", "user": "n0"}),
        ("PATCH", "/teams/n0", {"name": "x"}),
        ("POST", "/dead-letters/replays", {"reason": "verified", "outcome": "permanent"}),
        ("POST", "/dead-letters/discards", {"because": "a drill", "force": True}),
    ]:
        with counting() as count:
            answer = await site.call(method, path, body)
        assert answer.status_code < 300, answer.text
        count.check()


async def test_what_is_written_is_read_back(site: Any) -> None:
    """Every kind of object survives the way into the database and out again."""
    await one_of_each(site, 0)
    for path in ("/users/n0", "/teams/n0", "/schedules/n0", "/escalation-policies/n0"):
        answer = await site.call("GET", path)
        headers = {"If-Match": answer.headers["etag"]}
        again = await site.call("PUT", path, answer.json, headers=headers)
        # Conflicts are told of a write only.
        assert {k: v for k, v in again.json.items() if k != "conflicts"} == answer.json


async def test_a_life_of_an_incident(site: Any) -> None:
    """Acknowledging, resolving and reopening work on PostgreSQL as in memory."""
    await one_of_each(site, 0)
    (incident,) = (await site.call("GET", "/incidents")).json["items"]
    path = f"/incidents/{incident['id']}"
    taken = await site.call("PUT", f"{path}/acknowledgement", headers={"If-Match": '"v1"'})
    assert (taken.status_code, taken.json["status"]) == (200, "acknowledged")
    stale = await site.call("PUT", f"{path}/resolution", headers={"If-Match": '"v1"'})
    assert stale.status_code == 412
    assert (await site.call("PUT", f"{path}/resolution")).json["status"] == "resolved"
    assert (await site.call("DELETE", f"{path}/resolution")).json["status"] == "triggered"
    assert (await site.call("GET", path)).json["status"] == "triggered"


async def test_simultaneous_repetitions_happen_once(site: Any) -> None:
    """Of several requests under one key, one acts and the others get its answer."""
    headers = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(
        *(site.call("POST", "/incidents", {"title": "x"}, headers=headers) for _ in range(4))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 3
    assert len((await site.call("GET", "/incidents")).json["items"]) == 1


async def test_a_secret_of_an_answer_is_not_kept_readable(site: Any) -> None:
    """The answer that shows a key once is stored sealed, and can still be given again."""
    headers = {"Idempotency-Key": "once"}
    body = {"kind": "generic", "name": "cron"}
    first = await site.call("POST", "/integrations", body, headers=headers)
    kept = await site.transactions.run(
        lambda work: work.session.row("SELECT body FROM idempotency_keys")
    )
    again = await site.call("POST", "/integrations", body, headers=headers)

    assert first.json["key"].encode() not in kept["body"]
    assert again.json == first.json


@pytest.mark.parametrize("query", ["assignee_id=olga&sort=severity", "status=triggered&limit=1"])
async def test_pages_lead_on(site: Any, query: str) -> None:
    """Following the cursor on PostgreSQL loses nothing."""
    for number in range(3):
        await site.made("/pages", {"title": str(number), "user": "olga"})
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        answer = await site.call("GET", "/incidents", query_string=query + more)
        found += [row["id"] for row in answer.json["items"]]
        cursor = answer.json["next_cursor"]

    assert len(set(found)) == len(found) == 3
