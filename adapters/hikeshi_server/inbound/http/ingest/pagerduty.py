"""PagerDuty's Events API v2: senders change the URL and nothing else."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.alerts.model.formats.change_record import parse_change
from hikeshi.alerts.model.formats.pagerduty import routing_key_of
from hikeshi.alerts.model.signal import UNREADABLE_KEY, Signal
from hikeshi.flow.inbox import Message, not_understood, understand
from hikeshi.kernel.errors import UnavailableError
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.http.ingest.door import Answer, Ask, answered, respond
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.reading import Body
from hikeshi_server.inbound.http.ingest.refused_keys import Knock
from hikeshi_server.inbound.metrics import SIGNALS, UNREADABLE

#: A key in a body that is not even JSON, so that the message can be kept for its owner.
_KEY_IN_TEXT = re.compile(rb'"routing_key"\s*:\s*"([^"\\]{32})"')
_SIGNALS, _UNREADABLE = SIGNALS.labels("pagerduty"), UNREADABLE.labels("pagerduty")


@frozen
class EventsV2:
    """POST /v2/enqueue"""

    keys: Keys
    batcher: Batcher

    async def on_post(self, request: Request, response: Response) -> None:
        """Take in one event; answered once it is committed."""
        await respond(self, request, response)

    async def answer(self, ask: Ask, *_: str) -> Answer:
        """Take in one event; answered once it is committed."""
        try:
            body = await ask.read()
            integration = await _integration(self.keys, body, ask)
            if integration is None:
                return _refused(body)
            message = _message(integration, body)
            signals = _keyed(message.signals)
            _SIGNALS.inc(len(signals))
            if message.unreadable:
                _UNREADABLE.inc(len(message.unreadable))
            await self.batcher.take_in(signals, _kept(integration, message))
        except UnavailableError as error:
            return _busy(error)
        dedup_key = signals[0].dedup_key if signals else UNREADABLE_KEY
        text = "Event processed"
        if message.unreadable:
            text = f"Event not understood and kept for its team: {message.unreadable[0][1]}"
        return answered(202, {"status": "success", "message": text, "dedup_key": dedup_key})


@frozen
class ChangeEventsV2:
    """POST /v2/change/enqueue"""

    keys: Keys

    async def on_post(self, request: Request, response: Response) -> None:
        """Accept one change event; it never pages anybody."""
        await respond(self, request, response)

    async def answer(self, ask: Ask, *_: str) -> Answer:
        """Accept one change event; it never pages anybody."""
        try:
            body = await ask.read()
            integration = await _integration(self.keys, body, ask)
        except UnavailableError as error:
            return _busy(error)
        if integration is None:
            return _refused(body)
        parse_change(body.value, integration.id)
        return answered(202, {"status": "success", "message": "Change event processed"})


async def _integration(keys: Keys, body: Body, ask: Ask) -> Integration | None:
    key = routing_key_of(body.value)
    if key is None and (found := _KEY_IN_TEXT.search(body.raw)) is not None:
        key = found[1].decode("utf-8", "replace")
    if key is None:
        return None
    return await keys.find(key, Knock(ask.path, ask.address))


def _keyed(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Return the signals, each with a key: who sends none gets a new one back."""
    if None not in {signal.dedup_key for signal in signals}:
        return signals
    return tuple(
        signal if signal.dedup_key is not None else evolve(signal, dedup_key=uuid.uuid4().hex)
        for signal in signals
    )


def _message(integration: Integration, body: Body) -> Message:
    """Read it as the door speaks, whatever the sender was set up to be."""
    if integration.kind is not IntegrationKind.PAGERDUTY:
        integration = evolve(integration, kind=IntegrationKind.PAGERDUTY)
    if body.reason is not None:
        return not_understood(integration, body.raw, body.reason)
    return understand(integration, body.value, body.raw)


def _kept(integration: Integration, message: Message) -> list[tuple[Any, bytes, str]]:
    return [
        (integration.id, raw.replace(integration.key.encode(), b"[routing key]"), reason)
        for raw, reason in message.unreadable
    ]


def _refused(body: Body) -> Answer:
    errors = ["routing_key is missing or belongs to no integration"]
    if body.reason is not None:
        errors = ["JSON parse error", *errors]
    said = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    return answered(400, said)


def _busy(error: UnavailableError) -> Answer:
    # PagerDuty's clients repeat on 429 and 5xx alike.
    said = {"status": "throttle exceeded", "message": error.detail, "errors": []}
    return answered(503, said, busy=True)
