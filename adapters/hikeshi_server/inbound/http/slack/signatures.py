"""Believes Slack by its signature (docs.slack.dev/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
from datetime import datetime

from falcon.asgi import Request

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import ForbiddenError, InvalidError

#: Older requests, and those from the future, may be repeated by somebody who listened.
WINDOW_SECONDS = 300
#: A payload carries the message it was pressed in, which has at most 50 blocks.
LONGEST_BODY = 512 * 1024


class SlackSignatureError(ForbiddenError):
    """The request is not signed with this app's signing secret, or is older than five minutes."""


class SlackBodyError(InvalidError):
    """The body is none that Slack sends."""


async def signed_body(request: Request, secret: str | None, clock: Clock) -> bytes:
    """Return the body as it came, once its signature has been believed.

    Raises:
        SlackBodyError: It is too long.
        SlackSignatureError: It is not Slack's, or too old.
    """
    if secret is None:
        raise SlackSignatureError
    body: bytes = await request.stream.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise SlackBodyError
    check_signature(
        secret,
        body,
        timestamp=request.get_header("X-Slack-Request-Timestamp") or "",
        signature=request.get_header("X-Slack-Signature") or "",
        now=clock.now(),
    )
    return body


def check_signature(
    secret: str, body: bytes, *, timestamp: str, signature: str, now: datetime
) -> None:
    """Refuse what is not signed, before anything of it is read.

    Raises:
        SlackSignatureError: It is not Slack's, or too old.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
        raise SlackSignatureError
    signed = b"v0:" + timestamp.encode() + b":" + body
    wanted = "v0=" + hmac.digest(secret.encode(), signed, hashlib.sha256).hex()
    fits = hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
    if not fits or abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise SlackSignatureError
