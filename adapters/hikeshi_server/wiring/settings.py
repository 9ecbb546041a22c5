"""Settings from the environment; a wrong value stops the start with one line naming it."""

import ipaddress
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi_server.outbound.email.settings import (
    MailFrom,
    MailReplies,
    SmtpServer,
    parse_mail_from,
    parse_reply_to,
)
from hikeshi_server.outbound.http_client.addresses import Network
from hikeshi_server.outbound.http_client.guard import parse_allowed_ranges
from hikeshi_server.outbound.secrets import parse_secret_keys
from hikeshi_server.outbound.slack import DEFAULT_API_URL, SlackApp
from hikeshi_server.outbound.sqs.settings import QueueKind, SqsQueues, parse_prefix
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.wiring.pacing import parse_channel_limits, parse_concurrency
from hikeshi_server.wiring.provider_settings import check_names, mail_servers, twilio_accounts
from hikeshi_server.wiring.unused_settings import check_reserved, without_effect
from hikeshi_server.wiring.urls import url_of

T = TypeVar("T")
P = ParamSpec("P")


class BadSettingError(InvalidError):
    """A setting has a value that cannot be used."""


class Outbound(StrEnum):
    """What happens to messages that would leave."""

    SEND = "send"
    HOLD = "hold"  # they wait in the database
    LOG = "log"  # they are written to the log instead


class LogFormat(StrEnum):
    """How log lines look."""

    JSON = "json"
    CONSOLE = "console"


#: Many more than anybody needs who is not stuck in a loop.
API_REQUESTS = 30_000
#: What ended longer ago is removed.
RETENTION = timedelta(days=90)
LOG_LEVELS = ("debug", "info", "warning", "error")


