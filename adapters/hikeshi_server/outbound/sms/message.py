"""What a page says in a text message, in the recipient's language, in few segments."""

from collections.abc import Mapping

from attrs import frozen

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.notice_wording import Told
from hikeshi_server.outbound.plain_text import one_line, shortened
from hikeshi_server.outbound.sms.segments import segments, simplified

#: A page may cost so many segments; its title gives way.
MOST_SEGMENTS = 2
#: A longer link is left out: the number leads to the incident, and the reply acknowledges.
LONGEST_LINK = 45
#: Of a notice: nobody waits for it, and it can be read in full elsewhere.
MOST_NOTICE_SEGMENTS = 3
LONGEST_NOTICE_LINK = 120
_LONGEST_TITLE = 120
_SHORTEST_TITLE = 8


@frozen
class Words:
    """Everything a text message says, in one language; `{…}` are filled in."""

    page: str
    bundle: str
    resolved: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        page="{severity} #{number} {title}{link}\nReply A{number} to acknowledge, "
        "R{number} to resolve.",
        bundle="{severity} #{number} {title}{link}\nReply A{number} to acknowledge this one, "
        "B{number} all.",
        resolved="Resolved #{number} {title}",
    ),
    "ja": Words(
        page="{severity} #{number} {title}{link}\n返信 A{number}=確認 R{number}=解決",
        bundle="{severity} #{number} {title}{link}\n返信 A{number}=これだけ確認 B{number}=全件確認",
        resolved="解決 #{number} {title}",
    ),
}


def render(envelope: Envelope, *, link: str) -> str:
    """Return the text: number first, the title cut so that it takes at most two segments."""
    words = WORDS[language_of(envelope.recipient.locale)]
    is_page = envelope.purpose is Purpose.PAGE
    form = (words.bundle if envelope.others else words.page) if is_page else words.resolved
    shown = f"\n{link}" if is_page and len(link) <= LONGEST_LINK else ""
    text = ""
    for longest in range(_LONGEST_TITLE, _SHORTEST_TITLE - 1, -4):
        text = simplified(
            form.format(
                severity=envelope.severity.value.upper(),
                number=envelope.incident_number,
                title=one_line(envelope.title, longest),
                link=shown,
            )
        )
        if segments(text) <= MOST_SEGMENTS:
            break
    return text


def render_notice(told: Told, *, is_code: bool) -> str:
    """Return the text of a notice in few segments; a code stands alone, others lead somewhere."""
    link = next((f"\n{url}" for _, url in told.links if len(url) <= LONGEST_NOTICE_LINK), "")
    said = told.lines[0] if is_code else f"{told.subject}\n{told.lines[0]}"
    text = simplified(said + link)
    for longest in range(len(said), _SHORTEST_TITLE, -4):
        text = simplified(shortened(said, longest) + link)
        if segments(text) <= MOST_NOTICE_SEGMENTS:
            break
    return text


def language_of(locale: str) -> str:
    """Return the first language of the locale we have words in: `ja-JP` is `ja`."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in WORDS else "en"
