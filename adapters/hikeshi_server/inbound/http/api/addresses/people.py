"""Addresses of people and teams, and of the journal."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    ADMINISTER,
    CONFIGURE,
    OVERRIDE,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def _calendars_of(api: Resources, user: str) -> Iterator[Operation]:
    many, one = api.subscribed_calendars, f"{user}/subscribed-calendars/{{calendar}}"
    yield get(f"{user}/subscribed-calendars", many.list_page, "List calendars of a person's leave")
    yield post(
        f"{user}/subscribed-calendars", many.add, "Have a calendar of one's leave read", OVERRIDE
    )
    yield get(one, many.read, "Read how the reading of a calendar goes")
    yield put(one, many.replace, "Replace a calendar that is read", OVERRIDE)
    yield patch(one, many.edit, "Change a calendar that is read", OVERRIDE)
    yield delete(one, many.remove, "Read a calendar no more", OVERRIDE)
    yield post(f"{one}/refreshes", many.refresh, "Read a calendar at once", OVERRIDE, status=202)


def people_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    users, user, teams, team = api.users, "/users/{user}", api.teams, "/teams/{team}"
    yield get("/users", users.list_page, "List people")
    yield post("/users", users.create, "Let a person in", ADMINISTER)
    yield get(user, users.read, "Read a person")
    yield put(user, users.replace, "Replace what is known of a person", ADMINISTER)
    yield patch(user, users.edit, "Change what is known of a person, or of oneself", ADMINISTER)
    yield delete(user, users.deactivate, "Deactivate a person", ADMINISTER)
    yield get(f"{user}/reachability", api.reachability.read, "Read whether and how pages arrive")
    yield get(f"{user}/departure", api.duty.departure, "Read what a person's leaving uncovers")
    away, absence = api.unavailabilities, f"{user}/unavailabilities/{{unavailability}}"
    yield get(f"{user}/unavailabilities", away.list_page, "List when a person cannot be on call")
    yield post(f"{user}/unavailabilities", away.add, "Say when one cannot be on call", OVERRIDE)
    yield get(absence, away.read, "Read when a person cannot be on call")
    yield put(absence, away.replace, "Replace when a person cannot be on call", OVERRIDE)
    yield patch(absence, away.edit, "Change when a person cannot be on call", OVERRIDE)
    yield delete(absence, away.remove, "Say that a person can be on call after all", OVERRIDE)
    yield from _calendars_of(api, user)
    yield get("/teams", teams.list_page, "List teams")
    yield post("/teams", teams.create, "Form a team", ADMINISTER)
    yield get(team, teams.read, "Read a team")
    yield put(team, teams.replace, "Replace a team", CONFIGURE)
    yield patch(team, teams.edit, "Change a team", CONFIGURE)
    yield delete(team, teams.remove, "Dissolve a team", ADMINISTER)
    yield get(f"{team}/members", api.members.list_page, "List the members of a team")
    yield post(
        f"{team}/members",
        api.members.add,
        "Take a person into a team",
        CONFIGURE,
        location="/teams/{id}/members",
    )
    yield put(f"{team}/members/{{user}}", api.members.put, "Take a person into a team", CONFIGURE)
    yield delete(
        f"{team}/members/{{user}}",
        api.members.remove,
        "Let a person leave a team",
        CONFIGURE,
        status=200,
    )
    yield get("/audit-entries", api.audit_entries.list_page, "Read the journal", ADMINISTER)
