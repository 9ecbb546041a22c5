"""What waits too long is named."""

from datetime import timedelta

from hikeshi.flow.backlog import GROWING, STUCK_AFTER, Backlog

LATE = STUCK_AFTER + timedelta(seconds=1)


def test_what_is_merely_late_is_no_trouble():
    """Work may wait for a moment; dead letters are no sign of a stuck worker."""
    assert Backlog(timer=STUCK_AFTER, page=STUCK_AFTER, dead_letters=9).troubles() == []


def test_each_kind_of_stuck_work_is_named():
    """Whoever reads it knows what does not happen, and since when."""
    troubles = Backlog(timer=LATE, page=LATE, release=LATE).troubles()

    assert [words.split(" has")[0] for words in troubles] == [
        "an escalation",
        "a page",
        "the end of a silence",
    ]
    assert all("31 s" in words for words in troubles)


def test_growing_dead_letters_are_named():
    """Single wrong addresses alarm nobody; many pages of one hour that reach nobody do."""
    few, many = (Backlog(new_dead_letters=number) for number in (GROWING - 1, GROWING))

    assert (few.unreached(), few.troubles(), many.troubles()) == (None, [], [])
    assert (many.unreached() or "").startswith(f"{GROWING} pages of the last hour")
