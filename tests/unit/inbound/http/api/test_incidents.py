"""/incidents, their states and actions, and /pages."""

import pytest

ID = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def incident(shop):
    """An incident somebody declared."""
    return shop.made("/incidents", {"title": "Down", "service_id": "api"}, by="rosa")


def states(shop, incident):
    """Return what brings an incident into each state."""
    path = f"/incidents/{incident['id']}"
    return lambda method, noun, **more: shop.call(method, f"{path}/{noun}", by="rosa", **more)


def test_an_incident_has_the_fields_of_the_contract(incident):
    """The shape is what other programs rely on."""
    expected = """id number title description status severity urgency service_id team_id
        escalation_policy_id assignee_ids labels alert_count created_at acknowledged_at
        mitigated_at resolved_at closed_at snoozed_until next_escalation_at version"""

    assert set(expected.split()) <= set(incident)
    assert (incident["status"], incident["number"]) == ("triggered", 1)


def test_a_life_of_an_incident(shop, incident):
    """Each noun put or deleted moves the incident, and the timeline tells it."""
    do = states(shop, incident)

    assert do("PUT", "acknowledgement").json["status"] == "acknowledged"
    assert do("DELETE", "acknowledgement").json["status"] == "triggered"
    assert do("PUT", "mitigation").json["status"] == "mitigated"
    assert do("DELETE", "mitigation").json["status"] == "triggered"
    assert do("PUT", "resolution").json["status"] == "resolved"
    assert do("DELETE", "resolution").json["status"] == "triggered"
    do("PUT", "resolution")
    assert do("PUT", "closure").json["status"] == "closed"
    kinds = [row["kind"] for row in do("GET", "timeline").json["items"]]
    assert kinds[0] == "incident.triggered"
    assert kinds[-1] == "incident.closed"


@pytest.mark.parametrize(
    ("before", "method", "noun"),
    [
        ((), "PUT", "closure"),
        (("resolution",), "PUT", "acknowledgement"),
        (("resolution",), "DELETE", "acknowledgement"),
        (("resolution",), "PUT", "mitigation"),
        (("acknowledgement",), "DELETE", "resolution"),
        (("resolution", "closure"), "DELETE", "resolution"),
    ],
)
def test_what_the_status_does_not_allow_is_a_conflict(shop, incident, before, method, noun):
    """An illegal transition is refused with the status, and changes nothing."""
    do = states(shop, incident)
    for earlier in before:
        do("PUT", earlier)
    as_it_was = shop.got(f"/incidents/{incident['id']}")

    refused = do(method, noun)

    assert refused.status_code == 409, refused.text
    assert as_it_was["status"] in refused.json["detail"] or "already" in refused.json["detail"]
    assert shop.got(f"/incidents/{incident['id']}") == as_it_was


def test_a_stale_acknowledgement_is_refused(shop, incident):
    """If-Match is honoured on state changes where it is sent."""
    stale = states(shop, incident)("PUT", "acknowledgement", headers={"If-Match": '"v7"'})

    assert stale.status_code == 412
    assert shop.got(f"/incidents/{incident['id']}")["status"] == "triggered"


def test_an_incident_is_edited_by_patch(shop, incident):
    """Title, labels and severity change together; null takes a label away."""
    path = f"/incidents/{incident['id']}"
    shop.call("PATCH", path, {"labels": {"a": "1", "b": "2"}}, by="rosa")
    edited = shop.call(
        "PATCH", path, {"title": "Worse", "severity": "sev1", "labels": {"a": None}}, by="rosa"
    ).json

    assert (edited["title"], edited["severity"], edited["labels"]) == ("Worse", "sev1", {"b": "2"})


def test_what_is_not_edited_by_patch_is_named(shop, incident):
    """The status has its own nouns; patching it is refused at its pointer."""
    refused = shop.call("PATCH", f"/incidents/{incident['id']}", {"status": "resolved"}, by="rosa")

    assert refused.json["errors"][0]["pointer"] == "/status"


