"""Addresses of escalation policies, of rehearsals and of drills."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import (
    CONFIGURE,
    READ,
    RESPOND,
    Operation,
    delete,
    get,
    patch,
    post,
    put,
)


def escalation_operations(api: Resources) -> Iterator[Operation]:
    """Return them, in the order in which they are documented."""
    yield from _policies(api)
    yield from _drills(api)


def _policies(api: Resources) -> Iterator[Operation]:
    many, one = api.policies, "/escalation-policies/{policy}"
    yield get("/escalation-policies", many.list_page, "List escalation policies")
    yield post("/escalation-policies", many.create, "Create an escalation policy", CONFIGURE)
    yield get(one, many.read, "Read an escalation policy")
    yield put(one, many.replace, "Replace an escalation policy", CONFIGURE)
    yield patch(one, many.edit, "Change an escalation policy", CONFIGURE)
    yield delete(one, many.remove, "Delete an escalation policy", CONFIGURE)
    versions, version = api.policy_versions, f"{one}/versions/{{number}}"
    yield get(f"{one}/versions", versions.list_all, "Read every version a policy had")
    yield get(version, versions.read, "Read one version of a policy")
    yield get(f"{version}/changes", versions.changes, "Read what a version changed")
    yield put(
        f"{version}/restoration", versions.restore, "Go back to a version of a policy", CONFIGURE
    )
    played = api.rehearsals
    yield post(
        f"{one}/rehearsals",
        played.of_policy,
        "See who would be paged when, without paging anybody",
        READ,
        status=200,
    )
    yield post(
        "/rehearsals", played.of_suite, "Play a suite of scenarios in memory", READ, status=200
    )


def _drills(api: Resources) -> Iterator[Operation]:
    many, one = api.drills, "/drills/{drill}"
    yield get("/drills", many.list_page, "List drills")
    yield post("/drills", many.create, "Create a drill", CONFIGURE)
    yield get(one, many.read, "Read a drill")
    yield put(one, many.replace, "Replace a drill", CONFIGURE)
    yield patch(one, many.edit, "Change a drill", CONFIGURE)
    yield delete(one, many.remove, "Delete a drill; what it showed stays", CONFIGURE)
    yield get(f"{one}/runs", many.runs_page, "List what the runs of a drill showed")
    yield post(f"{one}/runs", many.run, "Run a drill now", RESPOND, location="")
