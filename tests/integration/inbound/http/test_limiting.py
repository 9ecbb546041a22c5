"""Too many requests, and who is never turned away."""

from types import SimpleNamespace

from falcon.asgi import Request, Response
from falcon.testing import ASGIConductor

from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.testing.builders import START, new_id
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.limiting import RequestLimit

PEOPLE = {"ana": Actor(ActorKind.USER, new_id()), "ben": Actor(ActorKind.USER, new_id())}
ADDRESSES = ("/api/v1/incidents", "/api/v1/incidents/1/acknowledgement", "/v2/enqueue")


class Says:
    """Takes everything."""

    async def on_get(self, request: Request, response: Response) -> None:
        """Say so."""
        response.media = {"path": request.path}


class SignedIn:
    """Believes whoever a request says it comes from."""

    async def process_request(self, request: Request, response: Response) -> None:
        """Say who calls."""
        del response
        request.context.actor = PEOPLE.get(request.get_param("who", default=""))


def conductor(amount: int) -> ASGIConductor:
    """Return a caller of an API that allows so many requests a minute."""
    limit = RequestLimit(InMemoryRateLimits(FixedClock(START)), amount)
    app = create_app([(path, Says()) for path in ADDRESSES], middleware=[SignedIn(), limit])
    add_problems(app)
    return ASGIConductor(app)


async def ask(api: ASGIConductor, path: str, who: str = "") -> SimpleNamespace:
    """Ask once; return the status, what is left, and the whole answer."""
    answer = await api.simulate_get(path, params={"who": who})
    left = answer.headers.get("ratelimit-remaining")
    return SimpleNamespace(status=answer.status_code, left=left, answer=answer)


async def test_too_many_requests_are_turned_away_and_told_when_to_come_back() -> None:
    """Each answer says what is left; the first one too many is a problem with Retry-After."""
    async with conductor(2) as api:
        found = [await ask(api, ADDRESSES[0], "ana") for _ in range(3)]

    assert [(each.status, each.left) for each in found] == [(200, "1"), (200, "0"), (429, "0")]
    refused = found[2].answer
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["ratelimit-limit"] == "2"
    assert "2 requests a minute" in refused.json["detail"]


async def test_one_caller_takes_nothing_from_another() -> None:
    """People are counted each for themselves, and strangers by their address."""
    async with conductor(1) as api:
        assert (await ask(api, ADDRESSES[0], "ana")).status == 200
        assert (await ask(api, ADDRESSES[0], "ana")).status == 429
        assert (await ask(api, ADDRESSES[0], "ben")).status == 200
        assert (await ask(api, ADDRESSES[0])).status == 200
        assert (await ask(api, ADDRESSES[0])).status == 429


async def test_taking_over_and_signals_are_never_turned_away() -> None:
    """Neither an acknowledgement nor what senders post counts."""
    async with conductor(1) as api:
        for path in ADDRESSES[1:]:
            found = [await ask(api, path, "ana") for _ in range(3)]
            assert [(each.status, each.left) for each in found] == [(200, None)] * 3
