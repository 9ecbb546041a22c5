"""Edits as they come in: a whole document, or a merge patch of one."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from attrs import frozen

from hikeshi.kernel.conversion import escape_pointer, structure
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi_server.inbound.http.api.conversion import WIRE

D = TypeVar("D")


@frozen
class Whole(Generic[D]):
    """A document that takes the place of the one there is."""

    document: Mapping[str, Any]
    kind: type[D]

    def onto(self, view: object) -> Callable[[D], D]:
        """Return what turns the draft of the object as it is into the draft as wanted.

        Args:
            view: The object as it is answered; what people cannot edit may be sent back as it is.
        """
        return lambda draft: _draft(self.kind, self.document, view, draft)


@frozen
class MergePatch(Generic[D]):
    """A JSON merge patch (RFC 7396) of a document."""

    patch: Mapping[str, Any]
    kind: type[D]

    def onto(self, view: object) -> Callable[[D], D]:
        """Return what turns the draft of the object as it is into the draft as wanted.

        Args:
            view: The object as it is answered; what people cannot edit may be sent back as it is.
        """

        def change(draft: D) -> D:
            return _draft(self.kind, merged(WIRE.unstructure(draft), self.patch), view, draft)

        return change


def merged(target: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396, section 2)."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _draft(kind: type[D], document: Mapping[str, Any], view: object, draft: D) -> D:
    shown, editable = WIRE.unstructure(view), WIRE.unstructure(draft)
    fixed = {name: value for name, value in shown.items() if name not in editable}
    faults = tuple(
        Fault(f"/{escape_pointer(name)}", "cannot be changed here; leave it out")
        for name, value in fixed.items()
        if name in document and document[name] != value
    )
    if faults:
        raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=faults)
    return structure(WIRE, {k: v for k, v in document.items() if k not in fixed}, kind)
