"""Did you mean …? The nearest of what may stand there."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """Return a sentence that offers the nearest name; empty where none is near."""
    near = get_close_matches(text, tuple(names), n=1, cutoff=0.6)
    return f" (did you mean “{near[0]}”?)" if near else ""
