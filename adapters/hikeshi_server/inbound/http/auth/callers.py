"""Who calls, as the rest of the edge asks for it."""

import falcon
from falcon.asgi import Request

from hikeshi.access.model.session import Device
from hikeshi.flow.recognising import Caller

#: What a client has to show (RFC 6750, section 3).
CHALLENGE = 'Bearer realm="hikeshi"'


def caller_of(request: Request) -> Caller | None:
    """Return the person behind the request; nothing when it came without a credential."""
    caller = getattr(request.context, "caller", None)
    return caller if isinstance(caller, Caller) else None


def require_caller(request: Request) -> Caller:
    """Return the person behind the request.

    Raises:
        falcon.HTTPUnauthorized: It came without a credential.
    """
    caller = caller_of(request)
    if caller is None:
        raise falcon.HTTPUnauthorized(
            description="Sign in: send “Authorization: Bearer <access token or API token>”.",
            challenges=[CHALLENGE],
        )
    return caller


def refused(detail: str) -> falcon.HTTPUnauthorized:
    """Return the answer to a credential that opens nothing."""
    return falcon.HTTPUnauthorized(
        description=detail, challenges=[f'{CHALLENGE}, error="invalid_token"']
    )


def device_of(request: Request) -> Device:
    """Return from where the request came; trusted proxies were looked through by the server."""
    return Device(address=request.remote_addr, user_agent=request.user_agent or "")


def request_id_of(request: Request) -> str | None:
    """Return what ties the request to log and journal."""
    found = getattr(request.context, "request_id", None)
    return found if isinstance(found, str) else None
