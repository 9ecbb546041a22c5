"""HIKESHI_TWILIO_… as people write it."""

import pytest

from hikeshi_server.wiring.settings import BadSettingError, read_settings

WHOLE = {
    "HIKESHI_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "HIKESHI_TWILIO_AUTH_TOKEN": "hunter2hunter2",
    "HIKESHI_TWILIO_FROM": "+15005550006",
}


def test_an_account_is_read_and_its_token_not_shown() -> None:
    """Three variables make an account; what may be said of it never holds the token."""
    (account,) = read_settings(WHOLE).twilio

    assert (account.api_url, account.daily_cap) == ("https://api.twilio.com", 500)
    assert account.can_call
    assert "hunter2" not in repr(account)
    assert read_settings({}).twilio == ()


@pytest.mark.parametrize("missing", WHOLE)
def test_half_an_account_is_refused(missing: str) -> None:
    """What is missing is named at the start, not when the first page fails."""
    half = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(BadSettingError) as caught:
        read_settings(half)

    assert caught.value.detail.startswith(f"{missing} is not set")
    assert "hunter2" not in caught.value.detail


def test_a_messaging_service_cannot_call() -> None:
    """A pool of numbers sends messages; a call needs a number to come from."""
    (account,) = read_settings({**WHOLE, "HIKESHI_TWILIO_FROM": "MG" + "a" * 32}).twilio

    assert account.is_messaging_service
    assert not account.can_call
