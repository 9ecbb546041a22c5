"""Mail handed over by HTTP: for mailboxes at a provider that posts what comes in."""

import hmac

from attrs import field, frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi_server.inbound.mail.taking import TakeInMail

#: A longer mail is refused: an answer is short, and what is quoted and attached has its limits.
MOST_MAIL_BYTES = 5 * 1024 * 1024


class MailKeyRefusedError(ForbiddenError):
    """The Authorization header must be “Bearer”, a blank, and HIKESHI_MAIL_WEBHOOK_KEY."""


@frozen
class IncomingMail:
    """POST /integrations/mail

    Args:
        key: What whoever posts has to show.
    """

    take_in: TakeInMail
    key: str = field(repr=False)

    async def on_post(self, request: Request, response: Response) -> None:
        """Take in one mail (`message/rfc822`); `?recipient=` says where it was sent to."""
        given = (request.get_header("Authorization") or "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.key}".encode()):
            raise MailKeyRefusedError
        raw: bytes = await request.stream.read(MOST_MAIL_BYTES + 1)
        if len(raw) > MOST_MAIL_BYTES:
            raise InvalidError(f"The mail is longer than {MOST_MAIL_BYTES} bytes.")
        taken = await self.take_in(request.get_param("recipient") or "", raw)
        response.media = {"taken": taken.name.lower(), "detail": f"The mail was {taken.value}."}
