"""Forms: read what was posted, and believe only what was posted from our own pages."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit
from uuid import UUID

import falcon
from attrs import frozen
from falcon.asgi import Request

from hikeshi.kernel.errors import ForbiddenError, InvalidError, Sentence

#: Name of the hidden field that carries the form's token.
TOKEN_FIELD = "form_token"  # noqa: S105 - a name, not a secret
#: A longer form is none of ours.
LONGEST_FORM = 65_536
#: The longest note a form has room for, each character percent-encoded.
LONGEST_NOTE = 5_000
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


class FormRefusedError(ForbiddenError):
    """This form was not sent from a page of ours, or the page is too old: open it again."""


@frozen
class FormTokens:
    """Makes and checks the token every form carries (OWASP: HMAC-based token pattern).

    Args:
        keys: The first one makes tokens, every one is accepted.
    """

    keys: Sequence[bytes]

    def make(self, subject: str) -> str:
        """Return the token of whoever may send the form: a session, a link, a visitor."""
        return _seal(self.keys[0], subject)

    def check(self, subject: str, form: Mapping[str, str]) -> None:
        """Refuse a form without the subject's token.

        Raises:
            FormRefusedError: It is missing, or somebody else's.
        """
        given = form.get(TOKEN_FIELD, "").encode("utf-8", "replace")
        fits = [hmac.compare_digest(given, _seal(key, subject).encode()) for key in self.keys]
        if not any(fits):
            raise FormRefusedError


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a posted form; of a repeated one the first.

    Raises:
        InvalidError: It is no form, too long, or not readable.
    """
    content_type = (request.content_type or "").partition(";")[0].strip().lower()
    if content_type != falcon.MEDIA_URLENCODED:
        raise InvalidError(
            Sentence("The form could not be read: send it as {kind}.", kind=falcon.MEDIA_URLENCODED)
        )
    if request.content_length is None or request.content_length > LONGEST_FORM:
        raise InvalidError("The form is too long: shorten the text.")
    try:
        # Whoever looked for a session's token has read the body already; this remembers it.
        media = await request.get_media(default_when_empty={})
    except falcon.HTTPError as error:
        raise InvalidError("The form could not be read: send it again from its page.") from error
    return {str(name): _text(value) for name, value in dict(media).items()}


def _text(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    text = first if isinstance(first, str) else ""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def read_id(text: str) -> UUID:
    """Return the id of an object.

    Raises:
        InvalidError: It is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise InvalidError.at("/id", "must be an id") from None


def read_version(form: Mapping[str, str]) -> int:
    """Return the version of what the page showed.

    Raises:
        InvalidError: It is missing, or no number.
    """
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidError.at("/version", "must be a number: open the page again")
    return int(text)


def one_of(choices: Iterable[str]) -> Sentence:
    """Return what is said of a value that is none of these."""
    return Sentence("must be one of {choices}", choices=", ".join(choices))


def safe_next(target: str | None) -> str:
    """Return where to go after signing in: a path of ours, else the board."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if _CONTROL.search(target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or parts.path == "/sign-in" else target


def _seal(key: bytes, subject: str) -> str:
    return hmac.digest(key, subject.encode(), hashlib.sha256).hex()
