"""Signing with the newest secret only."""

import pytest
from tests.unit.subscriptions.desk import Desk

from hikeshi.subscriptions.errors import NoOlderSecretError
from hikeshi.subscriptions.use_cases.remove_older_secrets import RemoveOlderSecrets
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret


def test_the_newest_stays():
    """After a change-over the older secrets are gone; where there is none it is refused."""
    desk = Desk()
    made = desk.subscribed()
    with pytest.raises(NoOlderSecretError):
        desk.do(RemoveOlderSecrets(), made.id)
    desk.do(RotateSigningSecret(desk.new_secret), made.id)

    assert desk.do(RemoveOlderSecrets(), made.id).secrets == ("whsec_1",)
