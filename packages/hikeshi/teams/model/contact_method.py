"""A way to reach a person."""

import re
from enum import StrEnum

from attrs import frozen

from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.teams.errors import BadAddressError, BadTokenError


class ContactKind(StrEnum):
    """By which channel."""

    CONSOLE = "console"  # the server's log, `hikeshi pages --follow` and the API
    EMAIL = "email"
    NTFY = "ntfy"
    SLACK = "slack"
    SMS = "sms"
    VOICE = "voice"
    WEB_PUSH = "web_push"
    WEBHOOK = "webhook"


#: Kinds that bring codes: what the server's log says is no secret.
CODE_KINDS = frozenset(ContactKind) - {ContactKind.CONSOLE}
#: Kinds whose secret the person brings.
TOKEN_KINDS = frozenset({ContactKind.NTFY, ContactKind.WEB_PUSH})

_EMAIL = re.compile(r"[^@\s\x00-\x1f<>,;]+@[^@\s\x00-\x1f<>,;]+")
_NTFY = re.compile(r"https?://[^\s/?#@]+(/[^\s/?#]+)*/[-_A-Za-z0-9]{1,64}")
_SLACK = re.compile(r"[UW][A-Z0-9]{2,30}")
_TOKEN = re.compile(r"[!-~]{1,512}")
#: An uncompressed point of P-256 and 16 bytes, in base64url (RFC 8291, section 3.2).
_PUSH_KEYS = re.compile(r"B[-_A-Za-z0-9]{86}\.[-_A-Za-z0-9]{22}")
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")  # E.164 has a longest number and no shortest


@frozen(kw_only=True)
class ContactMethod:
    """A way to reach a person.

    Args:
        key: Unique within the person.
        address: What the channel needs: an e-mail address, a phone number (E.164), a URL;
            empty for the console.
        verified: The person has shown that they receive what is sent there.
        secret: The signing secret of a webhook (`whsec_…`), the access token of an ntfy topic, the
            keys of a browser's subscription (`p256dh` and `auth` with a dot between them); nothing
            otherwise.
    """

    id: ContactMethodId
    user_id: UserId
    key: str
    kind: ContactKind
    address: str = ""
    verified: bool = False
    secret: str | None = None
    version: int = 1

    @property
    def token(self) -> None:
        """What an edit starts with: a token is written, and never read back."""
        return


def check_address(kind: ContactKind, address: str, pointer: str = "/address") -> str:
    """Return the address if the channel can use it.

    Raises:
        BadAddressError: Naming what the channel expects.
    """
    if kind is ContactKind.EMAIL and not _EMAIL.fullmatch(address):
        raise BadAddressError.at(pointer, "must be an e-mail address such as ana@example.org")
    if kind in {ContactKind.SMS, ContactKind.VOICE} and not _PHONE.fullmatch(address):
        raise BadAddressError.at(pointer, "must be a phone number such as +81312345678")
    if kind is ContactKind.WEBHOOK and not re.match(r"https?://[^/\s]+", address):
        raise BadAddressError.at(pointer, "must be a URL such as https://example.org/page")
    if kind is ContactKind.WEB_PUSH and not re.match(r"https?://[^/\s]+", address):
        raise BadAddressError.at(
            pointer, "must be the endpoint of a browser's subscription, which begins with https://"
        )
    if kind is ContactKind.SLACK and not (_SLACK.fullmatch(address) or _EMAIL.fullmatch(address)):
        raise BadAddressError.at(
            pointer, "must be a Slack member ID such as U0123ABCD, or the e-mail address used there"
        )
    if kind is ContactKind.NTFY and not _NTFY.fullmatch(address):
        raise BadAddressError.at(
            pointer, "must be the URL of a topic such as https://ntfy.example.org/topic"
        )
    return address


def check_token(kind: ContactKind, token: str | None, pointer: str = "/token") -> str | None:
    """Return the access token if the channel can use it.

    Raises:
        BadTokenError: Naming what is wrong with it.
    """
    if token and kind not in TOKEN_KINDS:
        raise BadTokenError.at(
            pointer, "only an ntfy topic and a browser's subscription take one; leave it out"
        )
    if token and kind is ContactKind.WEB_PUSH and not _PUSH_KEYS.fullmatch(token):
        raise BadTokenError.at(
            pointer, "must be the keys p256dh and auth of the subscription, with a dot between them"
        )
    if token and not _TOKEN.fullmatch(token):
        raise BadTokenError.at(pointer, "must be 1 to 512 letters, digits and signs without blanks")
    return token
