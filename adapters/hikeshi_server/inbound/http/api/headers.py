"""The headers of the API: ETag and If-Match, Link."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

import falcon
from falcon.asgi import Request

_VERSION = re.compile(r'"v(\d{1,18})"')


def etag(version: int) -> str:
    """Return the tag of a version: `"v3"`, quotes included."""
    return f'"v{version}"'


def expected_version(request: Request, *, required: bool) -> int | None:
    """Return the version `If-Match` names; nothing for `*` or where there is none.

    Raises:
        falcon.HTTPError: 428 where it is required and absent, 412 where it can match nothing.
    """
    given = request.get_header("If-Match")
    if given is None:
        if required:
            raise falcon.HTTPPreconditionRequired(
                description="Send If-Match with the ETag you read, so that no change is lost."
            )
        return None
    if given.strip() == "*":
        return None
    found = _VERSION.fullmatch(given.strip())
    if found is None:
        raise falcon.HTTPPreconditionFailed(
            description='If-Match takes one ETag of this object, such as "v3".'
        )
    return int(found[1])


def unchanged(request: Request, tag: str | None) -> bool:
    """Say whether the caller holds this version already (`If-None-Match`)."""
    given = request.get_header("If-None-Match")
    if given is None or tag is None:
        return False
    tags = [entry.strip().removeprefix("W/") for entry in given.split(",")]
    return tag in tags or "*" in tags


def next_link(request: Request, cursor: str) -> str:
    """Return the header that leads to the next page (RFC 8288)."""
    query: list[tuple[str, Any]] = [
        (name, value)
        for name, value in parse_qsl(request.query_string, keep_blank_values=True)
        if name != "cursor"
    ]
    target = f"{request.path}?{urlencode([*query, ('cursor', cursor)])}"
    return f'<{target}>; rel="next"'
