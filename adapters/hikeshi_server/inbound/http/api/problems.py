"""Errors as `application/problem+json` (RFC 9457), by the kernel's bases and nothing below them."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import falcon
import falcon.asgi
import msgspec
import structlog
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import (
    ConflictError,
    Fault,
    ForbiddenError,
    HikeshiError,
    InvalidError,
    NotFoundError,
    StaleError,
    UnavailableError,
)
from hikeshi_server.inbound.http.requests import masked_path

MEDIA_TYPE = "application/problem+json"
#: Seconds after which what is unavailable may be asked again.
RETRY_AFTER = 2

#: The first base that fits decides.
STATUS_OF: tuple[tuple[type[HikeshiError], int], ...] = (
    (StaleError, 412),
    (NotFoundError, 404),
    (ConflictError, 409),
    (InvalidError, 422),
    (ForbiddenError, 403),
    (UnavailableError, 503),
)

_DEFECT = "Something is wrong on our side; it has been logged."
_log = structlog.get_logger(__name__)
_encode = msgspec.json.Encoder().encode


@frozen(kw_only=True)
class Problem:
    """What an error answers.

    Args:
        errors: Every fault with its place in the body, or in the query as an object.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    errors: tuple[Fault, ...] = ()


def write_problem(
    request: Request,
    response: Response,
    status: int,
    detail: str,
    faults: Iterable[Fault] = (),
) -> None:
    """Put a problem on the response."""
    request_id = getattr(request.context, "request_id", None)
    body = _problem(request.path, request_id, status, detail, faults)
    response.status = status
    response.content_type = MEDIA_TYPE
    response.data = body
    response.text = None
    if status == 503 and not response.get_header("Retry-After"):
        response.set_header("Retry-After", str(RETRY_AFTER))


def problem_of(path: str, request_id: str | None, error: Exception) -> tuple[int, bytes]:
    """Return status and body of what an error answers that met no Falcon."""
    if isinstance(error, HikeshiError):
        status, detail, faults = status_of(error), error.detail, error.faults
    else:
        _log.error("defect", path=masked_path(path), exc_info=error)
        status, detail, faults = 500, _DEFECT, ()
    return status, _problem(path, request_id, status, detail, faults)


def _problem(
    path: str, request_id: str | None, status: int, detail: str, faults: Iterable[Fault]
) -> bytes:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": path,
        "request_id": request_id,
    }
    errors = [{"pointer": fault.pointer, "detail": fault.detail} for fault in faults]
    if errors:
        body["errors"] = errors
    return _encode(body)


def add_problems(app: falcon.asgi.App[Any, Any]) -> None:
    """Let every error of an application answer a problem."""
    app.add_error_handler(HikeshiError, _on_broken_rule)
    app.add_error_handler(Exception, _on_defect)
    app.set_error_serializer(_serialize)


def status_of(error: HikeshiError) -> int:
    """Return the status of an error by its base."""
    return next((status for base, status in STATUS_OF if isinstance(error, base)), 500)


async def _on_broken_rule(
    request: Request, response: Response, error: HikeshiError, params: dict[str, Any]
) -> None:
    del params
    write_problem(request, response, status_of(error), error.detail, error.faults)


async def _on_defect(
    request: Request, response: Response, error: Exception, params: dict[str, Any]
) -> None:
    del params
    if isinstance(error, falcon.HTTPStatus | falcon.HTTPError):
        raise error
    _log.error("defect", path=masked_path(request.path), exc_info=error)
    write_problem(request, response, 500, _DEFECT)


def _serialize(request: Request, response: Response, error: falcon.HTTPError) -> None:
    detail = error.description or _DETAILS.get(error.status_code, "The request was refused.")
    write_problem(request, response, error.status_code, detail)


_DETAILS = {
    404: "There is nothing at this address.",
    405: "The address does not answer to this method; see the header Allow.",
}