def test_actions_on_an_incident(shop, incident):
    """Escalating pages the next person, snoozing waits, reassigning gives, a note is kept."""
    do = states(shop, incident)
    olga = str(shop.actors["olga"].id)

    assert do("POST", "escalations", body={}).json["assignee_ids"] == [olga]
    asleep = do("POST", "snoozes", body={"for_seconds": 600}).json
    assert asleep["snoozed_until"] == "2026-01-05T03:20:00Z"
    given = do("POST", "reassignments", body={"user": "rosa"}).json
    assert given["assignee_ids"] == [str(shop.actors["rosa"].id)]
    again = do("POST", "reassignments", body={"escalation_policy": "default"})
    assert again.status_code == 201
    assert do("POST", "notes", body={"text": "**seen**"}).status_code == 201
    last = do("GET", "timeline", query_string="sort=-at&limit=1").json["items"][0]
    assert (last["kind"], last["facts"]) == ("note.added", {"text": "**seen**"})


@pytest.mark.parametrize(
    ("noun", "body", "pointer"),
    [
        ("snoozes", {}, "/until"),
        ("snoozes", {"for_seconds": 0}, "/for_seconds"),
        ("reassignments", {"user": "nobody"}, "/user"),
        ("reassignments", {}, "/user"),
        ("notes", {"text": "  "}, "/text"),
        ("notes", {"text": "a\u0000b"}, "/text"),
    ],
)
def test_a_wrong_action_is_refused_at_its_place(shop, incident, noun, body, pointer):
    """A body that means nothing names the field."""
    refused = states(shop, incident)("POST", noun, body=body)

    assert refused.status_code == 422, refused.text
    assert refused.json["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("target", [{"user": "rosa"}, {"team": "sre"}, {"service": "api"}])
def test_paging_by_hand(shop, target):
    """A person, a team or a service is paged, with an incident to show for it."""
    paged = shop.made("/pages", {"title": "Look", "urgency": "high", **target}, by="rosa")

    assert paged["assignee_ids"] == [str(shop.actors["rosa"].id)]
    assert paged["urgency"] == "high"


@pytest.mark.parametrize("target", [{}, {"user": "rosa", "team": "sre"}])
def test_a_page_has_one_target(shop, target):
    """Nobody, or several at once, is refused."""
    assert shop.call("POST", "/pages", {"title": "Look", **target}).status_code == 422


def test_lists_filter(shop, incident):
    """Each filter lets through what it names, several statuses any of them."""
    shop.made("/incidents", {"title": "Other", "severity": "sev1", "urgency": "high"})
    states(shop, incident)("PUT", "acknowledgement")

    def titles(query):
        return [row["title"] for row in shop.got("/incidents", query_string=query)["items"]]

    assert titles("") == ["Other", "Down"]
    assert titles("status=acknowledged") == ["Down"]
    assert titles("status=acknowledged,triggered&sort=created_at") == ["Down", "Other"]
    assert titles("service_id=api") == titles("team_id=sre") == ["Down"]
    assert titles("severity=sev1") == titles("urgency=high") == ["Other"]
    assert titles("assignee_id=rosa") == ["Down"]
    assert titles("sort=severity") == ["Other", "Down"]


def test_an_unknown_incident_is_not_found(shop):
    """Reading, changing and its timeline all answer 404."""
    assert shop.call("GET", f"/incidents/{ID}").status_code == 404
    assert shop.call("PUT", f"/incidents/{ID}/acknowledgement").status_code == 404
    assert shop.call("GET", f"/incidents/{ID}/timeline").status_code == 404
    assert shop.call("GET", "/incidents/none").status_code == 404


def test_an_explanation_tells_the_story_and_a_verdict(shop, incident):
    """Everything that happened, in sentences; with a person also whether they were told."""
    path = f"/incidents/{incident['id']}/explanation"
    person = shop.call("GET", "/users/rosa", by="rosa").json

    story = shop.call("GET", path, by="rosa").json
    theirs = shop.call("GET", f"{path}?user_id={person['id']}", by="rosa").json

    assert story["lines"][0]["text"].startswith("triggered: “Down”")
    assert story["verdict"] is None
    assert theirs["verdict"]


def test_an_explanation_of_nothing_is_not_found(shop):
    """An incident that does not exist has no story."""
    assert shop.call("GET", f"/incidents/{ID}/explanation", by="rosa").status_code == 404
