"""Who may call what: every operation of the table, as owner, responder and observer."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from attrs import fields
from tests.unit.inbound.http.api.world import PEOPLE

from hikeshi.kernel.actor import Actor, ActorKind, Role, TeamRole
from hikeshi.kernel.authorization import GLOBAL_GRANTS
from hikeshi_server.inbound.http.api.table import operations
from hikeshi_server.wiring.api import ApiParts, resources

#: Bodies that are right for each address, so that only the permission can be missing.
LAKE = {"name": "Lake", "url": "https://lake.example.org", "types": ["incident.*"]}
BODIES = {
    "POST /incidents": {"title": "t"},
    "PATCH /incidents/{incident}": {"title": "t"},
    "POST /incidents/{incident}/snoozes": {"for_seconds": 60},
    "POST /incidents/{incident}/reassignments": {"user": "rosa"},
    "POST /incidents/{incident}/notes": {"text": "t"},
    "POST /pages": {"title": "t", "user": "rosa"},
    "POST /silences": {
        "matchers": [{"name": "env", "value": "test"}],
        "ends_at": "2026-01-06T00:00:00Z",
        "comment": "t",
    },
    "POST /maintenance-windows": {"service_ids": ["api"], "reason": "t"},
    "POST /services": {"key": "new"},
    "POST /holidays": {"key": "new"},
    "PUT /holidays/{holidays}": {"key": "days"},
    "POST /holidays/{holidays}/calendar-imports": {
        "text": "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"
    },
    "PUT /holidays/{holidays}/subscribed-calendar": {"url": "https://c.example.org/x.ics"},
    "PUT /services/{service}": {"key": "api"},
    "POST /services/{service}/integrations": {"kind": "generic", "name": "n"},
    "POST /integrations": {"kind": "generic", "name": "n"},
    "PUT /integrations/{integration}": {"kind": "generic", "name": "n"},
    "PUT /routes": {"items": []},
    "POST /schedules": {"key": "new", "time_zone": "UTC"},
    "POST /schedules/preview": {"schedule": {"key": "new", "time_zone": "UTC"}},
    "POST /schedules/{schedule}/override-imports": {
        "text": "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"
    },
    "PUT /schedules/{schedule}": {"key": "primary", "time_zone": "UTC"},
    "POST /escalation-policies": {"key": "new"},
    "PUT /escalation-policies/{policy}": {"key": "default"},
    "POST /escalation-policies/{policy}/rehearsals": {"at": "2026-01-05T03:10:00Z"},
    "POST /drills": {"key": "new", "targets": [{"kind": "user", "key": "otto"}]},
    "PUT /drills/{drill}": {"key": "night", "targets": [{"kind": "user", "key": "otto"}]},
    "POST /rehearsals": {"scenarios": []},
    "POST /configuration/plans": {"configuration": {}},
    "POST /configuration/applications": {"configuration": {}},
    "POST /users": {"key": "new", "email": "new@example.org"},
    "PUT /users/{user}": {"key": "otto", "email": "otto@example.org", "name": "O"},
    "PATCH /users/{user}": {"name": "O2"},
    "POST /teams": {"key": "new"},
    "POST /webhook-subscriptions": LAKE,
    "PUT /webhook-subscriptions/{subscription}": LAKE,
    "PUT /teams/{team}": {"key": "sre"},
    "POST /teams/{team}/members": {"user_id": "rosa"},
    "POST /calendar-feeds": {"user": "rosa"},
    "POST /contact-methods": {"key": "new", "kind": "console"},
    "PUT /contact-methods/{method}": {"key": "log", "kind": "console"},
    "POST /dead-letters/discards": {"because": "t"},
    "POST /dead-letters/{notification}/discards": {"because": "t"},
}
#: Operations whose permission depends on whose the object is.
OWN = {
    "/contact-methods",
    "/contact-methods/{method}",
    "/contact-methods/{method}/verification",
    "/contact-methods/{method}/verification-requests",
    "/notification-rules",
    "/notification-rules/{rule}",
    "/schedules/{schedule}/overrides",
    "/swaps",
    "/swaps/preview",
    "/swaps/{swap}/acceptance",
    "/swaps/{swap}/refusal",
    "/swaps/{swap}/withdrawal",
    "/users/{user}/unavailabilities",
    "/users/{user}/subscribed-calendars",
    "/users/{user}/subscribed-calendars/{calendar}",
    "/users/{user}/subscribed-calendars/{calendar}/refreshes",
    "/users/{user}/unavailabilities/{unavailability}",
    "/schedules/{schedule}/overrides/{override}",
}


@pytest.fixture
def stocked(shop):
    """A world with one object of each kind, and a dictionary of how paths name them."""
    olga = shop.made("/contact-methods", {"key": "log", "kind": "console"})
    rule = shop.made("/notification-rules", {"contact_method_id": olga["id"]})
    incident = shop.made("/incidents", {"title": "Down", "service_id": "api"})
    sender = shop.made("/integrations", {"kind": "generic", "name": "cron"})
    shop.made("/holidays", {"key": "days", "dates": ["2026-01-01"]})
    shop.made("/drills", {"key": "night", "targets": [{"kind": "user", "key": "otto"}]})
    silence = shop.made("/silences", BODIES["POST /silences"])
    window = shop.made("/maintenance-windows", BODIES["POST /maintenance-windows"])
    notification = shop.got("/notifications")["items"][0]
    names = {
        "alert": incident["id"],
        "incident": incident["id"],
        "drill": "night",
        "integration": sender["id"],
        "feed": incident["id"],
        "holidays": "days",
        "method": olga["id"],
        "notification": notification["id"],
        "number": "1",
        "override": incident["id"],
        "policy": "default",
        "rule": rule["id"],
        "schedule": "primary",
        "message": incident["id"],
        "service": "api",
        "silence": silence["id"],
        "swap": incident["id"],
        "subscription": incident["id"],
        "team": "sre",
        "user": "otto",
        "window": window["id"],
    }
    return shop, names


def table(world):
    """Return the operations of the API."""
    return [
        operation for operation in operations(resources(_no_parts())) if operation.path not in OWN
    ]


def _no_parts():
    """Return what the table is made of where nothing is ever done."""
    nothing = dict.fromkeys(part.name for part in fields(ApiParts))
    return SimpleNamespace(**nothing | {"public_url": ""})


@pytest.mark.parametrize("name", PEOPLE)
def test_every_operation_asks_for_its_permission(stocked, name):
    """Who lacks the permission of the table is answered 403, whoever has it never is."""
    world, names = stocked
    granted = GLOBAL_GRANTS[PEOPLE[name]]
    wrong = []
    for operation in table(world):
        key = f"{operation.method} {operation.path}"
        path = operation.path.format(**names)
        answer = world.call(
            operation.method,
            path,
            BODIES.get(key, {} if operation.signature.body else None),
            by=name,
            headers={"If-Match": "*"},
        )
        if operation.path == "/users/{user}" and name == "otto":
            continue  # one's own
        if (answer.status_code == 403) is (operation.needs in granted):
            wrong.append((key, answer.status_code))

    assert wrong == []


def test_a_team_manager_configures_what_is_the_team_s(shop):
    """A manager changes the services of their team and no others."""
    shop.call("PUT", "/teams/sre/members/rosa", {"role": "manager"})
    team = shop.got("/teams/sre")
    rosa = shop.actors["rosa"]
    shop.actors["manager"] = Actor(
        ActorKind.USER, rosa.id, Role.RESPONDER, teams=((UUID(team["id"]), TeamRole.MANAGER),)
    )
    shop.made("/services", {"key": "other"})

    assert shop.call("PATCH", "/services/api", {"name": "x"}, by="manager").status_code == 200
    assert shop.call("PATCH", "/services/other", {"name": "x"}, by="manager").status_code == 403
    taken = shop.call("PATCH", "/services/api", {"team_id": None}, by="manager")
    assert taken.status_code == 403


def test_a_token_may_do_no_more_than_its_scopes(shop):
    """An owner's token that may read writes nothing, not even what is their own."""
    olga = shop.actors["olga"]
    shop.actors["token"] = Actor(ActorKind.USER, olga.id, Role.OWNER, scopes=frozenset({"read"}))

    assert shop.call("GET", "/services", by="token").status_code == 200
    assert shop.call("POST", "/services", {"key": "x"}, by="token").status_code == 403
    assert shop.call("PATCH", "/users/me", {"name": "x"}, by="token").status_code == 403
    method = {"key": "log", "kind": "console"}
    assert shop.call("POST", "/contact-methods", method, by="token").status_code == 403
