"""Settings: a wrong value is one line that names its variable, and nothing is silently ignored."""

from pathlib import Path

import pytest

from hikeshi_server.wiring.settings import BadSettingError, read_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HIKESHI_PORT", "abc"),
        ("HIKESHI_PORT", "65536"),
        ("HIKESHI_WORKER_PORT", "none"),
        ("HIKESHI_PUBLIC_URL", "pager.example.org"),
        ("HIKESHI_TRUSTED_PROXIES", "proxy"),
        ("HIKESHI_DATA_DIR", __file__),
        ("HIKESHI_DATABASE_URL", "mysql://db/hikeshi"),
        ("HIKESHI_DATABASE_URL", "postgresql://db:port/hikeshi"),
        ("HIKESHI_ADMIN_EMAIL", "ana"),
        ("HIKESHI_ADMIN_PASSWORD", "short"),
        ("HIKESHI_OUTBOUND", "maybe"),
        ("HIKESHI_OUTBOUND_ALLOW", "intranet"),
        ("HIKESHI_SMTP_URL", "mail.example.org"),
        ("HIKESHI_MAIL_FROM", "pager"),
        ("HIKESHI_SECRET_KEYS", "abc"),
        ("HIKESHI_LOG_LEVEL", "loud"),
        ("HIKESHI_LOG_FORMAT", "xml"),
        ("HIKESHI_REDIS_URL", "redis"),
        ("HIKESHI_API_REQUESTS_PER_MINUTE", "many"),
        ("HIKESHI_SQS_ENDPOINT_URL", "queue:9324"),
        ("HIKESHI_SQS_QUEUE_PREFIX", "pages of ours"),
        ("HIKESHI_SQS_KIND", "lifo"),
        ("HIKESHI_RETENTION_DAYS", "1"),
        ("HIKESHI_CHANNEL_LIMITS", "pager=5"),
        ("HIKESHI_CHANNEL_LIMITS", "smtp-2=5"),
        ("HIKESHI_CHANNEL_LIMITS", "sms=" + "9" * 5000),
        ("HIKESHI_PROVIDER_CONCURRENCY", "sms=5"),
        ("HIKESHI_PROVIDER_CONCURRENCY", "slack=0"),
        ("HIKESHI_PROVIDER_CONCURRENCY", "slack=21"),
        ("HIKESHI_PROVIDER_CONCURRENCY", "twilio-2=5"),
        ("HIKESHI_SMTP_2_URL", "mail.example.org"),
        ("HIKESHI_TWILIO_3_API_URL", "twilio"),
        ("HIKESHI_TWILIO_2_ACCOUNT_SID", "twilio"),
        ("HIKESHI_OTLP_ENDPOINT", "collector"),
        ("HIKESHI_SLACK_API_URL", "slack"),
        ("HIKESHI_TWILIO_API_URL", "twilio"),
        ("HIKESHI_TWILIO_ACCOUNT_SID", "twilio"),
        ("HIKESHI_TWILIO_FROM", "Hikeshi"),
        ("HIKESHI_TWILIO_DAILY_CAP", "many"),
        ("HIKESHI_DATABASE_REPLICA_URL", "replica"),
    ],
)
def test_a_wrong_value_names_its_variable_alone(name: str, value: str) -> None:
    """One line says which variable is wrong, and names no other one."""
    with pytest.raises(BadSettingError) as caught:
        read_settings({name: value})

    assert caught.value.detail.startswith(f"{name} ")
    assert caught.value.detail.count("HIKESHI_") == 1
    assert "\n" not in caught.value.detail


def test_a_password_in_a_wrong_url_is_not_shown() -> None:
    """What is refused may hold a secret, and the line ends up in logs."""
    with pytest.raises(BadSettingError) as caught:
        read_settings({"HIKESHI_REDIS_URL": "http://:hunter2@redis"})

    assert "hunter2" not in caught.value.detail


