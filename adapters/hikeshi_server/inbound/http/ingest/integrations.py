"""Senders with their key in the URL: Alertmanager's webhook and the generic format."""

from typing import Any

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.inbox import Message, not_understood, understand
from hikeshi.kernel.errors import UnavailableError
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.http.ingest.door import Answer, Ask, answered, respond
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.reading import Body
from hikeshi_server.inbound.http.ingest.refused_keys import Knock
from hikeshi_server.inbound.mapping import mapped
from hikeshi_server.inbound.metrics import SIGNALS, UNREADABLE

_KINDS = frozenset(kind.value for kind in IntegrationKind)
_REFUSED = answered(404, {"status": "refused", "detail": "no integration has this key"})


@frozen
class IntegrationSignals:
    """POST /integrations/{kind}/{key}"""

    keys: Keys
    batcher: Batcher

    async def on_post(self, request: Request, response: Response, kind: str, key: str) -> None:
        """Take in a message; with a valid key nothing is refused for what it says."""
        await respond(self, request, response, kind, key)

    async def answer(self, ask: Ask, *parts: str) -> Answer:
        """Take in a message for the kind and the key at the end of the address."""
        kind, key = parts
        try:
            door = f"/integrations/{kind}" if kind in _KINDS else "/integrations"
            integration = await self.keys.find(key, Knock(door, ask.address))
            if integration is None or kind not in _KINDS:
                return _REFUSED
            return _accepted(await self._take_in(integration, kind, ask))
        except UnavailableError as error:
            # 503 and never 429: Alertmanager drops what gets a 4xx, this one included.
            return answered(503, {"status": "busy", "detail": error.detail}, busy=True)

    async def _take_in(self, integration: Integration, kind: str, ask: Ask) -> Message:
        message = _message(_as_posted(integration, kind), await ask.read())
        SIGNALS.labels(kind).inc(len(message.signals))
        UNREADABLE.labels(kind).inc(len(message.unreadable))
        kept = [(integration.id, raw, reason) for raw, reason in message.unreadable]
        await self.batcher.take_in(message.signals, kept)
        return message

    on_put = on_post  # Grafana may be told to PUT


def _as_posted(integration: Integration, kind: str) -> Integration:
    """Let the door decide how to read, whatever the sender was set up to be: its key is good."""
    if integration.kind.value == kind:
        return integration
    return evolve(integration, kind=IntegrationKind(kind), mapping={})


def _message(integration: Integration, body: Body) -> Message:
    if body.reason is not None:
        return not_understood(integration, body.raw, body.reason)
    found = mapped(integration.mapping, body.value) if integration.mapping else None
    return understand(integration, body.value, body.raw, mapped=found)


def _accepted(message: Message) -> Answer:
    said: dict[str, Any] = {
        "status": "accepted",
        "dedup_keys": [s.dedup_key for s in message.signals if s.dedup_key is not None],
    }
    if message.unreadable:
        said["unreadable"] = [reason for _, reason in message.unreadable]
    return answered(202, said)
