"""The score of a sample and how sure it is."""

from collections import Counter
from math import sqrt

_Z = 1.96  # 95 % of a normal distribution
CAUGHT = ("killed", "timeout")


def interval(caught: int, tried: int) -> tuple[float, float]:
    """Return the bounds of Wilson's 95 % interval, as parts of one.

    Source: E. B. Wilson, "Probable Inference", J. Am. Stat. Assoc. 22 (1927).
    """
    if not tried:
        return 0.0, 1.0
    part, square = caught / tried, _Z**2
    middle = (part + square / (2 * tried)) / (1 + square / tried)
    half = _Z * sqrt(part * (1 - part) / tried + square / (4 * tried**2)) / (1 + square / tried)
    return middle - half, middle + half


def sentence(name: str, population: int, counts: Counter[str]) -> str:
    """Return one row of the table of scores."""
    tried, caught = sum(counts.values()), sum(counts[kind] for kind in CAUGHT)
    low, high = interval(caught, tried)
    kinds = (counts[kind] for kind in ("killed", "timeout", "survived", "unreached"))
    score = f"{caught / max(tried, 1):.1%} | {low:.1%} to {high:.1%}"
    return " | ".join([f"| {name}", str(population), str(tried), *map(str, kinds), f"{score} |"])
