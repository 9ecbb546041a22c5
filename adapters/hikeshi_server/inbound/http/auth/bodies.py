"""Bodies of the sign-in API: what may come in, and how answers look."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

import falcon
import msgspec
from attrs import field, frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import InvalidError

T = TypeVar("T")

#: Nothing one signs in with is longer.
LONGEST_BODY = 65_536
USUAL_LIMIT, LARGEST_LIMIT = 50, 200
_CONVERTER = json_converter()


@frozen(kw_only=True)
class LoginBody:
    """What `POST /api/v1/auth/login` takes; nobody has a second factor yet."""

    email: str
    password: str = field(repr=False)
    totp: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class RefreshBody:
    """What `POST /api/v1/auth/refresh` takes."""

    refresh_token: str = field(repr=False)


@frozen(kw_only=True)
class OwnPasswordBody:
    """What `PUT /api/v1/me/password` takes."""

    password: str = field(repr=False)
    new_password: str = field(repr=False)


@frozen(kw_only=True)
class PasswordBody:
    """What `PUT /api/v1/passwords/{user_ref}` takes."""

    new_password: str = field(repr=False)


async def read_body(request: Request, cls: type[T]) -> T:
    """Return the JSON body as a `cls`.

    Raises:
        falcon.HTTPError: 400 no JSON, 413 too long, 415 another media type.
        InvalidError: One fault for each wrong field, with its pointer.
    """
    if (request.content_type or "").partition(";")[0].strip() != falcon.MEDIA_JSON:
        raise falcon.HTTPUnsupportedMediaType(description="Send application/json.")
    raw = await request.stream.read(LONGEST_BODY + 1)
    if len(raw) > LONGEST_BODY:
        raise falcon.HTTPContentTooLarge(description=f"Send at most {LONGEST_BODY} bytes.")
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise falcon.HTTPBadRequest(description=f"The body is no JSON: {error}.") from error
    return structure(_CONVERTER, value, cls)


def plain(value: object) -> Any:
    """Return an object as JSON builtins."""
    return _CONVERTER.unstructure(value)


def keep_secret(response: Response) -> None:
    """Keep caches from keeping the answer."""
    response.set_header("Cache-Control", "no-store")


def page(
    request: Request, response: Response, items: Iterable[T], present: Callable[[T], Any]
) -> None:
    """Answer with the part of a list, ordered by id, that was asked for.

    Raises:
        InvalidError: `limit` or `cursor` is wrong.
    """
    limit = _limit(request.get_param("limit"))
    after = _id(request.get_param("cursor"), "/cursor")
    ordered = sorted(items, key=_identity)
    rest = [item for item in ordered if after is None or _identity(item) > after]
    cursor = str(_identity(rest[limit - 1])) if len(rest) > limit else None
    response.media = {"items": [present(item) for item in rest[:limit]], "next_cursor": cursor}
    if cursor is not None:
        response.append_link(f"{request.path}?limit={limit}&cursor={cursor}", "next")
    keep_secret(response)


def read_id(text: str) -> UUID:
    """Return the id in a path.

    Raises:
        falcon.HTTPNotFound: It is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise falcon.HTTPNotFound(description="There is nothing with that id.") from None


def _identity(item: Any) -> UUID:
    return UUID(int=item.id.int)


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL_LIMIT
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LARGEST_LIMIT:
        raise InvalidError.at("/limit", f"must be a whole number from 1 to {LARGEST_LIMIT}")
    return int(text)


def _id(text: str | None, pointer: str) -> UUID | None:
    try:
        return UUID(text) if text is not None else None
    except ValueError:
        raise InvalidError.at(pointer, "must be the next_cursor of the page before") from None
