"""What people ask of the API, and what senders post at the doors, on the living world."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import falcon.asgi
from attrs import define, field, frozen
from falcon.testing import ASGIConductor
from tests.integration.differential.living import LivingWorld
from tests.integration.inbound.http.api.served import api_on
from tests.oracle.escalation_suites import matchers
from tests.oracle.ledger import instant
from tests.product.installation import SECRET_KEYS
from tests.unit.inbound.http.api.world import API

from hikeshi.flow.directory import Directory
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.conversion import rfc3339
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.http.ingest.integrations import IntegrationSignals
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.pagerduty import EventsV2
from hikeshi_server.inbound.http.ingest.refused_keys import RefusedKeys
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.secrets import Vault, parse_secret_keys

T = TypeVar("T")
Event = dict[str, Any]


@frozen
class Persistent:
    """Does each work in the world, again after a crash; its answer is that of the last time."""

    world: LivingWorld

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work."""
        del request_id
        return await self.world.do(do)


@define
class Desk:
    """Asks the API as whoever runs the place, and posts as monitoring does.

    Args:
        api: A client of the API.
        doors: A client of what senders post to.
        keys: Of the senders, by their names.
    """

    api: Any
    doors: Any
    kinds: dict[str, str]
    keys: dict[str, str]
    _paths: dict[str, str] = field(factory=dict)

    async def change(self, event: Event) -> None:
        """Ask for what the event says; what it is about has to exist."""
        await getattr(self, "_" + event["kind"])(event)

    async def post(self, sender: str, payload: Any) -> None:
        """Post a message as that sender."""
        kind, key = self.kinds[sender], self.keys[sender]
        if kind == "pagerduty":
            path, payload = "/v2/enqueue", {**payload, "routing_key": key}
        else:
            path = f"/integrations/{kind}/{key}"
        answer = await self.doors.simulate_post(path, json=payload)
        assert answer.status_code == 202, answer.text

    async def _silence(self, event: Event) -> None:
        body = {
            "matchers": matchers(event),
            "ends_at": rfc3339(instant(event["until"])),
            "comment": event["name"],
        }
        made = await self._ask("POST", "/silences", body)
        self._paths[event["name"]] = f"/silences/{made['id']}"

    async def _override(self, event: Event) -> None:
        path = f"/schedules/{event['schedule']}/overrides"
        named = {name: event[name] for name in ("user", "mode", "replaces")}
        made = await self._ask("POST", path, {**named, **_span(event)})
        self._paths[event["name"]] = f"{path}/{made['id']}"

    async def _swap(self, event: Event) -> None:
        """Offer it, and let the taker accept; where there is nothing to give it is refused."""
        body = {"schedule": event["schedule"], "giver": event["giver"], **_span(event)}
        made = await self._ask("POST", "/swaps", body, refused=409)
        if made is not None:
            path = self._paths[event["name"]] = f"/swaps/{made['id']}"
            await self._ask("PUT", f"{path}/acceptance", {"user": event["taker"]})

    async def _end(self, event: Event) -> None:
        """End it; what is over by then is refused and stays."""
        await self._ask("DELETE", self._paths[event["name"]], refused=409)

    _take_back = _end_silence = _end

    async def _withdraw(self, event: Event) -> None:
        if event["name"] in self._paths:
            await self._ask("PUT", f"{self._paths[event['name']]}/withdrawal", refused=409)

    async def _ask(self, method: str, path: str, body: Any = None, *, refused: int = 0) -> Any:
        more = {} if body is None else {"json": body}
        headers = {"X-Actor": "owner"}
        answer = await self.api.simulate_request(method, API + path, headers=headers, **more)
        if answer.status_code == refused:
            return None
        assert 200 <= answer.status_code < 300, answer.text
        return answer.json if answer.text else None


def _span(event: Event) -> dict[str, str]:
    return {name: rfc3339(instant(event[name])) for name in ("start", "end")}


@asynccontextmanager
async def desk(world: LivingWorld, url: str, directory: Directory) -> AsyncIterator[Desk]:
    """Open the API and the doors on the world; its first person runs the place."""
    engine = create_engine(url)
    person = next(iter(directory.users.values()))
    actors = {"owner": Actor(ActorKind.USER, person.id, Role.OWNER)}
    transactions = Persistent(world)
    vault = Vault(parse_secret_keys(SECRET_KEYS))
    api = api_on(engine, transactions, world.clock, vault, actors)
    doors: Any = falcon.asgi.App()
    keys = Keys(transactions, RefusedKeys(transactions))
    batcher = Batcher(transactions, IngestSignals())
    doors.add_route("/v2/enqueue", EventsV2(keys, batcher))
    doors.add_route("/integrations/{kind}/{key}", IntegrationSignals(keys, batcher))
    senders = directory.integrations.values()
    async with ASGIConductor(api) as asked, ASGIConductor(doors) as posted:
        yield Desk(
            asked,
            posted,
            {sender.name: sender.kind.value for sender in senders},
            {sender.name: sender.key for sender in senders},
        )
        await batcher.close()
    await engine.dispose()
