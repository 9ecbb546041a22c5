"""Editing the list of people while somebody of it is on call ("On-call 7")."""

from datetime import datetime

from attrs import evolve

from hikeshi.oncall.model.layer import Layer, Turn


def keep_running_turns(
    current: tuple[Layer, ...], edited: tuple[Layer, ...], local: datetime
) -> tuple[Layer, ...]:
    """Return the edited layers, each turned so that its running turn stays where it was.

    Layers belong together by name. A layer whose anchor or rotation is edited too has other
    hand-offs: it is taken as written.

    Args:
        current: The layers in force so far.
        edited: What is to replace them.
        local: The schedule's local time now, as `reached` tells it.
    """
    before = {layer.name: layer for layer in current}
    return tuple(
        _keep_running_turn(before[layer.name], layer, local) if layer.name in before else layer
        for layer in edited
    )


def _keep_running_turn(current: Layer, edited: Layer, local: datetime) -> Layer:
    """Rotate the edited list so that the running turn's holder keeps it until its hand-off.

    Hand-offs stay at their instants, because neither anchor nor rotation moves. A holder who
    leaves the list passes the turn to the next one after them who stays.
    """
    same_hand_offs = (current.turn_zero, current.rotation) == (edited.turn_zero, edited.rotation)
    if not same_hand_offs or current.users == edited.users or not current.runs_at(local):
        return edited
    number = current.rotation.turn_at(current.turn_zero, local)
    held = current.position(number) % len(current.users)
    heir = _heir(current.users, held, edited.users)
    if heir is None:
        return edited
    first = (heir - edited.position(number)) % len(edited.users)
    return evolve(edited, users=edited.users[first:] + edited.users[:first])


def _heir(before: tuple[Turn, ...], held: int, after: tuple[Turn, ...]) -> int | None:
    """Return the place in the edited list of whoever has the running turn now."""
    for step in range(len(before)):
        place = (held + step) % len(before)
        turn = before[place]
        equal = [index for index, other in enumerate(after) if other == turn]
        if equal:
            # Somebody listed several times: the same one of their turns, as far as it is there.
            return equal[min(before[:place].count(turn), len(equal) - 1)]
        shared = [len(set(turn) & set(other)) for other in after]
        if max(shared):
            return shared.index(max(shared))
    return None
