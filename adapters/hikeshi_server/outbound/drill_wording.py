"""What every message about a drill says first, in the reader's language: nothing is wrong."""

from collections.abc import Mapping

from attrs import evolve, frozen

from hikeshi.incidents.model.drilling import MARK
from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.readers import language_of


@frozen
class DrillWords:
    """What a drill says of itself in one language."""

    mark: str
    opening: str
    description: str


DRILL_WORDS: Mapping[str, DrillWords] = {
    "en": DrillWords(
        mark=f"{MARK} ",
        opening="This is a drill: nothing is wrong. Please acknowledge it, as you would a page.",
        description="This is a drill: nothing is wrong, and nobody else is paged. "
        "Acknowledge it to show that pages reach you.",
    ),
    "ja": DrillWords(
        mark="【訓練】",
        opening="これは訓練です。障害は発生していません。通常の呼び出しと同じように確認してください。",
        description="これは訓練です。障害は発生しておらず、ほかの人は呼び出されません。"
        "呼び出しが届くことを示すため、確認してください。",
    ),
}


def words_of(locale: str) -> DrillWords:
    """Return what a drill says of itself in the language of a locale."""
    return DRILL_WORDS[language_of(locale, DRILL_WORDS)]


def saying_drill(envelope: Envelope) -> Envelope:
    """Return the envelope of a drill as its reader understands it; any other as it is."""
    if not envelope.drill:
        return envelope
    words = words_of(envelope.recipient.locale)
    name = envelope.title.removeprefix(MARK).strip()
    return evolve(envelope, title=f"{words.mark}{name}", description=words.description)
