"""Reads HIKESHI_TWILIO_…: the account messages and calls go out from."""

import re
from urllib.parse import urlsplit

from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError

API_URL = "https://api.twilio.com"
#: Messages and calls a UTC day; the first urgent page to a person about an incident always goes.
DAILY_CAP = 500
_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_MESSAGING_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


class BadTwilioSettingError(InvalidError):
    """A setting of Twilio cannot be used."""


@frozen(kw_only=True)
class TwilioAccount:
    """An account, and what it sends from.

    Args:
        name: What it is called as a provider.
        api_url: Without a slash at its end.
        sid: `AC…`; part of every address.
        auth_token: Opens the API, and signs what Twilio posts to us.
        sender: A number, a short code, or a messaging service (`MG…`).
        daily_cap: Messages and calls a UTC day, all accounts together.
    """

    api_url: str = API_URL
    sid: str
    auth_token: str = field(repr=False)
    sender: str
    daily_cap: int = DAILY_CAP
    name: str = "twilio"

    @property
    def is_messaging_service(self) -> bool:
        """Say whether Twilio chooses the number out of a pool."""
        return self.sender.startswith("MG")

    @property
    def can_call(self) -> bool:
        """Say whether calls can be made: they need a whole number to come from."""
        return self.sender.startswith("+")


def parse_api_url(text: str) -> str:
    """Return the address of the API.

    Raises:
        BadTwilioSettingError: It is no http or https URL with a host.
    """
    try:
        parts = urlsplit(text)
        readable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        readable = False
    if not readable or parts.query or parts.fragment:
        raise BadTwilioSettingError(f"must be a URL such as {API_URL}")
    return text.rstrip("/")


def parse_sid(text: str) -> str:
    """Return the account's identity.

    Raises:
        BadTwilioSettingError: It does not look like one.
    """
    if not _SID.fullmatch(text):
        raise BadTwilioSettingError("must be AC and 32 hexadecimal digits, as Twilio shows it")
    return text


def parse_sender(text: str) -> str:
    """Return what messages come from.

    Raises:
        BadTwilioSettingError: Nobody could answer it.
    """
    if not any(form.fullmatch(text) for form in (_NUMBER, _SHORT_CODE, _MESSAGING_SERVICE)):
        raise BadTwilioSettingError(
            "must be a number such as +15005550006, a short code, or a messaging service (MG…)"
        )
    return text


def parse_daily_cap(text: str) -> int:
    """Return how many messages and calls may leave in a day.

    Raises:
        BadTwilioSettingError: It is no whole number.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise BadTwilioSettingError(f"must be a whole number of messages a day such as {DAILY_CAP}")
    return int(text)


def account_of(
    *,
    api_url: str,
    sid: str | None,
    auth_token: str | None,
    sender: str | None,
    daily_cap: int,
    prefix: str = "HIKESHI_TWILIO_",
) -> TwilioAccount | None:
    """Return the account; nothing where none of it is set.

    Args:
        prefix: What its variables begin with.

    Raises:
        BadTwilioSettingError: Only a part is set: naming what is missing.
    """
    if sid is not None and auth_token is not None and sender is not None:
        return TwilioAccount(
            api_url=api_url, sid=sid, auth_token=auth_token, sender=sender, daily_cap=daily_cap
        )
    needed = {
        f"{prefix}ACCOUNT_SID": sid,
        f"{prefix}AUTH_TOKEN": auth_token,
        f"{prefix}FROM": sender,
    }
    missing = [name for name, value in needed.items() if value is None]
    if len(missing) == len(needed):
        return None
    raise BadTwilioSettingError(
        f"{missing[0]} is not set; Twilio needs {', '.join(needed)} together."
    )
