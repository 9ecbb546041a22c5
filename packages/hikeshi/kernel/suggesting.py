"""Did you mean …? The nearest of what may stand there."""

from collections.abc import Iterable
from difflib import get_close_matches

#: A longer list helps nobody.
MOST_NAMED = 5


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """Return a sentence that offers the nearest name; empty where none is near."""
    near = get_close_matches(text, tuple(names), n=1, cutoff=0.6)
    return f" (did you mean “{near[0]}”?)" if near else ""


def one_of(text: str, names: Iterable[str]) -> str:
    """Return the end of a sentence that says what may stand there: the nearest, or the first."""
    known = sorted(names)
    if near := did_you_mean(text, known):
        return near
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return (
        f"; there is {', '.join(known[:MOST_NAMED])}{more}" if known else "; there is none at all"
    )
