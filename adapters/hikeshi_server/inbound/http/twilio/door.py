"""The one way in for Twilio: only what it has signed is believed, and its words are texts."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from attrs import field, frozen
from falcon.asgi import Request

from hikeshi.kernel.errors import ForbiddenError
from hikeshi_server.inbound.http.twilio.signature import is_signed

#: Twilio's longest form: a message of ten segments, percent-encoded, and what stands around it.
LONGEST_FORM = 65_536
_FORM = "application/x-www-form-urlencoded"


class NotFromTwilioError(ForbiddenError):
    """No account named here signed it: check HIKESHI_PUBLIC_URL and HIKESHI_TWILIO_…."""


@frozen
class Signer:
    """An account, and what it signs with."""

    sid: str
    auth_token: str = field(repr=False)


@frozen
class TwilioDoor:
    """Reads what Twilio posts.

    Args:
        public_url: Where Twilio reaches us; behind proxies the only address both sides know.
        signers: Whose signatures are believed; none = nothing is.
    """

    public_url: str
    signers: tuple[Signer, ...]

    async def read(self, request: Request) -> Mapping[str, str]:
        """Return the fields of a signed form; of a repeated one the first value.

        Each request of Twilio names its account (twilio.com/docs/usage/webhooks).

        Raises:
            NotFromTwilioError: It names no account of ours, is not signed by it, was changed, or is
                no form of bearable length.
        """
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        length = request.content_length
        if content_type != _FORM or length is None or length > LONGEST_FORM:
            raise NotFromTwilioError
        form = _fields(await request.stream.read())
        signature = request.get_header("X-Twilio-Signature") or ""
        url = self.address_of(request)
        fits = [is_signed(each.auth_token, url, form, signature) for each in self._named(form)]
        if not any(fits):
            raise NotFromTwilioError
        return {name: _stored(values[0]) for name, values in form.items()}

    def _named(self, form: Mapping[str, Sequence[str]]) -> Sequence[Signer]:
        """Return whose signature it may bear: that of the account it names, and of no other."""
        sid = form.get("AccountSid", ("",))[0]
        return tuple(each for each in self.signers if each.sid.lower() == sid.lower())

    def address_of(self, request: Request) -> str:
        """Return the public address of what is asked for."""
        return self.public_url.rstrip("/") + request.path + _query(request)


def _fields(body: bytes) -> Mapping[str, Sequence[str]]:
    try:
        return parse_qs(
            body.decode("latin-1"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=200,
        )
    except ValueError:
        raise NotFromTwilioError from None


def _query(request: Request) -> str:
    return f"?{request.query_string}" if request.query_string else ""


def _stored(text: str) -> str:
    """Return the text without what no database keeps: NUL, and bytes that are no UTF-8."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return readable.replace("\x00", "\N{REPLACEMENT CHARACTER}")