@frozen(kw_only=True)
class Settings:
    """Everything the environment says; see docs/reference/settings.md.

    Args:
        worker_port: Where a worker of its own says how it does; nothing = nowhere.
        public_url: Where people reach this server; without it the address it listens on.
        names_itself: Whether the public URL was set; one made up from the port says nothing
            about which installation this is.
        database_url: Nothing = the embedded database, which only `hikeshi up` starts.
        secret_keys: The first one encrypts; empty with the embedded database, which keeps one.
        redis_url: Nothing = every process counts and wakes for itself, and through PostgreSQL.
        sqs: Nothing = workers find what is due in PostgreSQL.
        api_requests: What one caller may ask of the API in a minute; zero = as much as they like.
        smtp: The mail servers, in the order they are asked.
        twilio: The accounts for text messages and calls, in the order they are asked.
        channel_limits: Messages a minute by channel or provider; one that is missing has no limit.
        concurrency: Messages under way at once by provider; one that is missing has the usual.
        retention: Sessions, API tokens and dedup keys that ended, and unreadable signals that came,
            longer ago are removed.
        on_call_page: File that says who is on call, written every hour; nothing = none.
        without_effect: A sentence for each variable that is set and changes nothing.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    worker_port: int | None = None
    public_url: str = "http://127.0.0.1:8080"
    names_itself: bool = False
    data_dir: Path = Path(".hikeshi")
    database_url: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    admin_email: str | None = None
    admin_password: str | None = None
    outbound: Outbound = Outbound.SEND
    outbound_allow: tuple[Network, ...] = ()
    smtp: tuple[SmtpServer, ...] = ()
    mail_from: MailFrom | None = None
    mail_replies: MailReplies | None = None
    twilio: tuple[TwilioAccount, ...] = ()
    slack: SlackApp | None = None
    secret_keys: tuple[bytes, ...] = ()
    redis_url: str | None = None
    sqs: SqsQueues | None = None
    api_requests: int = API_REQUESTS
    channel_limits: Mapping[str, int] = field(factory=dict)
    concurrency: Mapping[str, int] = field(factory=dict)
    retention: timedelta = RETENTION
    on_call_page: Path | None = None
    log_level: str = "info"
    log_format: LogFormat = LogFormat.CONSOLE
    without_effect: tuple[str, ...] = ()

    @property
    def numbered_providers(self) -> tuple[str, ...]:
        """The names of the providers there may be several of for a channel."""
        return (*(each.name for each in self.smtp), *(each.name for each in self.twilio))

    @property
    def public_url_is_local(self) -> bool:
        """Say whether links in pages would be dead on another machine."""
        host = urlsplit(self.public_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings the environment describes.

    Raises:
        BadSettingError: Naming the variable, what is wrong, and what it should be.
    """
    read = _Reader(environment)
    host = read("HIKESHI_HOST", str, "127.0.0.1")
    port = read("HIKESHI_PORT", _port, 8080)
    settings = Settings(
        host=host,
        port=port,
        worker_port=read("HIKESHI_WORKER_PORT", _port, None),
        public_url=read("HIKESHI_PUBLIC_URL", _url, _address(host, port)),
        names_itself=bool(environment.get("HIKESHI_PUBLIC_URL", "").strip()),
        data_dir=read("HIKESHI_DATA_DIR", _directory, Path(".hikeshi")),
        database_url=read("HIKESHI_DATABASE_URL", _database_url, None),
        trusted_proxies=read("HIKESHI_TRUSTED_PROXIES", parse_allowed_ranges, ()),
        admin_email=read("HIKESHI_ADMIN_EMAIL", _email, None),
        admin_password=read("HIKESHI_ADMIN_PASSWORD", _password, None),
        outbound=read("HIKESHI_OUTBOUND", _choice(Outbound), Outbound.SEND),
        outbound_allow=read("HIKESHI_OUTBOUND_ALLOW", parse_allowed_ranges, ()),
        smtp=_refusing(mail_servers, read),
        mail_from=read("HIKESHI_MAIL_FROM", parse_mail_from, None),
        mail_replies=_mail_replies(read),
        twilio=_refusing(twilio_accounts, read),
        slack=_slack(read),
        secret_keys=read("HIKESHI_SECRET_KEYS", parse_secret_keys, ()),
        redis_url=read("HIKESHI_REDIS_URL", url_of("redis", "rediss", "unix"), None),
        sqs=_sqs(read),
        api_requests=read("HIKESHI_API_REQUESTS_PER_MINUTE", _count, API_REQUESTS),
        channel_limits=read("HIKESHI_CHANNEL_LIMITS", parse_channel_limits, {}),
        concurrency=read("HIKESHI_PROVIDER_CONCURRENCY", parse_concurrency, {}),
        retention=read("HIKESHI_RETENTION_DAYS", _days, RETENTION),
        on_call_page=read("HIKESHI_ON_CALL_PAGE", _file, None),
        log_level=read("HIKESHI_LOG_LEVEL", _log_level, "info"),
        log_format=read("HIKESHI_LOG_FORMAT", _choice(LogFormat), LogFormat.CONSOLE),
    )
    limits, places = settings.channel_limits, settings.concurrency
    _refusing(check_names, limits, places, settings.numbered_providers)
    return evolve(settings, without_effect=_without_effect(environment, read.names))


def _mail_replies(read: "_Reader") -> MailReplies | None:
    reply_to = read("HIKESHI_MAIL_REPLY_TO", parse_reply_to, None)
    listen = read("HIKESHI_SMTP_LISTEN", _listen, None)
    key = read("HIKESHI_MAIL_WEBHOOK_KEY", _long_key, None)
    if reply_to is None:
        if listen is None and key is None:
            return None
        raise BadSettingError(
            "HIKESHI_MAIL_REPLY_TO is missing: with HIKESHI_SMTP_LISTEN or "
            "HIKESHI_MAIL_WEBHOOK_KEY it says which address answers come to"
        )
    if listen is None and key is None:
        raise BadSettingError(
            "HIKESHI_MAIL_REPLY_TO is set, and nothing takes answers in: set HIKESHI_SMTP_LISTEN "
            "or HIKESHI_MAIL_WEBHOOK_KEY too"
        )
    return MailReplies(reply_to=reply_to, listen=listen, key=key)


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host:
        raise ValueError(f"must be an address and a port such as 127.0.0.1:2525, not {text!r}")
    return host.strip("[]"), _port(port)


def _long_key(text: str) -> str:
    if len(text) < 32 or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be at least 32 visible ASCII characters; try `openssl rand -hex 32`")
    return text


def _sqs(read: "_Reader") -> SqsQueues | None:
    prefix = read("HIKESHI_SQS_QUEUE_PREFIX", parse_prefix, None)
    endpoint_url = read("HIKESHI_SQS_ENDPOINT_URL", url_of("https", "http"), None)
    kind = read("HIKESHI_SQS_KIND", _choice(QueueKind), QueueKind.STANDARD)
    if prefix is None:
        return None
    return SqsQueues(prefix=prefix, endpoint_url=endpoint_url, kind=kind)


