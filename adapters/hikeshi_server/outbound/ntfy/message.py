"""What a page says on a phone, in the recipient's language and time zone: plain text.

Markdown is off unless a message asks for it, so that no character means anything.
"""

import msgspec

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.notice_wording import Told
from hikeshi_server.outbound.phone_wording import (
    PHONE_WORDS,
    PhoneWords,
    text_of,
    title_of,
    wakes,
)
from hikeshi_server.outbound.plain_text import within_bytes
from hikeshi_server.outbound.readers import language_of

#: ntfy turns a message above 4,096 bytes into an attachment (docs.ntfy.sh/publish, “Limitations”).
MOST_MESSAGE_BYTES = 3_000
#: A title above 1 kB is refused (ntfy 2.28); a phone's lock screen shows far less.
_MOST_TITLE_BYTES = 500
_URGENT, _USUAL, _QUIET = 5, 3, 2  # docs.ntfy.sh/publish, “Message priority”: max, default, low


class NtfyAction(msgspec.Struct, kw_only=True):
    """A button that posts (docs.ntfy.sh/publish, “Send HTTP request”)."""

    action: str
    label: str
    url: str
    method: str
    clear: bool


class NtfyMessage(msgspec.Struct, kw_only=True):
    """A message without its topic; the names are ntfy's.

    Attributes:
        sequence_id: The same for every repetition: the phone shows the latest one alone.
    """

    title: str
    message: str
    priority: int
    tags: list[str]
    click: str
    actions: list[NtfyAction]
    sequence_id: str


def render(envelope: Envelope, *, incident_url: str, press_url: str) -> NtfyMessage:
    """Return the message; the button stands only on pages that can be acknowledged."""
    words = PHONE_WORDS[language_of(envelope.recipient.locale, PHONE_WORDS)]
    is_page = envelope.purpose is Purpose.PAGE
    return NtfyMessage(
        title=title_of(envelope, words, _MOST_TITLE_BYTES),
        message=text_of(envelope, words, MOST_MESSAGE_BYTES),
        priority=_priority(envelope),
        tags=["rotating_light" if is_page else "white_check_mark", envelope.severity.value],
        click=incident_url,
        actions=[_button(words, press_url)] if is_page else [],
        sequence_id=str(envelope.notification_id),
    )


def render_notice(notice: Notice, told: Told, *, home_url: str) -> NtfyMessage:
    """Return the message of a notice; a tap leads to the first thing it names."""
    lines = [*told.lines, *(words for words, _ in told.links)]
    return NtfyMessage(
        title=within_bytes(told.subject, _MOST_TITLE_BYTES),
        message=within_bytes("\n".join(lines), MOST_MESSAGE_BYTES),
        priority=_USUAL,
        tags=["speech_balloon"],
        click=next((url for _, url in told.links), home_url),
        actions=[],
        sequence_id=str(notice.id),
    )


def _priority(envelope: Envelope) -> int:
    return _URGENT if wakes(envelope) else _QUIET


def _button(words: PhoneWords, url: str) -> NtfyAction:
    return NtfyAction(action="http", label=words.acknowledge, url=url, method="POST", clear=True)
