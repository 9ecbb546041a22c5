"""What a team asks of the personal rules of its members, at the least."""

from datetime import timedelta

from attrs import frozen

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.severity import Urgency
from hikeshi.teams.model.contact_method import ContactKind

#: Kinds that can wake somebody.
LOUD_KINDS = (ContactKind.NTFY, ContactKind.SMS, ContactKind.VOICE, ContactKind.WEB_PUSH)
#: Later than that no page can wait for.
LATEST = timedelta(days=1)
MOST_ENTRIES = 10


@frozen(kw_only=True)
class FloorEntry:
    """By one of these kinds, so long after a page at the latest.

    Args:
        urgency: Of the pages it is asked for.
        kinds: Any of them will do; those that can wake somebody unless others are named.
        within: How long after the page; `within_seconds` on the wire.
    """

    urgency: Urgency = Urgency.HIGH
    kinds: tuple[ContactKind, ...] = LOUD_KINDS
    within: timedelta = timedelta(0)

    def __attrs_post_init__(self) -> None:
        if not self.kinds:
            raise InvalidError.at("/kinds", "must name at least one kind, or be left out")
        if not timedelta(0) <= self.within <= LATEST:
            raise InvalidError.at("/within_seconds", "must be from 0 to 86400, a day")


def check_floor(floor: tuple[FloorEntry, ...]) -> None:
    """Refuse a list nobody could keep in mind.

    Raises:
        InvalidError: At `/floor`.
    """
    if len(floor) > MOST_ENTRIES:
        raise InvalidError.at("/floor", Sentence("takes at most {most} entries", most=MOST_ENTRIES))
