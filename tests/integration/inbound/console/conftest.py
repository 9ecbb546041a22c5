"""The console over memory, configured and not."""

import pytest
from falcon.testing import ASGIConductor
from tests.integration.inbound.console.site import Site


@pytest.fixture
async def site():
    """A server with people, a service, a schedule, a policy and a sender."""
    made = Site()
    await made.fill()
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made


@pytest.fixture
async def empty_site():
    """A server with people and nothing else."""
    made = Site()
    await made.fill(configured=False)
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made
