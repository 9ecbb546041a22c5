"""One address of the API: every request goes the same way, as its operation says."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import falcon
import msgspec
from attrs import evolve, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import require
from hikeshi.kernel.conversion import structure
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.paging import PageOf
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole
from hikeshi_server.inbound.http.api.conversion import WIRE
from hikeshi_server.inbound.http.api.csv_table import MEDIA_TYPE as CSV
from hikeshi_server.inbound.http.api.csv_table import csv_of, wants_csv
from hikeshi_server.inbound.http.api.headers import (
    etag,
    expected_version,
    next_link,
    unchanged,
)
from hikeshi_server.inbound.http.api.operations import PREFIX, Operation
from hikeshi_server.inbound.http.api.query import read_query
from hikeshi_server.inbound.http.api.reading import read_body
from hikeshi_server.inbound.http.api.references import References, naming
from hikeshi_server.inbound.http.api.spelling import spelled
from hikeshi_server.inbound.http.idempotency import Attempt, IdempotencyKeys, attempt_of, once

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@frozen
class Answer:
    """What is sent back.

    Args:
        shown: The body as builtins, where it was made for this request.
    """

    status: int
    body: bytes = b""
    shown: Any = None
    replayed: bool = False


@frozen
class Asked:
    """A request, read as far as it can be without looking anything up."""

    operation: Operation
    call: Call
    path: Mapping[str, str]
    query: str
    body: Any
    attempt: Attempt | None


class Endpoint:
    """Answers one address, with one responder for each of its operations.

    Args:
        operations: Those of the address.
        transactions: Opens the units of work.
        keys: Keeps the answers of repeatable requests.
    """

    def __init__(
        self, operations: Sequence[Operation], transactions: Transactions, keys: IdempotencyKeys
    ) -> None:
        self._transactions = transactions
        self._keys = keys
        for operation in operations:
            responder: Callable[..., Awaitable[None]] = partial(self._respond, operation)
            setattr(self, f"on_{operation.method.lower()}", responder)

    async def _respond(
        self, operation: Operation, request: Request, response: Response, **path: str
    ) -> None:
        asked = await _read(operation, request, path)
        if operation.signature.works:
            answer = await self._in_work(asked)
        else:
            answer = _present(operation, await self._reading(asked))
        _write(operation, request, response, answer)

    async def _in_work(self, asked: Asked) -> Answer:
        async def answer(work: Work) -> Answer:
            async def make() -> Answer:
                references = References(await work.directory(), asked.call.actor)
                with naming(references):
                    view = await asked.operation.handler(
                        work=work, call=asked.call, **_arguments(asked, references)
                    )
                    return _present(asked.operation, view)

            return await once(self._keys, work, asked.attempt, make, again=_again)

        return await self._transactions.run(answer, request_id=asked.call.request_id)

    async def _reading(self, asked: Asked) -> Any:
        directory = await self._transactions.run(lambda work: work.directory())
        references = References(directory, asked.call.actor)
        with naming(references):
            arguments = _arguments(asked, references)
        return await asked.operation.handler(call=asked.call, **arguments)


async def _read(operation: Operation, request: Request, path: Mapping[str, str]) -> Asked:
    actor: Actor | None = getattr(request.context, "actor", None)
    if actor is None:
        raise falcon.HTTPUnauthorized(
            description="Sign in, or send an API token as Authorization: Bearer …",
            challenges=["Bearer"],
        )
    if operation.reads:
        require(actor, operation.needs)
    signature = operation.signature
    body = None
    if signature.body is not None:
        given = await read_body(request, patch=signature.partial, text_type=signature.text_type)
        body = spelled(given, signature.body)
    call = Call(
        actor=actor,
        expected_version=expected_version(request, required=operation.needs_match),
        request_id=getattr(request.context, "request_id", None),
    )
    attempt = attempt_of(request, actor, body) if operation.repeatable else None
    return Asked(operation, call, path, request.query_string, body, attempt)


def _again(status: int, body: bytes) -> Answer:
    return Answer(status, body, replayed=True)


def _arguments(asked: Asked, references: References) -> dict[str, Any]:
    signature = asked.operation.signature
    found: dict[str, Any] = {
        name: references.require(signature.path[name], text) for name, text in asked.path.items()
    }
    page, filters = read_query(asked.query, signature.filters, paged=signature.paged)
    if signature.paged:
        found["page"] = page
    if signature.filters is not None:
        found["filters"] = filters
    if signature.body is not None:
        with naming(_of_whom(asked.body, references)):
            found["body"] = _body(asked)
    return found


def _of_whom(body: Any, references: References) -> References:
    """Let the keys of contact methods be those of the person the body is about."""
    named = body.get("user_id") if isinstance(body, dict) else None
    owner = references.find(UserId, named) if isinstance(named, str) else None
    return evolve(references, owner=owner)


def _body(asked: Asked) -> Any:
    signature = asked.operation.signature
    if not (signature.whole or signature.partial):
        return structure(WIRE, asked.body, signature.body)
    if not isinstance(asked.body, dict):
        raise InvalidError.at("", "must be an object")
    wrapper = Whole if signature.whole else MergePatch
    return wrapper(asked.body, signature.body)


def _present(operation: Operation, view: Any) -> Answer:
    if view is None:
        return Answer(204)
    if isinstance(view, PageOf):
        items = [WIRE.unstructure(item) for item in view.items]
        shown: Any = {"items": items, "next_cursor": view.next_cursor}
    else:
        shown = WIRE.unstructure(view)
    return Answer(operation.status, _encode(shown), shown)


def _write(operation: Operation, request: Request, response: Response, answer: Answer) -> None:
    response.status = answer.status
    if answer.replayed:
        response.set_header("Idempotency-Replayed", "true")
    if not answer.body:
        return
    response.content_type = "application/json"
    response.data = answer.body
    shown = _decode(answer.body) if answer.replayed else answer.shown
    if not isinstance(shown, dict):
        return
    table = operation.signature.table
    if table is not None and wants_csv(request):
        response.content_type, response.data = CSV, csv_of(shown[table[0]], table[1])
        return
    tag = etag(shown["version"]) if isinstance(shown.get("version"), int) else None
    if tag is not None:
        response.set_header("ETag", tag)
    if operation.reads and unchanged(request, tag):
        response.status, response.data = 304, None
    if shown.get("next_cursor"):
        response.set_header("Link", next_link(request, shown["next_cursor"]))
    if answer.status == 201 and "id" in shown and operation.location != "":
        place = operation.location or f"{request.path.removeprefix(PREFIX)}/{{id}}"
        response.set_header("Location", PREFIX + place.replace("{id}", str(shown["id"])))
