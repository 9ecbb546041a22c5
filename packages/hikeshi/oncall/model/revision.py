"""The layers from an instant on: a schedule's past stays readable as it was."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall.model.layer import Layer


@frozen
class Revision:
    """From `effective_at` on these layers are in force, until the next revision."""

    effective_at: datetime
    layers: tuple[Layer, ...]

    def __attrs_post_init__(self) -> None:
        if self.effective_at.tzinfo is None:
            raise InvalidError.at("/effective_at", "is an instant and needs an offset")
        check_names(self.layers)


def check_names(layers: tuple[Layer, ...]) -> None:
    """Refuse two layers of one name: shifts name their layer.

    Raises:
        InvalidError: Pointing at the second one.
    """
    seen: set[str] = set()
    for index, layer in enumerate(layers):
        if layer.name in seen:
            raise InvalidError.at(f"/layers/{index}/name", "is taken by an earlier layer")
        seen.add(layer.name)
