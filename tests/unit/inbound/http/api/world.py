"""The API over everything in memory: three people who may different things, and their calls."""

from datetime import UTC, datetime

import falcon.asgi
import falcon.testing
from attrs import frozen

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.ids import UserId
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.queries import (
    InMemoryAlertQueries,
    InMemoryAuditQueries,
    InMemoryDrillQueries,
    InMemoryIncidentQueries,
    InMemoryJournalReader,
    InMemoryNotificationQueries,
    InMemorySubscriptionQueries,
    InMemorySwapQueries,
)
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.wiring.api import ApiParts, api_routes

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
API = "/api/v1"
PEOPLE = {"olga": Role.OWNER, "rosa": Role.RESPONDER, "otto": Role.OBSERVER}


class Impersonation:
    """Falcon middleware: the header `X-Actor` says who asks; nobody without it."""

    def __init__(self, actors):
        self.actors = actors

    async def process_request(self, request, response):
        """Put the actor where the sign-in would."""
        name = request.get_header("X-Actor")
        request.context.request_id = "request-1"
        request.context.actor = self.actors.get(name) if name else None


@frozen
class World:
    """A client, the store behind it, and the people in it."""

    client: falcon.testing.TestClient
    store: Store
    clock: FixedClock
    actors: dict
    app: falcon.asgi.App

    def call(self, method, path, body=None, *, by="olga", headers=None, **more):
        """Send a request on somebody's behalf and return the answer."""
        given = {"X-Actor": by} if by else {}
        if body is not None:
            more["json"] = body
        return self.client.simulate_request(
            method, API + path, headers={**given, **(headers or {})}, **more
        )

    def made(self, path, body, **more):
        """Create something and return it."""
        answer = self.call("POST", path, body, **more)
        assert answer.status_code == 201, answer.text
        return answer.json

    def got(self, path, **more):
        """Read something and return it."""
        answer = self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json


def new_world(held=lambda: None):
    """Return an API over an empty store with three people; `held` says why nothing is sent."""
    store, clock, ids = Store(), FixedClock(NOW), CountingIds()
    transactions = InMemoryTransactions(store, clock, ids)
    actors = {}
    for name, role in PEOPLE.items():
        user = User(
            id=UserId(ids()), key=name, name=name.title(), email=f"{name}@example.org", role=role
        )
        store.users.put(user.id, user)
        actors[name] = Actor(ActorKind.USER, user.id, role)
    store.commit()
    store.configuration_changed()
    numbers = iter(range(10**9))
    parts = ApiParts(
        transactions=transactions,
        idempotency_keys=InMemoryIdempotencyKeys(store),
        incidents=InMemoryIncidentQueries(store),
        drills=InMemoryDrillQueries(store),
        alerts=InMemoryAlertQueries(store),
        notifications=InMemoryNotificationQueries(store),
        swaps=InMemorySwapQueries(store, clock),
        audit=InMemoryAuditQueries(store),
        journal=InMemoryJournalReader(store),
        subscriptions=InMemorySubscriptionQueries(store),
        public_url="https://pages.example.org",
        new_key=lambda: f"{next(numbers):032d}",
        new_secret=lambda: "whsec_c2VjcmV0",
        new_code=lambda: f"{next(numbers):06d}",
        digest=lambda text: f"digest of {text}",
        held=held,
    )
    app = falcon.asgi.App(middleware=[Impersonation(actors)])
    add_problems(app)
    for path, resource in api_routes(parts):
        app.add_route(path, resource)
    return World(falcon.testing.TestClient(app), store, clock, actors, app)
