"""What a page says in Slack, in the recipient's language and time zone, as Block Kit.

Every text from outside stands in `plain_text`, where no character formats anything, with `&`, `<`
and `>` escaped (docs.slack.dev/messaging/formatting-message-text), so that nobody is mentioned.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.drill_wording import words_of
from hikeshi_server.outbound.notice_wording import Told
from hikeshi_server.outbound.plain_text import one_line, paragraphs, shortened
from hikeshi_server.outbound.readers import language_of, local_time, zone_of
from hikeshi_server.outbound.slack.words import WORDS, Words

#: docs.slack.dev/reference/block-kit: a section has 3,000 characters, a header 150.
MOST_SECTION, MOST_HEADER = 3_000, 150
_MOST_DESCRIPTION = 2_500
#: docs.slack.dev/reference/block-kit/blocks/actions-block: 25 elements.
_MOST_LINKS = 25

Json = Mapping[str, Any]


@frozen
class SlackMessage:
    """A message without its channel.

    Args:
        text: What notifications and screen readers say.
        blocks: What is shown.
    """

    text: str
    blocks: Sequence[Json]


def render(envelope: Envelope, *, incident_url: str, acknowledge_url: str) -> SlackMessage:
    """Return the message: a page with its buttons, or what it becomes once somebody acted.

    A page about several incidents has a link on which all of them are acknowledged.
    """
    words = WORDS[language_of(envelope.recipient.locale, WORDS)]
    title = _title(envelope, words)
    blocks: list[Json] = [
        {"type": "header", "text": _plain(title, MOST_HEADER)},
        _section("\n".join(_lines(envelope, words))),
    ]
    if description := paragraphs(envelope.description, _MOST_DESCRIPTION):
        blocks.append(_section(description))
    blocks.append(
        {"type": "actions", "elements": [*_buttons(envelope, words, incident_url, acknowledge_url)]}
    )
    return SlackMessage(text=escaped(title, MOST_SECTION), blocks=blocks)


def render_notice(told: Told) -> SlackMessage:
    """Return the message of a notice; a button leads to each of the first things it names."""
    blocks: list[Json] = [
        {"type": "header", "text": _plain(told.subject, MOST_HEADER)},
        _section("\n".join(told.lines)),
    ]
    links = [
        {**_button(f"open.{number}", words), "url": url}
        for number, (words, url) in enumerate(told.links[:_MOST_LINKS])
    ]
    if links:
        blocks.append({"type": "actions", "elements": links})
    return SlackMessage(text=escaped(told.subject, MOST_SECTION), blocks=blocks)


def escaped(text: str, limit: int) -> str:
    """Return the text as Slack wants it, cut so that what is sent has at most `limit` characters.

    Cut before it is escaped: half an entity would be shown as it is.
    """
    whole = _escape(text)
    while len(whole) > limit:
        too_long = len(whole) - limit
        text = shortened(text, max(1, len(text) - max(1, too_long // 5)))
        whole = _escape(text)
    return whole


def value_of(incident_id: IncidentId, step: int | None, round_number: int) -> str:
    """Return what a button says when it is pressed: which incident, and at which step it was."""
    return f"{incident_id} {step or 0} {round_number}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str, limit: int) -> Json:
    return {"type": "plain_text", "text": escaped(text, limit), "emoji": False}


def _section(text: str) -> Json:
    return {"type": "section", "text": _plain(text, MOST_SECTION)}


def _title(envelope: Envelope, words: Words) -> str:
    title = words.resolved_title if envelope.purpose is Purpose.RESOLVED else words.page_title
    return title.format(
        severity=envelope.severity.value.upper(),
        number=envelope.incident_number,
        title=one_line(envelope.title, MOST_HEADER),
    )


def _lines(envelope: Envelope, words: Words) -> Iterator[str]:
    yield _state(envelope, words)
    if envelope.service:
        yield words.service.format(service=one_line(envelope.service, 200))
    zone = zone_of(envelope.recipient.time_zone)
    yield words.triggered.format(at=local_time(envelope.triggered_at, zone))
    if envelope.step is not None:
        yield words.escalation.format(step=envelope.step, round=envelope.round)


def _state(envelope: Envelope, words: Words) -> str:
    if envelope.purpose is Purpose.PAGE:
        drill = words_of(envelope.recipient.locale).opening
        return drill if envelope.drill else words.page[envelope.urgency]
    if envelope.purpose is Purpose.RESOLVED:
        return words.resolved
    name = one_line(envelope.acknowledged_by, 100)
    return words.acknowledged_by.format(name=name) if name else words.acknowledged


def _buttons(
    envelope: Envelope, words: Words, incident_url: str, acknowledge_url: str
) -> Iterator[Json]:
    if envelope.others:
        if envelope.purpose is Purpose.PAGE:
            yield {**_button("open_all", words.acknowledge_all), "url": acknowledge_url}
        yield {**_button("open", words.open_incident), "url": incident_url}
        return
    value = value_of(envelope.incident_id, envelope.step, envelope.round)
    if envelope.purpose is Purpose.PAGE:
        yield {**_button("acknowledge", words.acknowledge), "value": value, "style": "primary"}
    if envelope.purpose is not Purpose.RESOLVED and not envelope.drill:
        yield {**_button("escalate", words.escalate), "value": value}
        sure = {
            "title": _plain(words.resolve, 100),
            "text": _plain(words.resolve_sure, 300),
            "confirm": _plain(words.resolve, 30),
            "deny": _plain(words.cancel, 30),
        }
        yield {**_button("resolve", words.resolve), "value": value, "confirm": sure}
    yield {**_button("open", words.open_incident), "url": incident_url}


def _button(action: str, label: str) -> Json:
    return {"type": "button", "action_id": f"hikeshi.{action}", "text": _plain(label, 75)}
