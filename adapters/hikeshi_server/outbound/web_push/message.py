"""What a page says in a browser's notification, in the recipient's language and time zone.

Everything is plain text: notifications know no markup, and the service worker adds none.
"""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from attrs import frozen

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.notice_wording import Told
from hikeshi_server.outbound.phone_wording import PHONE_WORDS, text_of, title_of, wakes
from hikeshi_server.outbound.plain_text import one_line, within_bytes
from hikeshi_server.outbound.readers import language_of
from hikeshi_server.outbound.web_push.encryption import MOST_PLAIN_BYTES

_MOST_TITLE_BYTES = 300
_MOST_BODY_BYTES = 1_200


class PushMessage(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the service worker gets, as JSON; `about` and `urgency` are for the push service.

    Attributes:
        id: The same for every repetition.
        tag: One notification with this tag is shown: the newest.
        url: Where a tap leads.
        press: Where the button posts; empty where there is none.
        acknowledge: What stands on the button.
        acknowledged: Title once the server has taken the press; failed: where it has not.
        wakes: The notification rings again and stays until somebody touches it.
        code: What an open page of ours fills in by itself.
    """

    about: UUID
    urgency: str
    id: str
    tag: str
    title: str
    body: str
    url: str
    language: str
    press: str = ""
    acknowledge: str = ""
    acknowledged: str = ""
    failed: str = ""
    wakes: bool = False
    code: str = ""


@frozen(kw_only=True)
class Words:
    """What the service worker says once the button was pressed, in one language."""

    acknowledged: str
    failed: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        acknowledged="#{number} is acknowledged.",
        failed="#{number} could not be acknowledged. Tap to open it.",
    ),
    "ja": Words(
        acknowledged="#{number} を確認しました。",
        failed="#{number} を確認できませんでした。タップして開いてください。",
    ),
}


def render(
    envelope: Envelope, *, incident_url: str, acknowledge_url: str, press_url: str
) -> PushMessage:
    """Return the message; the button stands only on pages that can be acknowledged.

    Some phones show no buttons: there a tap opens the page that has one, as the link in a mail
    does, and nobody has to be signed in.
    """
    language = language_of(envelope.recipient.locale, WORDS)
    words, pressed = PHONE_WORDS[language], WORDS[language]
    is_page = envelope.purpose is Purpose.PAGE
    number = envelope.incident_number
    return PushMessage(
        about=envelope.incident_id,
        urgency=_urgency(envelope),
        id=str(envelope.notification_id),
        tag=f"incident-{envelope.incident_id}",
        title=title_of(envelope, words, _MOST_TITLE_BYTES),
        body=text_of(envelope, words, _MOST_BODY_BYTES),
        url=acknowledge_url if is_page else incident_url,
        language=language,
        press=press_url if is_page else "",
        acknowledge=words.acknowledge if is_page else "",
        acknowledged=pressed.acknowledged.format(number=number) if is_page else "",
        failed=pressed.failed.format(number=number) if is_page else "",
        wakes=wakes(envelope),
    )


def render_notice(notice: Notice, told: Told, *, home_url: str) -> PushMessage:
    """Return the message of a notice; a tap leads to the first thing it names."""
    lines = [*told.lines, *(words for words, _ in told.links)]
    return PushMessage(
        about=notice.id,
        urgency="high" if notice.code is not None else "normal",
        id=str(notice.id),
        tag=f"notice-{notice.id}",
        title=within_bytes(one_line(told.subject, _MOST_TITLE_BYTES), _MOST_TITLE_BYTES),
        body=within_bytes("\n".join(lines), _MOST_BODY_BYTES),
        url=next((url for _, url in told.links), home_url),
        language=told.language,
        code=notice.code or "",
    )


def body_of(message: PushMessage) -> bytes:
    """Return the JSON to encrypt, short enough for every push service."""
    known = msgspec.to_builtins(message)
    shown = {name: value for name, value in known.items() if name not in {"about", "urgency"}}
    plain = msgspec.json.encode(shown)
    over = len(plain) - MOST_PLAIN_BYTES
    if over > 0:
        # Escaped quotes and backslashes count twice; what is cut is said in full on the page.
        shown["body"] = within_bytes(message.body, max(len(message.body.encode()) - over, 1) // 2)
        plain = msgspec.json.encode(shown)
    return plain


def _urgency(envelope: Envelope) -> str:
    """Return how much of a phone's battery it is worth (RFC 8030, section 5.3)."""
    if wakes(envelope):
        return "high"
    return "normal" if envelope.purpose is Purpose.PAGE else "low"
