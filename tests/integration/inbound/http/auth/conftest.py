"""The sign-in API, as it is wired, over people kept in memory."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from dependency_injector import providers
from falcon.testing import ASGIConductor
from tests.unit.access.world import ANA, BEN, World

from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.kernel.actor import SYSTEM, Role
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.auth import AuthMiddleware, auth_routes, require_caller
from hikeshi_server.outbound.passwords import Argon2PasswordHasher
from hikeshi_server.wiring.access import AccessContainer

SECRET_KEYS = (bytes(range(32)), bytes(range(32, 64)))
#: Enough to be argon2id, little enough for tests.
CHEAP = {"time_cost": 1, "memory_kib": 64, "lanes": 1}


class Echo:
    """What the middleware found out."""

    async def on_get(self, request: Any, response: Any) -> None:
        """Show the actor."""
        actor = request.context.actor
        response.media = {"actor": str(actor.id) if actor else None}

    async def on_post(self, request: Any, response: Any) -> None:
        """Ask for a caller."""
        response.media = {"actor": str(require_caller(request).actor.id)}


class Site:
    """A server with Ana, an owner, and Ben, a responder.

    Args:
        conductor: Sends requests to it.
        container: What it is wired with.
    """

    def __init__(self, world: World, container: AccessContainer, conductor: Any) -> None:
        self.world, self.container, self.conductor = world, container, conductor

    async def ask(self, method: str, path: str, *, token: str | None = None, **more: Any) -> Any:
        """Send a request, as JSON, with a bearer token where there is one."""
        headers = dict(more.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return await self.conductor.simulate_request(method, path, headers=headers, **more)

    async def login(self, name: str = "ana", **more: Any) -> Any:
        """Sign in; return the answer."""
        body = {"email": f"{name}@example.org", "password": "correct horse battery", **more}
        return await self.ask("POST", "/api/v1/auth/login", json=body)

    async def token(self, name: str = "ana") -> str:
        """Return a fresh access token."""
        return str((await self.login(name)).json["access_token"])


def wired(
    transactions: Any, clock: Any, keys: Any, public_url: str = "http://testserver"
) -> AccessContainer:
    """The container of the product, with passwords that cost little."""
    container = AccessContainer(
        transactions=transactions,
        clock=clock,
        secret_keys=SECRET_KEYS,
        public_url=public_url,
        idempotency_keys=keys,
    )
    container.passwords.override(providers.Singleton(Argon2PasswordHasher, **CHEAP))
    container.check_dependencies()
    return container


def app_of(container: AccessContainer) -> Any:
    """The application, with two addresses of no meaning beside its own."""
    parts = container.parts()
    routes = [*auth_routes(parts), ("/page", Echo()), ("/api/v1/page", Echo())]
    app = create_app(routes, middleware=[AuthMiddleware(parts)])
    add_problems(app)
    return app


async def add_people(world: World, container: AccessContainer) -> None:
    """Let Ana and Ben be there, with passwords hashed as the product does."""
    hashed = await container.passwords().hash("correct horse battery")
    await world.add(ANA, "ana", role=Role.OWNER)
    await world.add(BEN, "ben")
    for user_id in (ANA, BEN):
        await world.run(ChangePassword(), user_id, new_hash=hashed, by=SYSTEM)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A running server."""
    world = World()
    container = wired(world.transactions, world.clock, InMemoryIdempotencyKeys(world.store))
    await add_people(world, container)
    async with ASGIConductor(app_of(container)) as conductor:
        yield Site(world, container, conductor)
