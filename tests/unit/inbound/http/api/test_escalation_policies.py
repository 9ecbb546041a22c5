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