def test_what_has_no_effect_is_said() -> None:
    """A variable this release does not use, or whose name is mistyped, is warned about."""
    settings = read_settings(
        {
            "HIKESHI_OTLP_ENDPOINT": "http://collector:4318",
            "HIKESHI_PUBLIC_ULR": "https://pager.example.org",
            "HIKESHI_PORT": "8081",
            "HOME": "/root",
        }
    )

    assert settings.without_effect == (
        "HIKESHI_OTLP_ENDPOINT is set; this release does not use it.",
        "HIKESHI_PUBLIC_ULR is no setting. Did you mean HIKESHI_PUBLIC_URL?",
    )


def test_empty_means_the_default(tmp_path: Path) -> None:
    """An empty variable is an unset one."""
    settings = read_settings({"HIKESHI_PORT": " ", "HIKESHI_DATA_DIR": str(tmp_path)})

    assert (settings.port, settings.data_dir, settings.without_effect) == (8080, tmp_path, ())


def test_answers_by_mail_need_an_address_and_a_way_in() -> None:
    """Either one alone would let people answer into the void."""
    address = {"HIKESHI_MAIL_REPLY_TO": "pager@reply.example.org"}
    listen, key = {"HIKESHI_SMTP_LISTEN": "[::1]:2525"}, {"HIKESHI_MAIL_WEBHOOK_KEY": "k" * 32}
    found = read_settings({**address, **listen, **key}).mail_replies
    assert found is not None
    assert (found.reply_to.local, found.reply_to.domain) == ("pager", "reply.example.org")
    assert (found.listen, found.key) == (("::1", 2525), "k" * 32)

    for way_in in (listen, key):
        with pytest.raises(BadSettingError, match=r"^HIKESHI_MAIL_REPLY_TO is missing"):
            read_settings(way_in)
    with pytest.raises(BadSettingError, match=r"^HIKESHI_MAIL_REPLY_TO is set, and nothing"):
        read_settings(address)
    assert read_settings({}).mail_replies is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HIKESHI_MAIL_REPLY_TO", "nobody"),
        ("HIKESHI_MAIL_REPLY_TO", "a+b@example.org"),
        ("HIKESHI_MAIL_REPLY_TO", "a-mailbox-far-too-long@example.org"),
        ("HIKESHI_SMTP_LISTEN", "2525"),
        ("HIKESHI_SMTP_LISTEN", "localhost:x"),
        ("HIKESHI_MAIL_WEBHOOK_KEY", "short"),
    ],
)
def test_how_mail_comes_back_is_checked(name: str, value: str) -> None:
    """A wrong value stops the start and names its variable."""
    with pytest.raises(BadSettingError, match=f"^{name} "):
        read_settings({name: value})


def test_a_slack_app_needs_its_signing_secret() -> None:
    """Buttons nobody can believe are no buttons."""
    token = {"HIKESHI_SLACK_BOT_TOKEN": "xoxb-1"}
    found = read_settings({**token, "HIKESHI_SLACK_SIGNING_SECRET": "s"}).slack

    assert found is not None
    assert found.api_url == "https://slack.com/api/"
    assert "xoxb" not in repr(found)
    with pytest.raises(BadSettingError, match=r"^HIKESHI_SLACK_SIGNING_SECRET is missing"):
        read_settings(token)
    assert read_settings({}).slack is None


def test_a_slack_app_with_a_socket_needs_no_signing_secret() -> None:
    """Slack posts nothing then; an app-level token alone says nothing in Slack."""
    socket = {"HIKESHI_SLACK_APP_TOKEN": "xapp-1"}
    found = read_settings({**socket, "HIKESHI_SLACK_BOT_TOKEN": "xoxb-1"}).slack
    assert found is not None
    assert (found.app_token, found.signing_secret) == ("xapp-1", None)

    with pytest.raises(BadSettingError, match=r"^HIKESHI_SLACK_BOT_TOKEN is missing"):
        read_settings(socket)
    with pytest.raises(BadSettingError, match=r"^HIKESHI_SLACK_APP_TOKEN .*xapp-"):
        read_settings({"HIKESHI_SLACK_APP_TOKEN": "xoxb-1"})
