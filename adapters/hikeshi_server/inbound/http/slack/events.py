"""What Slack tells of by itself (docs.slack.dev/apis/events-api): nothing is asked for.

An app whose settings name an address for events is asked for a challenge once, signed as ever.
"""

import msgspec
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.http.slack.signatures import SlackBodyError, signed_body


class _Told(msgspec.Struct):
    type: str
    challenge: str = ""


@frozen
class SlackEvents:
    """POST /integrations/slack/events"""

    parts: SlackParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Give the challenge back; any event is taken and means nothing."""
        body = await signed_body(request, self.parts.signing_secret, self.parts.clock)
        try:
            told = msgspec.json.decode(body, type=_Told)
        except ValueError:
            raise SlackBodyError from None
        if told.type == "url_verification":
            response.media = {"challenge": told.challenge}
