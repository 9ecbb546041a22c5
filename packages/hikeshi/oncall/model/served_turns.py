"""Which turns count where the list of people advances by served shifts.

A turn that the restrictions hide wholly consumes nobody. What is hidden repeats every week and
hand-offs every `span`, so the hidden turns of any stretch are counted without listing them: a sum
of rounded-down fractions, solved like Euclid's algorithm. Turns and windows are compared on the
local clock: a window that vanishes in a daylight-saving gap was still somebody's turn.
"""

from datetime import datetime, timedelta

from hikeshi.kernel.local_time import FIRST_LOCAL
from hikeshi.oncall.model.weekly_pattern import WEEK, WeeklyPattern, Window

_MICROSECOND = timedelta(microseconds=1)
_WEEK = WEEK // _MICROSECOND


def served_position(number: int, anchor: datetime, span: timedelta, pattern: WeeklyPattern) -> int:
    """Return how many served turns lie between turn 0 and a turn that is not hidden itself.

    Args:
        number: The turn asked about; before the anchor it is negative, and so is the answer.
        anchor: Where turn 0 begins, on the local clock.
        span: The length of a turn.
        pattern: What the restrictions leave open.
    """
    low, high = sorted((0, number))
    phase = (anchor - FIRST_LOCAL) // _MICROSECOND
    length = span // _MICROSECOND
    hidden = sum(_hidden_turns(window, phase, length, (low, high)) for window in pattern.hidden)
    return number - hidden if number > 0 else number + hidden


def _hidden_turns(window: Window, phase: int, length: int, turns: tuple[int, int]) -> int:
    """Count the turns low ≤ k < high that lie within an occurrence of a hidden window.

    Turn k covers [k × length, (k + 1) × length) when time counts from the anchor; occurrence i of
    the window is [start + i weeks, end + i weeks).
    """
    start = window.start // _MICROSECOND - phase
    end = window.end // _MICROSECOND - phase
    if end - start < length:
        return 0
    low, high = turns[0] * length, turns[1] * length
    first = -((start - low) // _WEEK)  # the first occurrence that begins at or after `low`
    last = (high - end) // _WEEK  # the last one that ends at or before `high`
    whole = _turns_within(start, end, length, first, last) if first <= last else 0
    return whole + sum(
        max(0, min(end + i * _WEEK, high) // length + (-max(start + i * _WEEK, low) // length))
        for i in {first - 1, last + 1}
    )


def _turns_within(start: int, end: int, length: int, first: int, last: int) -> int:
    # Per occurrence ⌊end ÷ length⌋ − ⌈start ÷ length⌉ turns; −⌈x⌉ = ⌊−x⌋.
    count = last - first + 1
    ends = _floor_sum(count, length, _WEEK, end + first * _WEEK)
    starts = _floor_sum(count, length, -_WEEK, -start - first * _WEEK)
    return ends + starts


def _floor_sum(count: int, divisor: int, step: int, offset: int) -> int:
    """Return Σ ⌊(step × i + offset) ÷ divisor⌋ for 0 ≤ i < count, in logarithmic time."""
    total = 0
    while True:
        total += count * (count - 1) // 2 * (step // divisor) + count * (offset // divisor)
        step, offset = step % divisor, offset % divisor
        top = step * count + offset
        if top < divisor:
            return total
        count, offset = divmod(top, divisor)
        divisor, step = step, divisor
