"""Twilio's signature (twilio.com/docs/usage/security, “Validating Signatures from Twilio”)."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

_PORTS = {"https": 443, "http": 80}


def signature_of(auth_token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    """Return base64 of HMAC-SHA1 over the URL and every field's name and value, by name.

    Args:
        url: As Twilio was given it: scheme, host, path and query.
        form: Of a repeated field every different value counts once.
    """
    fields = "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    text = (url + fields).encode("utf-8", "surrogateescape")
    return base64.b64encode(hmac.digest(auth_token.encode(), text, hashlib.sha1)).decode()


def is_signed(auth_token: str, url: str, form: Mapping[str, Sequence[str]], signature: str) -> bool:
    """Say whether Twilio made the signature; it is sometimes made with the port, sometimes not."""
    given = signature.encode("utf-8", "replace")
    fits = [
        hmac.compare_digest(given, signature_of(auth_token, each, form).encode())
        for each in _spellings(url)
    ]
    return any(fits)


def _spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    port = parts.port or _PORTS.get(parts.scheme, 443)
    for netloc in (host, f"{host}:{port}"):
        yield urlunsplit(parts._replace(netloc=netloc))
