"""The document says what the API does."""

import re

import jsonschema
import pytest
from tests.unit.inbound.http.api.world import API

from hikeshi_server.inbound.http.auth.routes import auth_routes

EXPECTED = """users teams teams/{team}/members services services/{service}/integrations routes
    schedules escalation-policies contact-methods notification-rules incidents alerts
    notifications dead-letters unreadable-signals refused-keys
    webhook-subscriptions audit-entries on-call pages"""


@pytest.fixture
def document(world):
    """The document as it is served."""
    return world.client.simulate_get("/api/openapi.json").json


def references(node):
    """Yield everything a document refers to."""
    if isinstance(node, dict):
        for name, part in node.items():
            if name == "$ref":
                yield part
            else:
                yield from references(part)
    elif isinstance(node, list):
        for part in node:
            yield from references(part)


def test_every_noun_of_the_contract_is_there(document):
    """The addresses other programs rely on are documented."""
    assert {f"{API}/{noun}" for noun in EXPECTED.split()} <= set(document["paths"])


def test_every_reference_leads_somewhere(document):
    """No `$ref` dangles."""
    for reference in set(references(document)):
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_every_schema_is_one(document):
    """Each schema is valid JSON Schema 2020-12, which OpenAPI 3.1 speaks."""
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_operations_have_one_name_each(document):
    """Operation ids are unique, and path parameters are declared."""
    names = []
    for path, methods in document["paths"].items():
        for operation in methods.values():
            names.append(operation["operationId"])
            declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path))

    assert len(set(names)) == len(names)


def test_bodies_refuse_unknown_fields(document):
    """What is read is closed, as the API is strict about it."""
    schemas = document["components"]["schemas"]

    assert schemas["ServiceDraft"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["IncidentView"]


def test_answers_are_as_documented(shop, document):
    """What is answered passes the schema it is documented with."""
    incident = shop.made("/incidents", {"title": "Down", "service_id": "api"})
    shop.made("/integrations", {"kind": "generic", "name": "cron"})
    shop.made("/contact-methods", {"key": "log", "kind": "console"})
    shop.made("/holidays", {"key": "days", "dates": ["2026-01-01"]})
    for path, template in {
        "/services/api": "/services/{service}",
        "/holidays/days": "/holidays/{holidays}",
        "/schedules/primary": "/schedules/{schedule}",
        "/escalation-policies/default": "/escalation-policies/{policy}",
        f"/incidents/{incident['id']}": "/incidents/{incident}",
        f"/incidents/{incident['id']}/timeline": "/incidents/{incident}/timeline",
        "/integrations": "/integrations",
        "/contact-methods": "/contact-methods",
        "/notifications": "/notifications",
        "/audit-entries": "/audit-entries",
        "/on-call": "/on-call",
        "/schedules/primary/shifts": "/schedules/{schedule}/shifts",
    }.items():
        answer = document["paths"][API + template]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]
        jsonschema.validate(shop.got(path), {**schema, "components": document["components"]})


def test_the_page_needs_nothing_from_elsewhere(world):
    """The documentation is one page without scripts and without foreign addresses."""
    page = world.client.simulate_get("/api/docs")

    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert re.findall(r"(?:src|href)=.(?:https?:)?//", page.text) == []
    assert "/api/v1/incidents/{incident}/acknowledgement" in page.text


def test_signing_in_is_documented_too(document):
    """Every address of the sign-in API stands in the document."""
    answered = {path for path, _ in auth_routes(None) if path.startswith(API)}

    assert answered <= set(document["paths"])
    assert document["paths"][f"{API}/auth/login"]["post"]["security"] == []
