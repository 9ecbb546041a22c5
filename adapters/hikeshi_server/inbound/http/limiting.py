"""How often somebody may ask the API, so that a script gone wild takes it from nobody."""

import math
from datetime import timedelta

import falcon
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.model.rate_limit import Allowance, RateLimit
from hikeshi.access.ports import RateLimits

#: Where requests count; what senders post never does.
COUNTED = "/api/v1/"
#: Whoever takes over is never turned away.
FREE = "/acknowledgement"
PER = timedelta(minutes=1)


@frozen
class RequestLimit:
    """Counts requests by person, or by address where nobody is signed in.

    Answers say what is left: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`
    (draft-ietf-httpapi-ratelimit-headers-07), in requests and seconds.

    Args:
        amount: Requests a minute.
    """

    limits: RateLimits
    amount: int

    async def process_request(self, request: Request, response: Response) -> None:
        """Count it, and answer 429 where there have been too many."""
        if not request.path.startswith(COUNTED) or request.path.endswith(FREE):
            return
        limit = RateLimit("api", self.amount, PER)
        found = await self.limits.take(limit, _who(request))
        seconds = math.ceil(found.wait.total_seconds())
        _tell(response, limit, found, seconds)
        if not found.granted:
            raise falcon.HTTPTooManyRequests(
                description=f"More than {self.amount} requests a minute; try again later.",
                retry_after=max(1, seconds),
            )


def _who(request: Request) -> str:
    actor = getattr(request.context, "actor", None)
    return f"address {request.remote_addr}" if actor is None else f"{actor.kind} {actor.id}"


def _tell(response: Response, limit: RateLimit, found: Allowance, seconds: int) -> None:
    response.set_header("RateLimit-Limit", str(limit.amount))
    response.set_header("RateLimit-Remaining", str(found.remaining))
    response.set_header("RateLimit-Reset", str(seconds))
