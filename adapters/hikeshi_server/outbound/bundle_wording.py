"""A message about several incidents: its title and text name each of them, in every channel.

The incident that leads (the worst, then the oldest) keeps its place in the channel's own form; the
others stand in the title as a count and in the description line by line.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from hikeshi.notifications.model.envelope import Envelope, NamedIncident
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.readers import language_of

_LONGEST_TITLE = 120
_MOST_SERVICES = 4


@frozen
class Words:
    """What is said of the others; `{…}` are filled in."""

    title: str
    heading: str
    line: str
    elsewhere: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="and {count} more ({services}): {title}",
        heading="This message speaks of {count} incidents:",
        line="#{number} [{severity}] {service}: {title}",
        elsewhere="others",
    ),
    "ja": Words(
        title="ほか {count} 件 ({services}): {title}",
        heading="このメッセージは {count} 件のインシデントについてです。",
        line="#{number} [{severity}] {service}: {title}",
        elsewhere="その他",
    ),
}


def naming_all(envelope: Envelope) -> Envelope:
    """Return the envelope with title and description that name every incident it speaks of."""
    if not envelope.others:
        return envelope
    words = WORDS[language_of(envelope.recipient.locale, WORDS)]
    first = NamedIncident(
        incident_id=envelope.incident_id,
        number=envelope.incident_number,
        title=envelope.title,
        severity=envelope.severity,
        service=envelope.service,
    )
    everything = (first, *envelope.others)
    title = words.title.format(
        count=len(envelope.others),
        services=_services(envelope.others, words),
        title=one_line(envelope.title, _LONGEST_TITLE),
    )
    lines = [
        words.heading.format(count=len(everything)),
        *(_line(each, words) for each in everything),
    ]
    return evolve(envelope, title=title, description="\n".join(lines), labels={})


def _services(named: Iterable[NamedIncident], words: Words) -> str:
    """Return how many each service has, the most first: `api 7, web 5`."""
    counts = Counter(one_line(each.service, 30) or words.elsewhere for each in named)
    shown = [f"{service} {count}" for service, count in counts.most_common(_MOST_SERVICES)]
    left = sum(counts.values()) - sum(count for _, count in counts.most_common(_MOST_SERVICES))
    return ", ".join([*shown, f"{words.elsewhere} {left}"] if left else shown)


def _line(named: NamedIncident, words: Words) -> str:
    return words.line.format(
        number=named.number,
        severity=named.severity.value.upper(),
        service=one_line(named.service, 60) or "–",
        title=one_line(named.title, _LONGEST_TITLE),
    )
