"""What `hikeshi hold` says after a release."""

from hikeshi_server.wiring.commands.hold import what_follows
from hikeshi_server.wiring.settings import Outbound


def test_a_release_does_not_promise_what_the_setting_holds_back():
    """Released in the database, held by HIKESHI_OUTBOUND: nothing goes out, and it says so."""
    assert what_follows(Outbound.SEND, "it goes out.") == "it goes out."
    assert "HIKESHI_OUTBOUND is hold" in what_follows(Outbound.HOLD, "it goes out.")
