"""Reads one mail (RFC 5322): who wrote it, what they wrote, and whether it is a bounce (RFC 3464).

Whatever is wrong with a mail, this says so, or makes the best of it; nobody is trusted here.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from html import unescape

from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError

#: An answer stands at the top of a mail, and a bounce says at once what it is: no more is read.
MOST_READ_BYTES = 256 * 1024
#: The parser looks at each line once for each part around it; people's programs nest four or five.
MOST_PARTS = 20
_LONGEST_TEXT = 20_000
_LONGEST_EVIDENCE = 200
_REPLIED_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


class UnreadableMailError(InvalidError):
    """This mail cannot be read, or does not say from one address that it was written."""


@frozen(kw_only=True)
class Bounce:
    """What a mail server says of a mail it could not deliver.

    Args:
        status: Such as 5.1.1 (RFC 3463).
        said: The answer of the server that refused it.
    """

    status: str
    said: str


@frozen(kw_only=True)
class Mail:
    """A mail, as far as it concerns us.

    Args:
        headers: Names and values in their order.
        sender: The one address in `From`.
        recipients: Every address it was written to.
        text: What it says, quoted lines included.
        digest: The same for the same mail delivered twice.
        bounce: Nothing where a mail server gives back none for good.
    """

    headers: Sequence[tuple[str, str]]
    sender: str
    recipients: Sequence[str]
    text: str = field(repr=False)
    digest: str
    bounce: Bounce | None = None


def read_mail(raw: bytes, return_path: str | None = None) -> Mail:
    """Return what a mail says.

    Args:
        raw: As it came.
        return_path: What the sending server gave as address for bounces; nothing where it is
            only in the header.

    Raises:
        UnreadableMailError: It is no mail, is from nobody or several, or has too many parts.
    """
    try:
        return _read(raw, return_path)
    except UnreadableMailError:
        raise
    except Exception as error:  # the standard library's parser raises anything on hostile mail
        raise UnreadableMailError from error


def _read(raw: bytes, return_path: str | None) -> Mail:
    beginning = raw[:MOST_READ_BYTES]
    if beginning.lower().count(b"boundary") > MOST_PARTS:
        raise UnreadableMailError
    message = message_from_bytes(beginning)
    headers = [(name, str(value)) for name, value in message.items()]
    if return_path is not None:
        headers = [pair for pair in headers if pair[0].lower() != "return-path"]
        headers.append(("Return-Path", f"<{return_path}>"))
    senders = {address for _, address in getaddresses(_all(message, ["From"])) if address}
    if len(senders) != 1:
        raise UnreadableMailError
    found = getaddresses(_all(message, _REPLIED_TO))
    return Mail(
        headers=headers,
        sender=senders.pop(),
        recipients=[address for _, address in found if address],
        text=_text(message)[:_LONGEST_TEXT],
        digest=hashlib.sha256((message.get("Message-ID") or "").encode() or raw).hexdigest(),
        bounce=_bounce(message),
    )


def _all(message: Message, names: Iterable[str]) -> list[str]:
    return [str(value) for name in names for value in message.get_all(name, [])]


def _text(message: Message) -> str:
    """Return the plain text, or what the HTML shows where there is no other."""
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                text = _decoded(part)
                return text if kind == "text/plain" else _shown(text)
    return ""


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _bounce(message: Message) -> Bounce | None:
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _groups(part):
            status = (group.get("Status") or "").strip()
            failed = (group.get("Action") or "").strip().lower() == "failed"
            if failed and status.startswith("5"):
                said = " ".join((group.get("Diagnostic-Code") or "").split())
                return Bounce(status=status[:20], said=said[:_LONGEST_EVIDENCE])
    return None


def _groups(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (group for group in payload if isinstance(group, Message))


_HIDDEN = frozenset({"script", "style", "head", "title", "blockquote"})
_LINES = frozenset({"br", "div", "p", "tr", "li", "h1", "h2", "h3", "hr", "table"})


def _shown(html: str) -> str:
    """Return the text a reader sees, the answered mail left out; one walk, whatever comes."""
    first, *pieces = html.split("<")
    texts, hidden = [first], 0
    for piece in pieces:
        tag, _, text = piece.partition(">")
        word = tag.split(maxsplit=1)[0].lower() if tag.strip() else ""
        name = word.strip("/")
        if name in _HIDDEN:
            hidden = max(0, hidden + (-1 if word.startswith("/") else 1))
        if name in _LINES:
            texts.append("\n")
        if not hidden:
            texts.append(" ".join(f"_{text}_".split())[1:-1])
    return unescape("".join(texts))
