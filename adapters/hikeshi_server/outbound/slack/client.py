"""Calls methods of Slack's Web API (docs.slack.dev/apis/web-api)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import ConflictError
from hikeshi_server.outbound.http_client import OutgoingHttp
from hikeshi_server.outbound.http_client.retry_after import parse_retry_after
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.slack.settings import SlackApp

#: A page takes at most three calls, which have to end before a send is given up.
TOTAL_SECONDS = 8.0
#: Errors that may pass; every other one stays until somebody changes something.
_PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
    }
)


class SlackRefusedError(ConflictError):
    """Slack said no.

    Attributes:
        error: Its own word, such as `channel_not_found`; `http_500` where it had none.
        may_pass: Trying again may help.
    """

    def __init__(self, error: str, *, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(f"Slack answered {error}.")
        self.error = error
        self.status = status
        self.may_pass = error in _PASSING or status == 429 or status >= 500
        self.retry_after = retry_after


@frozen
class SlackClient:
    """Calls one method at a time, as the bot."""

    http: OutgoingHttp
    app: SlackApp
    clock: Clock

    async def call(
        self,
        method: str,
        *,
        seconds: float = TOTAL_SECONDS,
        token: str | None = None,
        **arguments: object,
    ) -> Mapping[str, Any]:
        """Return what the method answers.

        Arguments go as a form, which every method takes; what is no text goes as JSON inside.

        Args:
            token: On whose behalf; nothing = the bot's.

        Raises:
            SlackRefusedError: `ok` is false, also in an answer of status 200, or there is none.
            DestinationRefusedError: The API's address leads inwards.
            DestinationUnreachableError: There was no whole answer.
        """
        form = {name: _text(value) for name, value in arguments.items()}
        answer = await self.http.post(
            f"{self.app.api_url}{method}",
            content=urlencode(form).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "Authorization": f"Bearer {token or self.app.bot_token}",
            },
            timeout=seconds,
        )
        said = _read(answer.text)
        if answer.status == 200 and said.get("ok") is True:
            return said
        raise SlackRefusedError(
            one_line(str(said.get("error") or f"http_{answer.status}"), 100),
            status=answer.status,
            retry_after=parse_retry_after(answer.headers.get("retry-after"), self.clock.now()),
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Mapping[str, Any]:
    try:
        said = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return {}
    return said if isinstance(said, dict) else {}
