"""/escalation-policies."""

import pytest


def step(**more):
    """Return a step that pages olga."""
    return {"delay_seconds": 60, "targets": [{"kind": "user", "key": "olga"}], **more}


@pytest.mark.parametrize(
    "on_empty",
    [
        "skip",
        {"wait_until_covered": {"max_seconds": 600}},
        {"fallback": {"kind": "team", "key": "sre"}},
    ],
)
def test_steps_have_the_shape_of_files(shop, on_empty):
    """What an empty step does is read in each of its shapes, and given back in it."""
    made = shop.made(
        "/escalation-policies", {"key": "p", "steps": [step(on_empty=on_empty, when=None)]}
    )
    shown = made["steps"][0]["on_empty"]
    if isinstance(shown, dict) and "fallback" in shown:
        del shown["fallback"]["id"]

    assert shown == on_empty
    assert shop.got("/escalation-policies/p") == shop.got(f"/escalation-policies/{made['id']}")


def test_every_version_stays_readable(shop):
    """An edit makes the next version and keeps the one before."""
    shop.call("PATCH", "/escalation-policies/default", {"repeat": 2})
    versions = shop.got("/escalation-policies/default/versions")["items"]

    assert [(row["version"], row["repeat"]) for row in versions] == [(1, 0), (2, 2)]


@pytest.mark.parametrize(
    ("steps", "pointer"),
    [
        ([step(targets=[{"kind": "user", "key": "nobody"}])], "/steps/0/targets/0/key"),
        ([step(targets=[{"kind": "dog", "key": "olga"}])], "/steps/0/targets/0"),
        ([step(delay_seconds=-1)], "/steps/0/delay_seconds"),
        ([step(delay_seconds=0)], "/steps/0/delay_seconds"),
        ([step(on_empty="wait")], "/steps/0/on_empty"),
        ([step(on_empty={"wait_until_covered": {}})], "/steps/0/on_empty"),
        ([step(when="night")], "/steps/0/when"),
        ([step(extra=1)], "/steps/0/extra"),
        ([7], "/steps/0"),
        ("x", "/steps"),
    ],
)
def test_a_fault_in_a_step_has_its_place(shop, steps, pointer):
    """Whatever is wrong with a step is named with its pointer."""
    refused = shop.call("POST", "/escalation-policies", {"key": "p", "steps": steps})

    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json["errors"]] == [pointer]


def test_a_target_reads_back_as_it_is_shown(shop):
    """A policy may be put back as it was read."""
    read = shop.call("GET", "/escalation-policies/default")
    put = shop.call("PUT", "/escalation-policies/default", read.json, headers={"If-Match": "*"})

    assert put.json == read.json


def test_a_version_is_read_and_compared(shop):
    """What a version changed is told place by place; the first one changed everything."""
    shop.call("PATCH", "/escalation-policies/default", {"repeat": 2, "name": "Default!"})
    one = "/escalation-policies/default/versions"

    assert shop.got(f"{one}/1")["repeat"] == 0
    assert shop.got(f"{one}/2/changes")["items"] == [
        {"pointer": "/name", "before": "default", "after": "Default!"},
        {"pointer": "/repeat", "before": 0, "after": 2},
    ]
    back = shop.got(f"{one}/1/changes", query_string="against=2")["items"]
    assert back[1] == {"pointer": "/repeat", "before": 2, "after": 0}
    assert {row["before"] for row in shop.got(f"{one}/1/changes")["items"]} == {None}


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "1e3", "9" * 40])
def test_a_version_that_never_was_is_not_found(shop, number):
    """Whatever stands there, it is a plain 404."""
    one = f"/escalation-policies/default/versions/{number}"

    assert shop.call("GET", one).status_code == 404
    assert shop.call("GET", f"{one}/changes").status_code == 404
    assert shop.call("PUT", f"{one}/restoration").status_code == 404


def test_one_verb_goes_back(shop):
    """The restored version is a further one, equal to the old; repeating it changes nothing."""
    first = shop.got("/escalation-policies/default")
    shop.call("PATCH", "/escalation-policies/default", {"steps": []})
    path = "/escalation-policies/default/versions/1/restoration"
    restored = shop.call("PUT", path)

    assert restored.json == {**first, "version": 3}
    assert shop.call("PUT", path).json["version"] == 3
    assert shop.call("PUT", path, by="rosa").status_code == 403
    assert shop.call("PUT", path, headers={"If-Match": '"v1"'}).status_code == 412
    entries = shop.got("/audit-entries")["items"]
    assert any(entry["facts"].get("restores") == 1 for entry in entries)


def test_a_version_that_pages_what_is_gone_does_not_return(shop):
    """The refusal names what is gone, and nothing has changed."""
    shop.call("PATCH", "/escalation-policies/default", {"steps": [step()]})
    assert shop.call("DELETE", "/schedules/primary").status_code == 204
    refused = shop.call("PUT", "/escalation-policies/default/versions/1/restoration")

    assert (refused.status_code, "schedule primary" in refused.json["detail"]) == (409, True)
    assert shop.got("/escalation-policies/default")["version"] == 2
