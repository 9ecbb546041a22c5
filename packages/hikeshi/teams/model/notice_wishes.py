"""Which messages that are no pages a person wants."""

from collections.abc import Iterable
from datetime import timedelta

from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError, Sentence

#: A shift is announced at least so long before it begins, and at most.
SHORTEST_LEAD = timedelta(minutes=1)
LONGEST_LEAD = timedelta(days=14)
#: So often one shift is announced.
MOST_LEADS = 5


def longest_first(leads: Iterable[timedelta]) -> tuple[timedelta, ...]:
    """Return them in the order in which they come due."""
    return tuple(sorted(leads, reverse=True))


@frozen(kw_only=True)
class NoticeWishes:
    """Which messages that are no pages a person wants; pages are a matter of personal rules.

    Args:
        shift_reminders: How long before a shift its person is reminded, longest first; none =
            not at all.
        hand_offs: A summary as a shift begins, and as one ends that leaves open incidents.
        taken: Somebody else has the incident the person was paged for.
    """

    shift_reminders: tuple[timedelta, ...] = field(
        default=(timedelta(days=1),), converter=longest_first
    )
    hand_offs: bool = True
    taken: bool = True

    def __attrs_post_init__(self) -> None:
        pointer = "/shift_reminders_seconds"
        if len(self.shift_reminders) > MOST_LEADS:
            raise InvalidError.at(pointer, Sentence("takes at most {most} times", most=MOST_LEADS))
        if len(set(self.shift_reminders)) < len(self.shift_reminders):
            raise InvalidError.at(pointer, "holds the same time twice")
        if any(not SHORTEST_LEAD <= lead <= LONGEST_LEAD for lead in self.shift_reminders):
            raise InvalidError.at(pointer, "takes times of 1 minute to 14 days, in seconds")
