"""The console's session: a cookie no script can read, and a token no other site can know."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlsplit

import falcon
from falcon.asgi import Request, Response

from hikeshi.access.model.session import LONGEST_SESSION, SessionKind
from hikeshi.access.use_cases.sign_out import SignOut
from hikeshi.flow.signing_in import SigningIn
from hikeshi.flow.work import Transactions
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import SessionId
from hikeshi_server.inbound.http.auth.callers import caller_of, device_of, request_id_of

#: Where changes under /api/ carry the token of their session.
CSRF_HEADER = "X-CSRF-Token"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OtherSiteError(ForbiddenError):
    """Another site sent this; open our own page and try again."""


class CookieSessions:
    """Hands out the console's cookie, reads it, and keeps other sites from using it.

    Args:
        signing_in: Opens sessions.
        transactions: Where they end.
        sign_out: Ends them.
        csrf_key: 32 bytes known to all processes of this installation.
        public_url: Where people reach this server; over https the cookie is `Secure` and bound
            to this host (`__Host-`, RFC 6265bis, section 4.1.3.2).
    """

    def __init__(
        self,
        signing_in: SigningIn,
        transactions: Transactions,
        sign_out: SignOut,
        *,
        csrf_key: bytes,
        public_url: str,
    ) -> None:
        self._signing_in = signing_in
        self._transactions = transactions
        self._sign_out = sign_out
        self._csrf_key = csrf_key
        self._secure = urlsplit(public_url).scheme == "https"
        self.name = "__Host-hikeshi" if self._secure else "hikeshi_session"

    async def sign_in(
        self, request: Request, response: Response, *, email: str, password: str
    ) -> None:
        """Open a session for the console and set its cookie; one in the browser before ends.

        Raises:
            ForbiddenError: Address or password is wrong, there were too many attempts, or another
                site sent the form.
        """
        if not is_same_origin(request):
            raise OtherSiteError
        device = await self._signing_in.open(
            email=email,
            password=password,
            device=device_of(request),
            kind=SessionKind.CONSOLE,
            request_id=request_id_of(request),
        )
        await self._end(request)
        self.issue(response, device.opened.secret)

    async def sign_out(self, request: Request, response: Response) -> None:
        """End the request's session, if there is one, and take its cookie away."""
        await self._end(request)
        self.clear(response)

    def issue(self, response: Response, secret: str) -> None:
        """Give the browser the cookie of a session opened for the console."""
        response.set_cookie(
            self.name,
            secret,
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
        """Take the cookie back; with all its attributes, else browsers keep a `__Host-` one."""
        response.set_cookie(
            self.name,
            "",
            expires=_LONG_AGO,
            path="/",
            secure=self._secure,
            http_only=True,
            same_site="Lax",
        )

    def csrf_token(self, session_id: SessionId) -> str:
        """Return what changes under /api/ carry in their header, for scripts of our own pages."""
        mac = hmac.digest(self._csrf_key, b"csrf" + session_id.bytes, hashlib.sha256)
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")

    def check(self, request: Request, session_id: SessionId) -> None:
        """Refuse a change that another site may have sent with this browser's cookie.

        Pages put a token of their own into every form; besides, the browser says who sends. Under
        /api/ no form ever posts, so the token has to come in a header.

        Raises:
            falcon.HTTPForbidden: The token is missing, or another site sends.
        """
        if request.method in _SAFE:
            return
        if not is_same_origin(request):
            raise falcon.HTTPForbidden(description=OtherSiteError().detail)
        given = request.get_header(CSRF_HEADER) or ""
        if request.path.startswith("/api/") and not self.is_csrf_token(session_id, given):
            raise falcon.HTTPForbidden(
                description=f"With a cookie, changes need the session's token in {CSRF_HEADER}."
            )

    def is_csrf_token(self, session_id: SessionId, given: str) -> bool:
        """Say whether that is the token of this session."""
        expected = self.csrf_token(session_id).encode()
        return hmac.compare_digest(expected, given.encode("utf-8", "replace"))

    async def _end(self, request: Request) -> None:
        caller = caller_of(request)
        if caller is None or caller.session_id is None:
            return
        session_id, by = caller.session_id, caller.actor
        await self._transactions.run(
            lambda work: self._sign_out(work, session_id, by=by), request_id=request_id_of(request)
        )


def is_same_origin(request: Request) -> bool:
    """Say whether the browser sends this from a page of ours; clients that are none may, too."""
    site = request.get_header("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.get_header("Origin")
    return origin is None or urlsplit(origin).netloc == request.netloc
