"""YAML 1.2 as builtins, with the place of everything: nothing in a file runs, nothing explodes."""

from collections.abc import Iterator
from typing import Any

from attrs import define, field
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from hikeshi.kernel.conversion import escape_pointer
from hikeshi_server.inbound.files.errors import UnreadableFileError
from hikeshi_server.inbound.files.marks import Marked, Marks, Place
from hikeshi_server.inbound.files.scalars import joined, plain, tagged

#: More values than this in one file, aliases counted as often as they are used, are refused.
MOST_VALUES = 1_000_000
#: Deeper nesting than this is refused.
DEEPEST = 64
_COLLECTION_TAGS = frozenset({None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


def parse(text: str, name: str) -> Marked:
    """Read a YAML document.

    Args:
        text: The whole file.
        name: What the file is called in messages.

    Raises:
        UnreadableFileError: No YAML, a repeated or non-text key, an unknown tag, a second
            document, or too much of it; with the place of each.
    """
    builder = _Builder(name, iter(YAML(typ="safe", pure=True).parse(text)))
    try:
        value = builder.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        raise UnreadableFileError([f"{place} {_reason(error)}"]) from None
    except YAMLError as error:
        first = str(error).strip().split("\n")[0]
        raise UnreadableFileError([f"{Place(name, 1, 1)} {first}"]) from None
    if builder.faults:
        raise UnreadableFileError(builder.faults)
    # A file that says nothing has a first line all the same.
    return Marked(value, Marks({"": Place(name, 1, 1), **builder.places}))


def _reason(error: MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


@define
class _Anchored:
    """A value that may be used again, and how many values it holds."""

    value: Any
    size: int


@define
class _Builder:
    """Builds values from the events of a parser.

    Args:
        count: How many values there are so far, aliases unrolled.
        anchors: What may be used again; nothing while it is still being built.
    """

    name: str
    events: Iterator[Event]
    places: dict[str, Place] = field(factory=dict)
    faults: list[str] = field(factory=list)
    anchors: dict[str, _Anchored | None] = field(factory=dict)
    count: int = 0

    def document(self) -> Any:
        """Return the one document of the file; nothing where the file is empty."""
        next(self.events)
        if isinstance(next(self.events), StreamEndEvent):
            return None
        value = self.value(next(self.events), "", 0)
        next(self.events)
        following = next(self.events)
        if isinstance(following, DocumentStartEvent):
            self.note(following, "starts a second document: one file holds one document")
        return value

    def note(self, event: Event, detail: str) -> None:
        self.faults.append(f"{self.place(event)} {detail}")

    def stop(self, event: Event, detail: str) -> UnreadableFileError:
        self.note(event, detail)
        return UnreadableFileError(self.faults)

    def place(self, event: Event) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def value(self, event: Event, pointer: str, depth: int) -> Any:
        """Return the value that starts with this event."""
        self.places[pointer] = self.place(event)
        self._count(event, 1)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        anchor: str | None = getattr(event, "anchor", None)
        before = self.count
        if anchor:
            self.anchors[anchor] = None
        value = self._content(event, pointer, depth)
        if anchor:
            self.anchors[anchor] = _Anchored(value, self.count - before)
        return value

    def _count(self, event: Event, more: int) -> None:
        self.count += more
        if self.count > MOST_VALUES:
            raise self.stop(event, f"goes beyond {MOST_VALUES} values, aliases unrolled")

    def _alias(self, event: AliasEvent) -> Any:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            detail = "holds itself" if event.anchor in self.anchors else "is defined nowhere above"
            raise self.stop(event, f"the alias *{event.anchor} {detail}")
        self._count(event, anchored.size)
        return anchored.value

    def _content(self, event: Event, pointer: str, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if not isinstance(event, CollectionStartEvent):
            raise self.stop(event, "is no value")
        if depth >= DEEPEST:
            raise self.stop(event, f"is nested deeper than {DEEPEST} levels")
        if event.tag not in _COLLECTION_TAGS:
            self.note(event, f"the tag {event.tag} means nothing here: leave it out")
        if isinstance(event, SequenceStartEvent):
            return self._sequence(pointer, depth)
        if isinstance(event, MappingStartEvent):
            return self._mapping(pointer, depth)
        raise self.stop(event, "is no value")

    def _scalar(self, event: ScalarEvent) -> Any:
        text = joined(event.value)
        try:
            if event.tag is not None:
                return tagged(text, event.tag)
            return plain(text) if event.implicit[0] else text
        except ValueError as error:
            self.note(event, str(error))
            return text

    def _sequence(self, pointer: str, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self.value(event, f"{pointer}/{len(values)}", depth + 1))
        return values

    def _mapping(self, pointer: str, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        first: dict[str, Place] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, pointer)
            if key in values:
                self.note(event, f"“{key}” is given twice; first at {first[key]}")
            first.setdefault(key, self.place(event))
            inner = f"{pointer}/{escape_pointer(key)}"
            values[key] = self.value(next(self.events), inner, depth + 1)
        return values

    def _key(self, event: Event, pointer: str) -> str:
        if isinstance(event, ScalarEvent):
            key = self._scalar(event)
            if event.anchor:
                self.anchors[event.anchor] = _Anchored(key, 1)
            if key == "<<" and event.implicit[0]:
                self.note(event, "merge keys are no part of YAML 1.2: write the fields out")
        elif isinstance(event, AliasEvent):
            key = self._alias(event)
        else:
            raise self.stop(event, "a key must be text, not a list or an object")
        if isinstance(key, str):
            return key
        written = event.value if isinstance(event, ScalarEvent) else str(key)
        where = f"{pointer}: " if pointer else ""
        self.note(event, f'{where}a key must be text: put it in quotes, "{written}"')
        return str(key)
