"""Where mail goes out: what HIKESHI_SMTP_URL and HIKESHI_MAIL_FROM say."""

import re
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.outbound.email.reply_addresses import LONGEST_LOCAL, ReplyTo

_ADDRESS = re.compile(r"[^@\s\x00-\x1f<>,;]+@[^@\s\x00-\x1f<>,;]+")


class BadSmtpUrlError(InvalidError):
    """HIKESHI_SMTP_URL must look like smtp://user:password@mail.example.org:587."""


class BadMailFromError(InvalidError):
    """HIKESHI_MAIL_FROM must be an address such as pager@example.org."""


class BadReplyToError(InvalidError):
    """HIKESHI_MAIL_REPLY_TO must be an address such as pager@reply.example.org."""


class Encryption(StrEnum):
    """How the connection is protected."""

    TLS = "tls"  # from the first byte (smtps)
    REQUIRED = "required"  # by STARTTLS, or not at all
    OPPORTUNISTIC = "opportunistic"  # by STARTTLS where the server offers it
    NONE = "none"


_STARTTLS = {
    "required": Encryption.REQUIRED,
    "auto": Encryption.OPPORTUNISTIC,
    "never": Encryption.NONE,
}


@frozen
class SmtpServer:
    """A server that takes our mail on.

    Args:
        name: What it is called as a provider.
    """

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    name: str = "smtp"


def parse_smtp_url(url: str, variable: str = "HIKESHI_SMTP_URL") -> SmtpServer:
    """Return what `smtp[s]://[user:password@]host[:port][?starttls=required|auto|never]` says.

    `smtp` means port 587 with a user and 25 without; STARTTLS is required where a password is
    sent, and else used where it is offered. `smtps` means TLS at once, port 465.

    Args:
        variable: Where it was set.

    Raises:
        BadSmtpUrlError: Saying which part is wrong, and never the password.
    """
    try:
        return _parse(url)
    except ValueError as error:
        raise BadSmtpUrlError(
            f"{variable} {error}; write it like smtp://user:password@mail.example.org:587."
        ) from None


def _parse(url: str) -> SmtpServer:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("host or port cannot be read") from None
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("must start with smtp:// or smtps://")
    if not host:
        raise ValueError("names no host")
    if parts.path.strip("/") or parts.fragment:
        raise ValueError("has something after the host and the port; put only ?starttls=… there")
    encryption = _encryption(parts)
    return SmtpServer(
        host=host,
        port=port or _usual_port(parts, encryption),
        encryption=encryption,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def _encryption(parts: SplitResult) -> Encryption:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    chosen = options.pop("starttls", None)
    if options:
        raise ValueError(f"has the unknown option {min(options)!r}; only starttls is known")
    if parts.scheme == "smtps":
        if chosen is not None:
            raise ValueError("has starttls, which smtps:// does not need")
        return Encryption.TLS
    if chosen is None:
        return Encryption.REQUIRED if parts.password is not None else Encryption.OPPORTUNISTIC
    if chosen not in _STARTTLS:
        raise ValueError("has starttls other than required, auto or never")
    return _STARTTLS[chosen]


def _usual_port(parts: SplitResult, encryption: Encryption) -> int:
    if encryption is Encryption.TLS:
        return 465  # RFC 8314, section 7.3
    return 25 if parts.username is None else 587  # RFC 6409, section 3.1


@frozen
class MailFrom:
    """Who our mail is from.

    Args:
        name: What people see; may be empty.
        address: Where bounces go.
    """

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]


def parse_mail_from(text: str) -> MailFrom:
    """Return what HIKESHI_MAIL_FROM says: `pager@example.org` or `Pager <pager@example.org>`.

    Raises:
        BadMailFromError: It is no address.
    """
    name, address = parseaddr(text.strip())
    if not address.isascii() or not _ADDRESS.fullmatch(address) or "\n" in text or "\r" in text:
        raise BadMailFromError
    return MailFrom(name or "Hikeshi", address)


def parse_reply_to(text: str) -> ReplyTo:
    """Return what HIKESHI_MAIL_REPLY_TO says: an address whose subaddresses reach us.

    Raises:
        BadReplyToError: It is no address, has a plus sign, or is too long for a token.
    """
    local, _, domain = text.strip().rpartition("@")
    if not _ADDRESS.fullmatch(text.strip()) or not text.isascii() or "+" in local:
        raise BadReplyToError
    if len(local) > LONGEST_LOCAL:
        raise BadReplyToError(
            f"HIKESHI_MAIL_REPLY_TO has {len(local)} characters before the @; "
            f"at most {LONGEST_LOCAL} leave room for the token."
        )
    return ReplyTo(local, domain)


@frozen(kw_only=True)
class MailReplies:
    """How answers by mail come back.

    Args:
        listen: Address and port of the mail server of our own; nothing = none.
        key: What whoever posts mail over HTTP has to show; nothing = nobody may.
    """

    reply_to: ReplyTo
    listen: tuple[str, int] | None = None
    key: str | None = field(default=None, repr=False)
