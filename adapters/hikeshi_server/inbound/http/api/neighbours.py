"""What the document says of operations that are answered elsewhere: signing in, the stream."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.flow.streaming import StreamFilters
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.api.operations import PREFIX
from hikeshi_server.inbound.http.api.schemas import IDEMPOTENCY_KEY, Schema, Schemas, query_schemas
from hikeshi_server.inbound.http.auth.bodies import (
    LoginBody,
    OwnPasswordBody,
    PasswordBody,
    RefreshBody,
)


@frozen(kw_only=True)
class Neighbour:
    """An operation that is described here and answered elsewhere.

    Args:
        open: It needs no sign-in.
        tag: The group it is documented in.
        query: Type the query is read into.
        media: What the answer is.
        repeatable: It honours `Idempotency-Key`.
        answer: Type of the answer; nothing where it is described in words only.
    """

    method: str
    path: str
    summary: str
    body: Any = None
    answer: Any = None
    status: int = 200
    open: bool = False
    tag: str = "signing in"
    query: Any = None
    media: str = "application/json"
    repeatable: bool = False


NEIGHBOURS = (
    Neighbour(
        method="post",
        path="/auth/login",
        summary="Sign in with e-mail address and password",
        body=LoginBody,
        open=True,
    ),
    Neighbour(
        method="post",
        path="/auth/refresh",
        summary="Change a refresh token, which works once, for new tokens",
        body=RefreshBody,
        open=True,
    ),
    Neighbour(method="post", path="/auth/logout", summary="Sign out", status=204),
    Neighbour(method="get", path="/auth/sessions", summary="List one's sessions"),
    Neighbour(method="delete", path="/auth/sessions", summary="Sign out everywhere", status=204),
    Neighbour(method="get", path="/auth/sessions/{session_id}", summary="Read a session"),
    Neighbour(
        method="delete", path="/auth/sessions/{session_id}", summary="End a session", status=204
    ),
    Neighbour(method="get", path="/api-tokens", summary="List one's API tokens"),
    Neighbour(
        method="post",
        path="/api-tokens",
        summary="Make an API token; its secret is shown once",
        repeatable=True,
        body=ApiTokenDraft,
        status=201,
    ),
    Neighbour(method="get", path="/api-tokens/{token_id}", summary="Read an API token"),
    Neighbour(
        method="delete", path="/api-tokens/{token_id}", summary="Revoke an API token", status=204
    ),
    Neighbour(method="get", path="/me", summary="Read oneself", answer=User),
    Neighbour(
        method="put",
        path="/me/password",
        summary="Change one's password",
        body=OwnPasswordBody,
        status=204,
    ),
    Neighbour(
        method="put",
        path="/passwords/{user_ref}",
        summary="Give somebody a password",
        body=PasswordBody,
        status=204,
    ),
    Neighbour(
        method="get",
        path="/stream",
        summary="Follow what happens as server-sent events; Last-Event-ID resumes without a hole",
        tag="stream",
        query=StreamFilters,
        media="text/event-stream",
    ),
)


def described(schemas: Schemas) -> Iterator[tuple[str, str, Schema]]:
    """Yield path, method and description of each of them."""
    for neighbour in NEIGHBOURS:
        yield PREFIX + neighbour.path, neighbour.method, _operation(neighbour, schemas)


def _operation(neighbour: Neighbour, schemas: Schemas) -> Schema:
    noun = neighbour.path.strip("/").replace("/", ".").replace("{", "").replace("}", "")
    made: Schema = {
        "operationId": f"{neighbour.method}.{noun}",
        "tags": [neighbour.tag],
        "summary": neighbour.summary,
        "description": "Needs no sign-in." if neighbour.open else "Needs a sign-in.",
        "parameters": [
            {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
            for part in neighbour.path.split("/")
            if part.startswith("{")
        ]
        + query_schemas(schemas, neighbour.query)
        + ([IDEMPOTENCY_KEY] if neighbour.repeatable else []),
        "responses": {str(neighbour.status): _answer(neighbour, schemas)}
        | {str(s): {"$ref": f"#/components/responses/{s}"} for s in (400, 401, 403, 422, 429)},
    }
    if neighbour.open:
        made["security"] = []
    if neighbour.body is not None:
        content = {"application/json": {"schema": schemas.of(neighbour.body)}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _answer(neighbour: Neighbour, schemas: Schemas) -> Schema:
    if neighbour.status == 204:
        return {"description": "Done."}
    schema = schemas.of(neighbour.answer) if neighbour.answer else {"type": "object"}
    return {"description": "Well.", "content": {neighbour.media: {"schema": schema}}}
