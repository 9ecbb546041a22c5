"""What a page says by mail, in the recipient's language and time zone."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.drill_wording import words_of
from hikeshi_server.outbound.email.layout import Letter, Row, html_of, text_of
from hikeshi_server.outbound.plain_text import one_line, paragraphs
from hikeshi_server.outbound.readers import language_of, local_time, zone_of

LONGEST_TITLE = 200
_LONGEST_DESCRIPTION = 4_000
#: A mail names every incident of a bundle, be they a thousand.
_LONGEST_BUNDLE = 250_000
_MOST_LABELS = 40
_LONGEST_LABEL = 200


@frozen
class Rendered:
    """A mail before it is wrapped: one line of subject, and the same text twice."""

    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class Words:
    """Everything a mail says, in one language; `{…}` are filled in."""

    page_subject: str
    resolved_subject: str
    page_opening: Mapping[Urgency, str]
    resolved_opening: str
    incident: str
    service: str
    severity: str
    triggered: str
    paged: str
    escalation: str
    escalation_at: str
    labels: str
    more_labels: str
    acknowledge: str
    acknowledge_hint: str
    reply_hint: str
    reply_hint_to_several: str
    open_incident: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        page_subject="[{severity}] #{number} {title}",
        resolved_subject="[Resolved] #{number} {title}",
        page_opening={
            Urgency.HIGH: "You are paged. Please acknowledge, or the next person will be paged.",
            Urgency.LOW: "This needs somebody, but not at once.",
        },
        resolved_opening="Resolved: nothing is left for you to do.",
        incident="Incident",
        service="Service",
        severity="Severity",
        triggered="Triggered",
        paged="Paged",
        escalation="Escalation",
        escalation_at="step {step}, round {round}",
        labels="Labels",
        more_labels="and {count} more",
        acknowledge="Acknowledge",
        acknowledge_hint="The link opens a page; its button acknowledges. It is yours alone: "
        "please do not forward it.",
        reply_hint=" Or answer this mail: a first line that begins with ack acknowledges, resolve "
        "resolves.",
        reply_hint_to_several=" Or answer this mail: a first line that begins with ack "
        "acknowledges every incident it names.",
        open_incident="Open the incident",
    ),
    "ja": Words(
        page_subject="【{severity}】#{number} {title}",
        resolved_subject="【解決】#{number} {title}",
        page_opening={
            Urgency.HIGH: "呼び出しです。確認してください。"
            "確認がない場合は次の担当者を呼び出します。",
            Urgency.LOW: "対応が必要ですが、緊急ではありません。",
        },
        resolved_opening="解決しました。対応の必要はありません。",
        incident="インシデント",
        service="サービス",
        severity="重大度",
        triggered="発生",
        paged="呼び出し",
        escalation="エスカレーション",
        escalation_at="ステップ {step}、{round} 巡目",
        labels="ラベル",
        more_labels="ほか {count} 件",
        acknowledge="確認する",
        acknowledge_hint="リンク先のページのボタンを押すと確認になります。"
        "あなた専用のリンクですので、転送しないでください。",
        reply_hint="このメールへの返信でも操作できます。"
        "1 行目を「了解」または「確認」で始めると確認、「解決」で始めると解決になります。",
        reply_hint_to_several="このメールへの返信でも操作できます。"
        "1 行目を「了解」または「確認」で始めると、記載のすべてのインシデントが確認になります。",
        open_incident="インシデントを開く",
    ),
}


def render(
    envelope: Envelope, *, incident_url: str, acknowledge_url: str, takes_replies: bool = False
) -> Rendered:
    """Return the mail; the acknowledge link stands only in pages that can be acknowledged.

    Args:
        takes_replies: An answer by mail reaches us.
    """
    language = language_of(envelope.recipient.locale, WORDS)
    words = WORDS[language]
    is_page = envelope.purpose is Purpose.PAGE
    letter = Letter(
        language=language,
        opening=_opening(envelope, words),
        title=one_line(envelope.title, LONGEST_TITLE),
        description=paragraphs(
            envelope.description, _LONGEST_BUNDLE if envelope.others else _LONGEST_DESCRIPTION
        ),
        rows=_rows(envelope, words),
        labels_heading=words.labels,
        labels=_labels(envelope.labels, words),
        acknowledge=words.acknowledge,
        acknowledge_hint=words.acknowledge_hint + _reply_hint(envelope, words, takes_replies),
        acknowledge_url=acknowledge_url if is_page else "",
        open_incident=words.open_incident,
        incident_url=incident_url,
    )
    return Rendered(subject=_subject(envelope, words), text=text_of(letter), html=html_of(letter))


def _reply_hint(envelope: Envelope, words: Words, takes_replies: bool) -> str:
    if not takes_replies:
        return ""
    return words.reply_hint if envelope.bundle_id is None else words.reply_hint_to_several


def _opening(envelope: Envelope, words: Words) -> str:
    if envelope.purpose is not Purpose.PAGE:
        return words.resolved_opening
    if envelope.drill:
        return words_of(envelope.recipient.locale).opening
    return words.page_opening[envelope.urgency]


def _subject(envelope: Envelope, words: Words) -> str:
    is_page = envelope.purpose is Purpose.PAGE
    if envelope.drill and is_page:  # the title says it already, and has to come first
        return f"{one_line(envelope.title, LONGEST_TITLE)} (#{envelope.incident_number})"
    return (words.page_subject if is_page else words.resolved_subject).format(
        severity=envelope.severity.value.upper(),
        number=envelope.incident_number,
        title=one_line(envelope.title, LONGEST_TITLE),
    )


def _rows(envelope: Envelope, words: Words) -> Sequence[Row]:
    zone = zone_of(envelope.recipient.time_zone)
    rows = [
        Row(words.incident, f"#{envelope.incident_number}"),
        Row(words.service, one_line(envelope.service, 200)),
        Row(words.severity, envelope.severity.value.upper()),
        Row(words.triggered, local_time(envelope.triggered_at, zone)),
    ]
    if envelope.purpose is Purpose.PAGE:
        rows.append(Row(words.paged, local_time(envelope.paged_at, zone)))
    if envelope.step is not None:
        at = words.escalation_at.format(step=envelope.step, round=envelope.round)
        rows.append(Row(words.escalation, at))
    return rows


def _labels(labels: Mapping[str, str], words: Words) -> Sequence[Row]:
    names = sorted(labels)
    rows = [
        Row(one_line(name, _LONGEST_LABEL), one_line(labels[name], _LONGEST_LABEL))
        for name in names[:_MOST_LABELS]
    ]
    if len(names) > _MOST_LABELS:
        rows.append(Row("…", words.more_labels.format(count=len(names) - _MOST_LABELS)))
    return rows
