"""From the journal to messages: each subscription is told everything it wants, once."""

import json

import pytest
from attrs import evolve
from tests.unit.subscriptions.desk import Desk

from hikeshi.flow import subscribing
from hikeshi.incidents.events import (
    IncidentClosed,
    IncidentMitigated,
    IncidentReopened,
)
from hikeshi.subscriptions.use_cases.edit_subscription import EditSubscription
from hikeshi.testing.builders import a_service, a_team


def types(desk, subscription):
    """Return what a subscription was told."""
    return [message.type for message in desk.messages(subscription)]


def test_each_is_told_what_it_wants():
    """Facts of other types are left out, and the place moves past them all the same."""
    desk = Desk()
    everything, ends = desk.subscribed(), desk.subscribed(types=("incident.closed",))
    desk.incident(IncidentMitigated, IncidentClosed)
    desk.tell()

    assert types(desk, everything) == ["incident.mitigated", "incident.closed"]
    assert types(desk, ends) == ["incident.closed"]
    places = {row.position for row in desk.store.subscription_progress.rows.values()}
    assert places == {len(desk.store.journal.rows)}


def test_nothing_is_told_twice():
    """However often the journal is looked at, a fact becomes one message."""
    desk = Desk()
    made = desk.subscribed()
    desk.incident(IncidentMitigated)
    for _ in range(3):
        desk.tell()
    desk.incident(IncidentClosed)
    desk.tell()

    assert types(desk, made) == ["incident.mitigated", "incident.closed"]


def test_a_message_says_what_happened_and_what_the_incident_is_like():
    """The body has type, timestamp and data, as Standard Webhooks wants it."""
    desk = Desk()
    made = desk.subscribed()
    incident = desk.incident(IncidentMitigated)
    desk.tell()
    (message,) = desk.messages(made)
    body = json.loads(message.body)

    assert (body["type"], body["timestamp"]) == ("incident.mitigated", body["data"]["at"])
    assert body["data"]["position"] == message.position
    assert body["data"]["incident"]["number"] == incident.number
    assert body["data"]["incident"]["service_id"] is None


def test_a_message_names_service_and_team():
    """By their identities."""
    desk = Desk()
    made = desk.subscribed()
    service, team = a_service(), a_team()
    desk.incident(IncidentMitigated, service_id=service.id, team_id=team.id)
    desk.tell()
    (message,) = desk.messages(made)
    told = json.loads(message.body)["data"]["incident"]

    assert (told["service_id"], told["team_id"]) == (str(service.id), str(team.id))


def test_whoever_is_not_active_is_told_later():
    """What happens meanwhile waits, and is told once it is active again."""
    desk = Desk()
    made = desk.subscribed(active=False)
    desk.incident(IncidentMitigated)
    desk.tell()
    assert not desk.messages(made)

    desk.do(EditSubscription(), made.id, lambda draft: evolve(draft, active=True))
    desk.tell()

    assert types(desk, made) == ["incident.mitigated"]


def test_a_new_one_is_not_told_the_past():
    """A subscription begins at its place; one that lags behind does not change that."""
    desk = Desk()
    old = desk.subscribed()
    desk.incident(IncidentMitigated)
    new = desk.subscribed(position=len(desk.store.journal.rows))
    desk.incident(IncidentClosed)
    desk.tell()

    assert types(desk, old) == ["incident.mitigated", "incident.closed"]
    assert types(desk, new) == ["incident.closed"]


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_long_journal_is_told_page_by_page(monkeypatch, page):
    """Whatever the size of a page, everything is told in order."""
    monkeypatch.setattr(subscribing, "PAGE", page)
    desk = Desk()
    made = desk.subscribed()
    kinds = (IncidentMitigated, IncidentReopened, IncidentClosed)
    for kind in kinds:
        desk.incident(kind)
    while desk.tell():
        pass

    assert types(desk, made) == [
        "incident.mitigated",
        "incident.reopened",
        "incident.closed",
    ]
