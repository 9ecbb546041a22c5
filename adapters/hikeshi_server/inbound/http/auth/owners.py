"""Whose sessions and tokens a request is about."""

from uuid import UUID

from falcon.asgi import Request

from hikeshi.flow.recognising import Caller
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import UserId


def owner_id(request: Request, caller: Caller) -> UserId:
    """Return the person named by `?user_id=`, else the caller.

    Raises:
        InvalidError: It is no id.
    """
    asked = request.get_param("user_id")
    if asked is None and caller.actor.id is not None:
        return UserId(caller.actor.id)
    try:
        return UserId(UUID(asked or ""))
    except ValueError:
        raise InvalidError.at("/user_id", "must be the id of a person") from None
