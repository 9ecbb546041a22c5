"""Replays and discards of dead letters on the wire."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import fields, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.discarding import Discard, Discarding
from hikeshi.notifications.model.replaying import Replay
from hikeshi.notifications.queries import DeadLetterFilters

#: At most so many are sent again, or discarded, by one request.
MOST_AT_ONCE = 200


@frozen(kw_only=True)
class ChosenLetters(DeadLetterFilters):
    """Some dead letters: those a list with these filters shows, newest first.

    Args:
        limit: At most so many are looked at, 1 to 200.
        cursor: `next_cursor` of the answer before, to go on with the same filters.
    """

    limit: int = 100
    cursor: str | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not 1 <= self.limit <= MOST_AT_ONCE:
            raise InvalidError.at("/limit", f"must be 1 to {MOST_AT_ONCE}")

    @property
    def filters(self) -> DeadLetterFilters:
        """The filters, as the list takes them."""
        names = [entry.name for entry in fields(DeadLetterFilters)]
        return DeadLetterFilters(**{name: getattr(self, name) for name in names})

    @property
    def page(self) -> PageRequest:
        """The part of that list."""
        return PageRequest(limit=self.limit, cursor=self.cursor)


@frozen(kw_only=True)
class ReplaysBody(ChosenLetters):
    """Which dead letters are sent again."""


@frozen(kw_only=True)
class DiscardsBody(ChosenLetters):
    """Which dead letters are discarded, and why.

    Args:
        because: What the journal shall say, 1 to 500 characters.
        force: Whether also those are discarded whose incidents nobody knows of.
    """

    because: str
    force: bool = False

    @property
    def asked(self) -> Discarding:
        """Why, and whether by force.

        Raises:
            InvalidError: No reason is given, or a very long one.
        """
        return Discarding(because=self.because, force=self.force)


@frozen(kw_only=True)
class ReplaysView:
    """What became of dead letters that were to be sent again.

    Args:
        replayed: So many are due now.
        skipped: So many are not.
        reasons: How many of those for which reason.
        items: Each of them.
        next_cursor: Where more begin; nothing = that was all.
    """

    replayed: int
    skipped: int
    reasons: Mapping[str, int]
    items: tuple[Replay, ...]
    next_cursor: str | None


def replays_view(made: Sequence[Replay], next_cursor: str | None) -> ReplaysView:
    """Return replays as they are answered."""
    reasons = _reasons(made)
    return ReplaysView(
        replayed=len(made) - reasons.total(),
        skipped=reasons.total(),
        reasons=dict(reasons),
        items=tuple(made),
        next_cursor=next_cursor,
    )


@frozen(kw_only=True)
class DiscardsView:
    """What became of dead letters that were to be discarded.

    Args:
        discarded: So many have left the list.
        skipped: So many stay.
        reasons: How many of those for which reason.
        items: Each of them.
        next_cursor: Where more begin; nothing = that was all.
    """

    discarded: int
    skipped: int
    reasons: Mapping[str, int]
    items: tuple[Discard, ...]
    next_cursor: str | None


def discards_view(made: Sequence[Discard], next_cursor: str | None) -> DiscardsView:
    """Return discards as they are answered."""
    reasons = _reasons(made)
    return DiscardsView(
        discarded=len(made) - reasons.total(),
        skipped=reasons.total(),
        reasons=dict(reasons),
        items=tuple(made),
        next_cursor=next_cursor,
    )


def _reasons(made: Sequence[Replay] | Sequence[Discard]) -> Counter[str]:
    """Return how many were passed over, by the reason."""
    return Counter(each.skipped.value for each in made if each.skipped is not None)
