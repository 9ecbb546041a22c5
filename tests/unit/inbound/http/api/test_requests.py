"""What every operation does with requests: bodies, queries, headers, repetitions."""

import json
from datetime import timedelta

import pytest


def problem(answer):
    """Return the problem of an answer, after a look at what every problem has."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    assert not answer.json["title"][0].isdigit()
    assert {"type", "title", "detail", "instance", "request_id"} <= set(answer.json)
    return answer.json


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"key": "a", "key": "b"}', 400),
        (b'{"key": "\\ud800"}', 400),
        (b'{"key": 1e999}', 400),
        (b"[" * 100_000, 400),
        (b"NaN", 400),
        (b'"text"', 422),
        (b"[]", 422),
        (b"null", 422),
        (b"", 422),
        (b"{}", 422),
        (b'{"key": "x" }' + b" " * 1_100_000, 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(world, raw, status):
    """Whatever is posted, the answer is a problem and never a failure of ours."""
    headers = {"Content-Type": "application/json"}
    answer = world.call("POST", "/services", headers=headers, body=None)
    answer = world.client.simulate_post(
        "/api/v1/services", body=raw, headers={**headers, "X-Actor": "olga"}
    )

    assert answer.status_code == status, answer.text
    problem(answer)


def test_a_body_of_another_type_is_refused(world):
    """Forms are no JSON."""
    answer = world.client.simulate_post(
        "/api/v1/services",
        body="key=a",
        headers={"Content-Type": "application/x-www-form-urlencoded", "X-Actor": "olga"},
    )

    assert answer.status_code == 415
    problem(answer)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"key": "a", "colour": "red"}, ["/colour"]),
        ({"key": "A"}, ["/key"]),
        ({"key": "me"}, ["/key"]),
        ({"key": 7}, ["/key"]),
        ({"key": "a", "team_id": "none"}, ["/team_id"]),
        ({"key": "a", "team_id": 7}, ["/team_id"]),
        ({"key": "a", "labels": {"b": 1}}, ["/labels/b"]),
        ({"key": "a", "labels": []}, ["/labels"]),
        ({"key": "a", "acknowledge_timeout_seconds": 0}, ["/acknowledge_timeout_seconds"]),
        ({"key": "a", "acknowledge_timeout_seconds": "5"}, ["/acknowledge_timeout_seconds"]),
        ({"key": "a", "auto_resolve": 5}, ["/auto_resolve"]),
        ({"key": "a", "severity_policies": {"sev9": None}}, ["/severity_policies/sev9"]),
        ({"key": "a\u0000"}, ["/key"]),
        ({"team_id": "none", "x/y": 1}, ["/key", "/team_id", "/x~1y"]),
    ],
)
def test_every_fault_of_a_body_has_its_pointer(world, body, pointers):
    """Unknown fields, wrong types and unknown references are named, all at once."""
    answer = world.call("POST", "/services", body)

    assert answer.status_code == 422, answer.text
    assert sorted(fault["pointer"] for fault in problem(answer)["errors"]) == pointers


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("colour=red", "/colour"),
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("limit=x", "/limit"),
        ("limit=1&limit=2", "/limit"),
        ("sort=colour", "/sort"),
        ("cursor=abc", "/cursor"),
        ("cursor=%00", "/cursor"),
        ("key=%00", "/key"),
        ("team_id=none", "/team_id"),
    ],
)
def test_every_fault_of_a_query_has_its_parameter(world, query, pointer):
    """A wrong parameter is refused by its name."""
    answer = world.call("GET", "/services", query_string=query)

    assert answer.status_code == 422
    assert problem(answer)["errors"][0]["pointer"] == pointer


def test_an_unknown_parameter_is_told_the_known_ones(world):
    """The refusal lists what the list understands."""
    answer = world.call("GET", "/services", query_string="colour=red")

    assert "limit, cursor, sort, key, team_id" in answer.json["detail"]


def test_nobody_is_answered_unasked(world):
    """Without a sign-in every operation answers 401 and says how to ask."""
    answer = world.call("GET", "/services", by=None)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    problem(answer)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/x", 404), ("PUT", "/users", 405)])
def test_addresses_and_methods_that_are_not_there(world, method, path, status):
    """Unknown addresses and methods are problems too."""
    answer = world.call(method, path)

    assert answer.status_code == status
    problem(answer)


@pytest.mark.parametrize("tag", ["v1", '"1"', 'W/"v1"', '"v1", "v2"', '"v99999999999999999999"'])
def test_a_tag_that_is_none_of_ours_never_matches(world, tag):
    """If-Match with anything but one strong tag of ours is 412."""
    answer = world.call("PATCH", "/users/me", {"name": "x"}, headers={"If-Match": tag})

    assert answer.status_code == 412
    problem(answer)


def test_an_unchanged_object_is_not_sent_again(world):
    """If-None-Match with the present tag answers 304 without a body."""
    answer = world.call("GET", "/users/me", headers={"If-None-Match": '"v1"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_repetition_is_answered_as_the_first_time(world):
    """The same key and body give the stored answer, and nothing happens twice."""
    headers = {"Idempotency-Key": "order-1"}
    first = world.call("POST", "/services", {"key": "a", "name": "A"}, headers=headers)
    body = json.dumps({"name": "A", "key": "a"})
    again = world.client.simulate_post(
        "/api/v1/services",
        body=body,
        headers={**headers, "X-Actor": "olga", "Content-Type": "application/json"},
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers


def test_a_key_is_used_for_one_body(world):
    """Another body under the same key is refused."""
    headers = {"Idempotency-Key": "order-1"}
    world.call("POST", "/services", {"key": "a"}, headers=headers)
    refused = world.call("POST", "/services", {"key": "b"}, headers=headers)

    assert refused.status_code == 422
    assert world.call("GET", "/services/b").status_code == 404


def test_keys_belong_to_their_actor_and_route(world):
    """The same key of somebody else, or at another address, is another key."""
    headers = {"Idempotency-Key": "order-1"}
    world.call("POST", "/incidents", {"title": "a"}, headers=headers)
    other = world.call("POST", "/incidents", {"title": "b"}, headers=headers, by="rosa")
    elsewhere = world.call("POST", "/teams", {"key": "c"}, headers=headers)

    assert (other.status_code, elsewhere.status_code) == (201, 201)


def test_a_failed_request_leaves_its_key_free(world):
    """What was refused can be corrected and sent under the same key."""
    headers = {"Idempotency-Key": "order-1"}
    assert world.call("POST", "/services", {"key": "A"}, headers=headers).status_code == 422
    assert world.call("POST", "/services", {"key": "a"}, headers=headers).status_code == 201


def test_a_key_is_forgotten_after_a_day(world):
    """After 24 hours the key may be used for something else."""
    headers = {"Idempotency-Key": "order-1"}
    world.call("POST", "/services", {"key": "a"}, headers=headers)
    world.clock.advance(timedelta(hours=24))

    assert world.call("POST", "/services", {"key": "b"}, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_a_key_that_cannot_be_kept_is_refused(world, key):
    """Idempotency keys are short and visible."""
    answer = world.call("POST", "/services", {"key": "a"}, headers={"Idempotency-Key": key})

    assert answer.status_code == 400


def test_nothing_is_half_done(world):
    """A refused request leaves neither objects nor journal entries behind."""
    world.call("PUT", "/routes", {"items": [{"match": "all", "service_id": "x"}]})
    world.call("POST", "/teams", {"key": "a", "members": [{"user_id": "nobody"}]})

    assert world.got("/audit-entries")["items"] == []
