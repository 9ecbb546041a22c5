"""Which channels a server has somebody to send by."""

import pytest

from hikeshi.flow.proofs import EVERY_KIND
from hikeshi_server.wiring.senders import provided_kinds
from hikeshi_server.wiring.settings import read_settings

TWILIO = {
    "HIKESHI_TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
    "HIKESHI_TWILIO_AUTH_TOKEN": "token",
    "HIKESHI_TWILIO_FROM": "+15005550006",
}
SLACK = {"HIKESHI_SLACK_BOT_TOKEN": "xoxb-1", "HIKESHI_SLACK_SIGNING_SECRET": "s"}


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, {"email", "slack", "sms", "voice"}),
        ({"HIKESHI_SMTP_URL": "smtp://127.0.0.1:2525"}, {"slack", "sms", "voice"}),
        (TWILIO, {"email", "slack"}),
        (SLACK, {"email", "sms", "voice"}),
        ({"HIKESHI_OUTBOUND": "log"}, set()),
    ],
)
def test_a_channel_needs_its_provider(environment, missing):
    """What needs nobody's account is always there; with everything in the log, all is."""
    assert provided_kinds(read_settings(environment)) == EVERY_KIND - missing
