"""Signing with a new secret as well."""

import pytest
from tests.unit.subscriptions.desk import Desk

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret


def test_the_older_secret_signs_on():
    """The new secret stands in front of the older one, and the journal holds neither."""
    desk = Desk()
    made = desk.subscribed()
    rotated = desk.do(RotateSigningSecret(desk.new_secret), made.id)

    assert rotated.secrets == ("whsec_1", "whsec_0")
    assert "whsec" not in str(desk.happened)


def test_only_those_who_administer_may():
    """A responder changes nobody's secret."""
    desk = Desk()
    with pytest.raises(ForbiddenError):
        desk.do(RotateSigningSecret(desk.new_secret), desk.subscribed().id, by="rosa")
