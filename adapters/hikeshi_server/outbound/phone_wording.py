"""What a page says in a phone's notification, whoever brings it there: plain text."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.plain_text import one_line, paragraphs, within_bytes
from hikeshi_server.outbound.readers import local_time, zone_of


@frozen(kw_only=True)
class PhoneWords:
    """Everything a notification says, in one language; `{…}` are filled in."""

    page_title: str
    resolved_title: str
    service: str
    triggered: str
    escalation: str
    resolved: str
    acknowledge: str


PHONE_WORDS: Mapping[str, PhoneWords] = {
    "en": PhoneWords(
        page_title="[{severity}] #{number} {title}",
        resolved_title="[Resolved] #{number} {title}",
        service="Service: {service}",
        triggered="Triggered: {at}",
        escalation="Escalation: step {step}, round {round}",
        resolved="Resolved: nothing is left for you to do.",
        acknowledge="Acknowledge",
    ),
    "ja": PhoneWords(
        page_title="【{severity}】#{number} {title}",
        resolved_title="【解決】#{number} {title}",
        service="サービス: {service}",
        triggered="発生: {at}",
        escalation="エスカレーション: ステップ {step}、{round} 巡目",
        resolved="解決しました。対応の必要はありません。",
        acknowledge="確認する",
    ),
}


def wakes(envelope: Envelope) -> bool:
    """Say whether it is worth waking somebody."""
    urgent = envelope.urgency is Urgency.HIGH or envelope.severity is Severity.SEV1
    return envelope.purpose is Purpose.PAGE and urgent


def title_of(envelope: Envelope, words: PhoneWords, most_bytes: int) -> str:
    """Return the line on the lock screen."""
    is_page = envelope.purpose is Purpose.PAGE
    title = (words.page_title if is_page else words.resolved_title).format(
        severity=envelope.severity.value.upper(),
        number=envelope.incident_number,
        title=one_line(envelope.title, most_bytes),
    )
    return within_bytes(title, most_bytes)


def text_of(envelope: Envelope, words: PhoneWords, most_bytes: int) -> str:
    """Return what stands below the title, cut to what fits."""
    return within_bytes("\n".join(_lines(envelope, words, most_bytes)), most_bytes)


def _lines(envelope: Envelope, words: PhoneWords, most_bytes: int) -> Iterator[str]:
    if envelope.purpose is not Purpose.PAGE:
        yield words.resolved
    if envelope.service:
        yield words.service.format(service=one_line(envelope.service, 200))
    zone = zone_of(envelope.recipient.time_zone)
    yield words.triggered.format(at=local_time(envelope.triggered_at, zone))
    if envelope.step is not None:
        yield words.escalation.format(step=envelope.step, round=envelope.round)
    if description := paragraphs(envelope.description, most_bytes):
        yield ""
        yield description
