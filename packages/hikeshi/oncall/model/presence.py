"""Who is there once layers and overrides are laid over each other, at one instant."""

from collections.abc import Iterable, Sequence

from hikeshi.kernel.ids import UserId
from hikeshi.oncall.model.override import Override, OverrideMode

#: A person and what put them on call: `layer:<name>` or `override`.
Entry = tuple[UserId, str]
Entries = tuple[Entry, ...]

OVERRIDE = "override"


def top(layers: Sequence[Entries]) -> Entries:
    """Return the people of the last layer that has any ("On-call 1")."""
    return next((entries for entries in reversed(layers) if entries), ())


def present(layers: Sequence[Entries], overrides: Iterable[Override]) -> Entries:
    """Apply overrides in list order, each to what those before it left ("On-call 2").

    - `replace` lies over everything before it, like one more layer; earlier additions end.
    - `replace` with `replaces` puts one person in another's place, wherever that one stands.
    - `remove` takes a person off every layer; what lies below shows through.
    - `additional` stands beside whoever is there.

    Args:
        layers: The people of each layer, the last one winning.
        overrides: Those in force at the instant.
    """
    stack: list[Entries] = list(layers)
    beside: Entries = ()
    for override in overrides:
        entry = (override.user, OVERRIDE)
        if override.mode is OverrideMode.ADDITIONAL:
            beside = (*_without(beside, override.user), entry)
        elif override.mode is OverrideMode.REMOVE:
            stack = [_without(entries, override.user) for entries in stack]
            beside = _without(beside, override.user)
        elif override.replaces is None:
            stack, beside = [*stack, (entry,)], ()
        else:
            stack = [_swapped(entries, override.replaces, entry) for entries in stack]
            beside = _swapped(beside, override.replaces, entry)
    winners = top(stack)
    there = {user for user, _ in winners}
    return winners + tuple(entry for entry in beside if entry[0] not in there)


def _without(entries: Entries, user: UserId) -> Entries:
    return tuple(entry for entry in entries if entry[0] != user)


def _swapped(entries: Entries, away: UserId, entry: Entry) -> Entries:
    users = [user for user, _ in entries]
    if away not in users:
        return entries
    if entry[0] in users:
        return _without(entries, away)
    return tuple(entry if user == away else (user, source) for user, source in entries)
