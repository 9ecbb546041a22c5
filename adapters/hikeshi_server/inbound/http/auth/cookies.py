"""The console's session: a cookie no script can read, and a token no other site can know."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

import falcon
from falcon.asgi import Request, Response

from hikeshi.access.model.session import LONGEST_SESSION
from hikeshi.flow.signing_in import SignedInDevice
from hikeshi.kernel.ids import SessionId

#: Where requests that change something carry the token of their session.
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
#: A longer form is none of ours.
LONGEST_FORM = 65_536
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CookieSessions:
    """Hands out the console's cookie, reads it, and keeps other sites from using it.

    Args:
        csrf_key: 32 bytes known to all processes of this installation.
        public_url: Where people reach this server; over https the cookie is `Secure` and bound
            to this host (`__Host-`, RFC 6265bis, section 4.1.3.2).
    """

    def __init__(self, csrf_key: bytes, public_url: str) -> None:
        self._csrf_key = csrf_key
        self._secure = urlsplit(public_url).scheme == "https"
        self.name = "__Host-hikeshi" if self._secure else "hikeshi_session"

    def issue(self, response: Response, device: SignedInDevice) -> None:
        """Give the browser the cookie of a session opened for the console."""
        response.set_cookie(
            self.name,
            device.opened.secret,
            max_age=int(LONGEST_SESSION.total_seconds()),
            path="/",
            secure=self._secure,
            http_only=True,
            same_site="Lax",
        )

    def read(self, request: Request) -> str | None:
        """Return the secret the browser shows."""
        values = request.get_cookie_values(self.name)
        return values[0] if values else None

    def clear(self, response: Response) -> None:
        """Take the cookie back."""
        response.set_cookie(
            self.name, "", max_age=0, path="/", secure=self._secure, http_only=True, same_site="Lax"
        )

    def csrf_token(self, session_id: SessionId) -> str:
        """Return what every form of that session carries in its field `csrf_token`."""
        mac = hmac.digest(self._csrf_key, b"csrf" + session_id.bytes, hashlib.sha256)
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")

    async def check(self, request: Request, session_id: SessionId) -> None:
        """Refuse a change that another site may have sent with this browser's cookie.

        Raises:
            falcon.HTTPForbidden: Neither header nor field carries the session's token.
        """
        if request.method in _SAFE:
            return
        given = request.get_header(CSRF_HEADER) or await _field(request)
        if not hmac.compare_digest(self.csrf_token(session_id).encode(), given.encode()):
            raise falcon.HTTPForbidden(
                description=f"Send the token of your session in the header {CSRF_HEADER} or the "
                f"form field {CSRF_FIELD}; reload the page if it is old."
            )


def require_same_origin(request: Request) -> None:
    """Refuse a form that another site posted, where no session has a token yet: sign-in.

    Raises:
        falcon.HTTPForbidden: The browser says that another site sent it.
    """
    site = request.get_header("Sec-Fetch-Site")
    origin = request.get_header("Origin")
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    else:
        is_ours = origin is None or urlsplit(origin).netloc == request.netloc
    if not is_ours:
        raise falcon.HTTPForbidden(description="Open the sign-in page itself and try again.")


async def _field(request: Request) -> str:
    if (request.content_type or "").partition(";")[0].strip() != falcon.MEDIA_URLENCODED:
        return ""
    if (request.content_length or 0) > LONGEST_FORM:
        raise falcon.HTTPContentTooLarge
    form = await request.get_media()
    value = form.get(CSRF_FIELD, "") if isinstance(form, Mapping) else ""
    return value if isinstance(value, str) else ""
