"""The secrets the API hands out fit those who use them."""

import re
from datetime import UTC, datetime

from standardwebhooks import Webhook

from hikeshi_server.wiring.api import new_integration_key, new_webhook_secret


def test_keys_are_what_pagerduty_clients_take():
    """A key has 32 characters of hexadecimal and is never the same twice."""
    keys = {new_integration_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_signing_secrets_are_understood_by_receivers():
    """The library receivers use signs with a secret as we make it."""
    secret = new_webhook_secret()

    assert Webhook(secret).sign("id", datetime.now(UTC), "body").startswith("v1,")
    assert secret != new_webhook_secret()