def _slack(read: "_Reader") -> SlackApp | None:
    token = read("HIKESHI_SLACK_BOT_TOKEN", _bot_token, None)
    app_token = read("HIKESHI_SLACK_APP_TOKEN", _app_token, None)
    secret = read("HIKESHI_SLACK_SIGNING_SECRET", str, None)
    api_url = read("HIKESHI_SLACK_API_URL", _url, DEFAULT_API_URL.rstrip("/"))
    if token is None:
        if app_token is not None:
            raise BadSettingError(
                "HIKESHI_SLACK_BOT_TOKEN is missing: with an app-level token alone nothing can be "
                "said in Slack; it stands under “OAuth & Permissions” of the app"
            )
        return None
    if secret is None and app_token is None:
        raise BadSettingError(
            "HIKESHI_SLACK_SIGNING_SECRET is missing: with a bot token it is needed, so that "
            "pressed buttons can be believed; it stands under “Basic Information” of the app. "
            "Where Slack cannot reach this server, set HIKESHI_SLACK_APP_TOKEN instead"
        )
    return SlackApp(token, secret, f"{api_url}/", app_token)


def _app_token(text: str) -> str:
    if not text.startswith("xapp-") or not text.isascii() or not text.isprintable():
        raise ValueError("must be an app-level token of a Slack app, which begins with xapp-")
    return text


def _bot_token(text: str) -> str:
    if not text.startswith("xoxb-") or not text.isascii() or not text.isprintable():
        raise ValueError("must be the bot token of a Slack app, which begins with xoxb-")
    return text


def _without_effect(environment: Mapping[str, str], names: Collection[str]) -> tuple[str, ...]:
    try:
        check_reserved(environment)
    except ValueError as error:
        raise BadSettingError(str(error)) from error
    return tuple(without_effect(environment, names))


@frozen
class _Reader:
    environment: Mapping[str, str]
    names: set[str] = field(factory=set)  # every variable that was looked at

    def __call__(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """Return what the variable says; unset or empty means the default."""
        self.names.add(name)
        text = self.environment.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except HikeshiError as error:
            raise BadSettingError(_named(name, error.detail)) from error
        except ValueError as error:
            raise BadSettingError(_named(name, str(error))) from error


def _refusing(check: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Return what was read together; what does not fit together is a bad setting."""
    try:
        return check(*arguments, **named)
    except HikeshiError as error:
        raise BadSettingError(error.detail) from error


def _named(name: str, reason: str) -> str:
    return reason if reason.startswith(name) else f"{name} {reason}"


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (shown, not bound)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65_535:
        raise ValueError(f"must be a port number from 0 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 1_000_000_000:
        raise ValueError(f"must be a whole number, 0 or more, not {text!r}")
    return int(text)


def _days(text: str) -> timedelta:
    if not text.isascii() or not text.isdecimal() or not 7 <= int(text) <= 36_500:
        raise ValueError(f"must be a whole number of days from 7 to 36500, not {text!r}")
    return timedelta(days=int(text))


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"must be a URL such as https://hikeshi.example.org, not {text!r}")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme not in {"postgresql", "postgres", "postgresql+asyncpg"} or not rest:
        # The value may hold a password and is not shown.
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    try:
        _ = urlsplit(text).port
    except ValueError:
        raise ValueError("names a port that is no number from 0 to 65535") from None
    return f"postgresql+asyncpg://{rest}"


def _directory(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise ValueError(f"must be a directory, and {text!r} is none")
    return path


def _file(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"must be a file in a directory that exists, not {text!r}")
    return path


def _email(text: str) -> str:
    if text.count("@") != 1 or text.startswith("@") or text.endswith("@"):
        raise ValueError(f"must be an e-mail address, not {text!r}")
    return text


def _password(text: str) -> str:
    if len(text) < 12:
        raise ValueError("must be at least 12 characters long")
    return text


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}, not {text!r}")
    return text.lower()


C = TypeVar("C", bound=StrEnum)


def _choice(kind: type[C]) -> Callable[[str], C]:
    def parse(text: str) -> C:
        try:
            return kind(text.lower())
        except ValueError:
            raise ValueError(f"must be one of {', '.join(kind)}, not {text!r}") from None

    return parse
