"""A page as an Internet message (RFC 5322, RFC 2045)."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.email.message import Rendered
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.plain_text import one_line


class BadRecipientError(InvalidError):
    """The contact method's address is no e-mail address that can be written to."""


def compose(
    rendered: Rendered,
    envelope: Envelope,
    *,
    recipient: str,
    mail_from: MailFrom,
    at: datetime,
    reply_to: str | None = None,
) -> EmailMessage:
    """Return the message.

    Its `Message-ID` is the notification's, the same for every repetition, so that mail programs
    show a repeated page once; all mails of an incident refer to one root and form one thread.

    Args:
        recipient: As `deliverable_address` returns it.
        at: The instant of this attempt.
        reply_to: Where answers go; nothing = to the sender.

    Raises:
        BadRecipientError: The address cannot stand in a header.
    """
    message = _letter(
        rendered,
        message_id(str(envelope.notification_id), mail_from),
        _to(one_line(envelope.recipient.name, 100), recipient),
        mail_from,
        at,
    )
    root = f"<incident-{envelope.incident_id}@{mail_from.domain}>"
    message["In-Reply-To"] = root
    message["References"] = root
    if reply_to is not None:
        message["Reply-To"] = Address(one_line(mail_from.name, 100), addr_spec=reply_to)
    if envelope.urgency is Urgency.HIGH and envelope.purpose is Purpose.PAGE:
        message["Importance"] = "high"
        message["X-Priority"] = "1"
        message["Priority"] = "urgent"
    return message


def compose_notice(
    rendered: Rendered,
    *,
    identity: str,
    name: str,
    recipient: str,
    mail_from: MailFrom,
    at: datetime,
) -> EmailMessage:
    """Return the message of a notice.

    Args:
        identity: The same for every repetition.
        name: Whom it goes to.
        recipient: As `deliverable_address` returns it.
        at: The instant of this attempt.

    Raises:
        BadRecipientError: The address cannot stand in a header.
    """
    to = _to(one_line(name, 100), recipient)
    return _letter(rendered, message_id(identity, mail_from), to, mail_from, at)


def _letter(
    rendered: Rendered, identity: str, to: Address, mail_from: MailFrom, at: datetime
) -> EmailMessage:
    message = EmailMessage(policy=SMTP if to.addr_spec.isascii() else SMTPUTF8)
    message["Subject"] = rendered.subject
    message["From"] = Address(one_line(mail_from.name, 100), addr_spec=mail_from.address)
    message["To"] = to
    message["Date"] = at
    message["Message-ID"] = identity
    # RFC 3834, section 5.1, and what Exchange reads: no out-of-office reply to a page, please.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    encoding = "base64" if _mostly_foreign(rendered.text) else "quoted-printable"
    message.set_content(rendered.text, cte=encoding)
    message.add_alternative(rendered.html, subtype="html", cte=encoding)
    return message


def message_id(identity: str, mail_from: MailFrom) -> str:
    """Return the identity of the mail, made from that of the notification or notice."""
    return f"<{identity}@{mail_from.domain}>"


def deliverable_address(address: str) -> str:
    """Return the address with its domain in ASCII form.

    Raises:
        BadRecipientError: It has no domain that can be written so.
    """
    address = address.strip()
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadRecipientError from None
    if not (local and at and domain) or any(char.isspace() or char in "<>" for char in address):
        raise BadRecipientError
    return f"{local}@{ascii_domain}"


def _to(name: str, recipient: str) -> Address:
    try:
        if recipient.isascii():
            return Address(name, addr_spec=recipient)
        # The parser takes a mailbox in another script (RFC 6531) for a fault; the parts go through.
        local, _, domain = recipient.rpartition("@")
        return Address(name, username=local, domain=domain)
    except (ValueError, IndexError, MessageError):
        raise BadRecipientError from None


def _mostly_foreign(text: str) -> bool:
    """Say whether quoted-printable would be longer than base64."""
    encoded = text.encode()
    return sum(byte > 126 for byte in encoded) * 6 > len(encoded)
