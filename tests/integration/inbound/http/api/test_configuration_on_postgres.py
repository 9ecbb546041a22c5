"""Files on PostgreSQL: exported, applied, and nothing left to do."""

from typing import Any

from hypothesis import Phase, given, settings
from tests.unit.configuration.generated import configurations

SOMEBODY = {"key": "olga", "role": "owner"}


async def sent(site: Any, address: str, configuration: Any, **more: Any) -> Any:
    """Send a configuration and return the plan."""
    body = {"configuration": configuration, **more}
    answer = await site.call("POST", f"/configuration/{address}", body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


async def exported(site: Any) -> Any:
    """Return what is configured, as files have it."""
    answer = await site.call("GET", "/configuration?contacts=true")
    assert answer.status_code == 200, answer.text
    return answer.json["configuration"]


async def test_what_was_applied_and_exported_changes_nothing(site: Any) -> None:
    """Apply files, apply others: each time nothing is left to plan, nor after an export."""
    found: list[Any] = []

    @settings(max_examples=4, phases=(Phase.generate,), database=None)
    @given(configurations())
    def draw(document: Any) -> None:
        for schedule in document["schedules"]:
            schedule["time_zone"] = "Asia/Tokyo"
        found.append(document)

    draw()
    for document in found:
        document["users"].append(SOMEBODY)
        await sent(site, "applications", document)

        assert (await sent(site, "plans", document))["changes"] == []
        plan = await sent(site, "applications", await exported(site), delete=True)
        assert (plan["changes"], plan["who"], plan["on_call"]) == ([], [], [])


async def test_people_without_an_address_stand_side_by_side(site: Any) -> None:
    """Any number of people in files have no e-mail address."""
    people = [SOMEBODY, {"key": "ana"}, {"key": "ben"}]
    plan = await sent(site, "applications", {"users": people})

    made = [change["key"] for change in plan["changes"] if change["action"] == "create"]
    assert made == ["ana", "ben"]


async def test_a_refused_file_leaves_nothing(site: Any) -> None:
    """Where one change is refused, nothing of the file is there."""
    configuration = {
        "users": [SOMEBODY, {"key": "ana", "email": "olga@example.org"}],
        "services": [{"key": "api"}],
    }
    before = await exported(site)
    mail = next(user["email"] for user in before["users"] if user["key"] == "olga")
    configuration["users"][1]["email"] = mail
    configuration["users"][0] = {**SOMEBODY, "email": "other@example.org"}
    answer = await site.call(
        "POST", "/configuration/applications", {"configuration": configuration, "digest": "0" * 32}
    )

    assert answer.status_code == 412
    assert await exported(site) == before
