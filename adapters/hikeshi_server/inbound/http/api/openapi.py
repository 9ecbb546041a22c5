"""The OpenAPI 3.1 document, made of the operations table and the types it names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hikeshi_server.inbound.http.api import neighbours
from hikeshi_server.inbound.http.api.operations import PREFIX, Operation
from hikeshi_server.inbound.http.api.problems import MEDIA_TYPE, Problem
from hikeshi_server.inbound.http.api.query import LARGEST_LIMIT
from hikeshi_server.inbound.http.api.schemas import (
    IDEMPOTENCY_KEY,
    Schema,
    Schemas,
    query_schemas,
)

_DETAILS = {
    400: "The request is unreadable.",
    401: "Nobody is signed in.",
    403: "The permission is missing.",
    404: "There is no such object.",
    409: "A rule does not allow this now; what is in use names what uses it.",
    412: "The object has another version than If-Match says.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The input is understood, but not valid; each fault has its pointer.",
    428: "If-Match is missing.",
    429: "Too many requests; see Retry-After.",
    503: "Not now; see Retry-After.",
}


def document_of(operations: Sequence[Operation], *, version: str = "1") -> Schema:
    """Return the document that describes these operations."""
    schemas = Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        methods = paths.setdefault(PREFIX + operation.path, {})
        methods[operation.method.lower()] = _operation(operation, schemas)
    for path, method, described in neighbours.described(schemas):
        paths.setdefault(path, {})[method] = described
    schemas.of(Problem)
    _close(schemas, operations)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hikeshi",
            "version": version,
            "description": "Who is paged, when and why. Ids are UUIDs; whatever is configured "
            "also goes by its key. Times are RFC 3339, spans whole seconds.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.named.items())),
            "responses": _problems(operations),
        },
    }


def statuses_of(operation: Operation) -> list[int]:
    """Return the errors an operation can answer."""
    signature = operation.signature
    found = {401, 403, 422, 429, 503}
    if signature.path:
        found.add(404)
    if signature.body is not None:
        found |= {400, 413, 415}
    if operation.repeatable:
        found.add(400)
    if not operation.reads:
        found |= {404, 409, 412}
    if operation.needs_match:
        found.add(428)
    return sorted(found)


def _operation(operation: Operation, schemas: Schemas) -> Schema:
    made: Schema = {
        "operationId": _identifier(operation),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": f"Needs the permission `{operation.needs.value}`.",
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
    }
    body = _body(operation, schemas)
    if body is not None:
        made["requestBody"] = body
    return made


def _identifier(operation: Operation) -> str:
    handler: Any = operation.handler
    owner = type(handler.__self__).__name__
    noun = operation.path.rsplit("/", 1)[-1].strip("{}").replace("-", "_")
    return f"{owner}.{handler.__name__}.{noun}"


def _parameters(operation: Operation, schemas: Schemas) -> list[Schema]:
    signature = operation.signature
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": schemas.of(kind)}
        for name, kind in signature.path.items()
    ]
    found += query_schemas(schemas, signature.filters)
    if signature.paged:
        found += _page_parameters(signature.filters.SORTS if signature.filters is not None else ())
    if not operation.reads and (operation.needs_match or operation.method != "POST"):
        found.append(_header("If-Match", 'The ETag that was read, such as "v3".', operation))
    if operation.repeatable:
        found.append(IDEMPOTENCY_KEY)
    return found


def _page_parameters(sorts: Sequence[str]) -> list[Schema]:
    limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": 50}
    found: list[Schema] = [
        {"name": "limit", "in": "query", "schema": limit},
        {"name": "cursor", "in": "query", "schema": {"type": "string"}},
    ]
    if sorts:
        order = {"type": "string", "enum": list(sorts), "default": sorts[0]}
        found.append({"name": "sort", "in": "query", "schema": order})
    return found


def _header(name: str, description: str, operation: Operation | None = None) -> Schema:
    return {
        "name": name,
        "in": "header",
        "description": description,
        "required": operation is not None and operation.needs_match,
        "schema": {"type": "string"},
    }


def _body(operation: Operation, schemas: Schemas) -> Schema | None:
    signature = operation.signature
    if signature.body is None:
        return None
    if signature.partial:
        schema = schemas.patch_of(signature.body)
        return {
            "required": True,
            "content": {
                "application/merge-patch+json": {"schema": schema},
                "application/json": {"schema": schema},
            },
        }
    schema = schemas.of(signature.body)
    content = {"application/json": {"schema": schema}}
    if signature.text_type is not None:
        content[signature.text_type] = {"schema": {"type": "string"}}
    return {"required": True, "content": content}


def _responses(operation: Operation, schemas: Schemas) -> Mapping[str, Schema]:
    found: dict[str, Schema] = {str(operation.status): _answer(operation, schemas)}
    for status in statuses_of(operation):
        found[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


def _answer(operation: Operation, schemas: Schemas) -> Schema:
    signature = operation.signature
    if signature.answer in {None, type(None)}:
        return {"description": "Done."}
    schema = schemas.of(signature.answer)
    if signature.lists:
        schema = {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": schema},
                "next_cursor": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
            "required": ["items", "next_cursor"],
        }
    content: Schema = {"application/json": {"schema": schema}}
    if signature.table is not None:
        content["text/csv"] = {"schema": {"type": "string"}}
    return {"description": "Well.", "content": content}


def _problems(operations: Iterable[Operation]) -> Mapping[str, Schema]:
    statuses = {status for operation in operations for status in statuses_of(operation)}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(s): {"description": _DETAILS[s], "content": content} for s in sorted(statuses)}


def _close(schemas: Schemas, operations: Iterable[Operation]) -> None:
    """Say of everything that is only read that unknown fields are refused."""
    bodies, answers = Schemas(), Schemas()
    for operation in operations:
        signature = operation.signature
        if signature.partial:
            bodies.patch_of(signature.body)
        elif signature.body is not None:
            bodies.of(signature.body)
        if signature.answer is not None:
            answers.of(signature.answer)
    for name in bodies.named.keys() - answers.named.keys():
        if "properties" in schemas.named[name]:
            schemas.named[name]["additionalProperties"] = False
