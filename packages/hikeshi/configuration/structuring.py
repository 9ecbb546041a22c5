"""From builtins to documents, entry by entry: one bad entry hides nothing in the others."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import frozen
from cattrs import Converter

from hikeshi.configuration.documents import SECTIONS, OrganisationDocument, document_converter
from hikeshi.configuration.faults import Faults
from hikeshi.kernel.conversion import escape_pointer, structure
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.suggesting import did_you_mean

D = TypeVar("D")

#: The one version of the format there is.
VERSION = 1
_FIELDS = ("version", *SECTIONS, "organisation")


@frozen
class Part(Generic[D]):
    """An entry of a file, and where it stands."""

    pointer: str
    document: D


@frozen
class Structured:
    """A file taken apart.

    Args:
        raw: The file as builtins.
        faults: What is wrong so far.
    """

    raw: Mapping[str, Any]
    faults: Faults
    _converter: Converter

    def each(self, section: str, cls: type[D]) -> tuple[Part[D], ...]:
        """Return the readable entries of a list; the others become faults."""
        found = []
        for index, value in enumerate(self.entries(section)):
            pointer = f"/{section}/{index}"
            document = self._read(value, cls, pointer)
            if document is not None:
                found.append(Part(pointer, document))
        return tuple(found)

    def entries(self, section: str) -> tuple[Any, ...]:
        """Return the entries of a list as they stand; empty where there is no list."""
        value = self.raw.get(section)
        return tuple(value) if isinstance(value, list | tuple) else ()

    def names(self, section: str, name: str = "key") -> tuple[str, ...]:
        """Return what the entries of a list are called, those that are wrong included."""
        named = (e.get(name) for e in self.entries(section) if isinstance(e, Mapping))
        return tuple(text for text in named if isinstance(text, str))

    @property
    def organisation(self) -> Part[OrganisationDocument]:
        """What holds for everybody; empty where the file says nothing."""
        value = self.raw.get("organisation")
        found = None
        if value is not None:
            found = self._read(value, OrganisationDocument, "/organisation")
        return Part("/organisation", found or OrganisationDocument())

    def _read(self, value: object, cls: type[D], pointer: str) -> D | None:
        return self.faults.attempt(lambda: structure(self._converter, value, cls), pointer)


def take_apart(document: object) -> Structured:
    """Check the outermost level of a file: fields, version, lists.

    Raises:
        InvalidError: It is no object at all.
    """
    if not isinstance(document, Mapping):
        raise InvalidError.at("", "must be an object with fields such as users and schedules")
    faults = Faults()
    for name in document:
        if name not in _FIELDS:
            pointer = f"/{escape_pointer(name)}"
            faults.add(pointer, f"is not a known field{did_you_mean(str(name), _FIELDS)}")
    version = document.get("version", VERSION)
    if isinstance(version, bool) or version != VERSION:
        faults.add("/version", f"must be {VERSION}, the only version of this format")
    for section in SECTIONS:
        # A heading with nothing below it is null in YAML.
        if not isinstance(document.get(section), list | tuple | None):
            faults.add(f"/{section}", "must be a list")
    return Structured(document, faults, document_converter())
