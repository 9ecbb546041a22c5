"""Further providers have a number; what does not fit together stops the start with one line."""

import pytest

from hikeshi_server.wiring.provider_settings import MOST_PROVIDERS
from hikeshi_server.wiring.settings import BadSettingError, read_settings

MAIL = {"HIKESHI_SMTP_URL": "smtp://a.example.org"}
TWILIO = {
    "HIKESHI_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "HIKESHI_TWILIO_AUTH_TOKEN": "hunter2hunter2",
    "HIKESHI_TWILIO_FROM": "+15005550006",
}
SECOND = {name.replace("TWILIO", "TWILIO_2"): value for name, value in TWILIO.items()}


def test_providers_are_asked_in_the_order_of_their_numbers() -> None:
    """Numbers may have gaps: taking one out renames no other."""
    settings = read_settings(
        {
            **MAIL,
            "HIKESHI_SMTP_3_URL": "smtp://ana:hunter2@c.example.org",
            f"HIKESHI_SMTP_{MOST_PROVIDERS}_URL": "smtp://z.example.org",
            **TWILIO,
            **SECOND,
            "HIKESHI_TWILIO_2_API_URL": "https://twilio.example.org",
            "HIKESHI_TWILIO_DAILY_CAP": "7",
            "HIKESHI_CHANNEL_LIMITS": "smtp-3=600, email=900",
            "HIKESHI_PROVIDER_CONCURRENCY": "twilio-2=4,webhook=2",
        }
    )

    assert [(each.name, each.host) for each in settings.smtp] == [
        ("smtp", "a.example.org"),
        ("smtp-3", "c.example.org"),
        ("smtp-9", "z.example.org"),
    ]
    assert [(each.name, each.api_url, each.daily_cap) for each in settings.twilio] == [
        ("twilio", "https://api.twilio.com", 7),
        ("twilio-2", "https://twilio.example.org", 7),
    ]
    assert settings.channel_limits == {"smtp-3": 600, "email": 900}
    assert settings.concurrency == {"twilio-2": 4, "webhook": 2}
    assert settings.without_effect == ()
    assert "hunter2" not in repr((settings.smtp, settings.twilio))


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"HIKESHI_SMTP_2_URL": "smtp://a"}, "HIKESHI_SMTP_URL is not set"),
        (SECOND, "HIKESHI_TWILIO_ACCOUNT_SID is not set"),
        ({**MAIL, "HIKESHI_SMTP_2_URL": MAIL["HIKESHI_SMTP_URL"]}, "HIKESHI_SMTP_2_URL says the"),
        (TWILIO | SECOND | {"HIKESHI_TWILIO_2_FROM": ""}, "HIKESHI_TWILIO_2_FROM is not set"),
        (TWILIO | {"HIKESHI_TWILIO_2_API_URL": "http://a"}, "HIKESHI_TWILIO_2_ACCOUNT_SID is not"),
        (TWILIO | SECOND, "HIKESHI_TWILIO_2_ACCOUNT_SID says the same"),
        ({"HIKESHI_CHANNEL_LIMITS": "smtp=5"}, "HIKESHI_CHANNEL_LIMITS names smtp, and nothing"),
    ],
)
def test_what_does_not_fit_together_is_named(environment: dict[str, str], said: str) -> None:
    """One line, the variable first, and no secret in it."""
    with pytest.raises(BadSettingError) as caught:
        read_settings(environment)

    assert caught.value.detail.startswith(said)
    assert "hunter2" not in caught.value.detail
    assert "\n" not in caught.value.detail


def test_a_number_nobody_reads_is_told_of() -> None:
    """The first one has no number, and there are not more than nine."""
    settings = read_settings({**MAIL, "HIKESHI_SMTP_1_URL": "x", "HIKESHI_SMTP_10_URL": "y"})

    assert [each.split()[0] for each in settings.without_effect] == [
        "HIKESHI_SMTP_10_URL",
        "HIKESHI_SMTP_1_URL",
    ]
