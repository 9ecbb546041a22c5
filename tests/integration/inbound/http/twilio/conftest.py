"""A server that pages people by text message."""

import pytest
from tests.integration.inbound.http.twilio.phones import Phones, opened


@pytest.fixture
async def phones():
    """A server with people, a service, a schedule, a policy and a sender."""
    async for found in opened(Phones()):
        yield found
