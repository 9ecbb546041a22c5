"""What a page says on a phone, in the recipient's language and time zone: plain text.

Markdown is off unless a message asks for it, so that no character means anything.
"""

from collections.abc import Iterator, Mapping

import msgspec
from attrs import frozen

from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.notice_wording import Told
from hikeshi_server.outbound.plain_text import one_line, paragraphs, within_bytes
from hikeshi_server.outbound.readers import language_of, local_time, zone_of

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


@frozen(kw_only=True)
class Words:
    """Everything a message says, in one language; `{…}` are filled in."""

    page_title: str
    resolved_title: str
    service: str
    triggered: str
    escalation: str
    resolved: str
    acknowledge: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        page_title="[{severity}] #{number} {title}",
        resolved_title="[Resolved] #{number} {title}",
        service="Service: {service}",
        triggered="Triggered: {at}",
        escalation="Escalation: step {step}, round {round}",
        resolved="Resolved: nothing is left for you to do.",
        acknowledge="Acknowledge",
    ),
    "ja": Words(
        page_title="【{severity}】#{number} {title}",
        resolved_title="【解決】#{number} {title}",
        service="サービス: {service}",
        triggered="発生: {at}",
        escalation="エスカレーション: ステップ {step}、{round} 巡目",
        resolved="解決しました。対応の必要はありません。",
        acknowledge="確認する",
    ),
}


def render(envelope: Envelope, *, incident_url: str, press_url: str) -> NtfyMessage:
    """Return the message; the button stands only on pages that can be acknowledged."""
    words = WORDS[language_of(envelope.recipient.locale, WORDS)]
    is_page = envelope.purpose is Purpose.PAGE
    return NtfyMessage(
        title=_title(envelope, words),
        message=within_bytes("\n".join(_lines(envelope, words)), MOST_MESSAGE_BYTES),
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


def _title(envelope: Envelope, words: Words) -> str:
    is_page = envelope.purpose is Purpose.PAGE
    title = (words.page_title if is_page else words.resolved_title).format(
        severity=envelope.severity.value.upper(),
        number=envelope.incident_number,
        title=one_line(envelope.title, _MOST_TITLE_BYTES),
    )
    return within_bytes(title, _MOST_TITLE_BYTES)


def _priority(envelope: Envelope) -> int:
    if envelope.purpose is not Purpose.PAGE:
        return _QUIET
    wakes = envelope.urgency is Urgency.HIGH or envelope.severity is Severity.SEV1
    return _URGENT if wakes else _QUIET


def _lines(envelope: Envelope, words: Words) -> Iterator[str]:
    if envelope.purpose is not Purpose.PAGE:
        yield words.resolved
    if envelope.service:
        yield words.service.format(service=one_line(envelope.service, 200))
    zone = zone_of(envelope.recipient.time_zone)
    yield words.triggered.format(at=local_time(envelope.triggered_at, zone))
    if envelope.step is not None:
        yield words.escalation.format(step=envelope.step, round=envelope.round)
    if description := paragraphs(envelope.description, MOST_MESSAGE_BYTES):
        yield ""
        yield description


def _button(words: Words, url: str) -> NtfyAction:
    return NtfyAction(action="http", label=words.acknowledge, url=url, method="POST", clear=True)
