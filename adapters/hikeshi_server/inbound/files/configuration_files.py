"""One file, or a directory of files that each own a part of the configuration."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from hikeshi_server.inbound.files.errors import UnreadableFileError
from hikeshi_server.inbound.files.holiday_sources import with_days
from hikeshi_server.inbound.files.marks import Marked, Marks, Place
from hikeshi_server.inbound.files.yaml import parse

#: Which files of a directory are read.
SUFFIXES = frozenset({".yaml", ".yml", ".json"})
#: What an editor keeps beside them is none of them.
_SCHEMA = ".schema.json"
_LARGEST_BYTES = 32 * 1024 * 1024


def read_document(path: Path) -> Marked:
    """Read one YAML or JSON file.

    Raises:
        UnreadableFileError: Missing, not text, or no YAML.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise UnreadableFileError([f"{path}: is larger than {_LARGEST_BYTES >> 20} MiB"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFileError([f"{path}: {error.strerror or error}"]) from None
    except UnicodeDecodeError as error:
        detail = f"{path}: is not UTF-8 text (byte {error.start})"
        raise UnreadableFileError([detail]) from None
    return parse(text, str(path))


def read_configuration(path: Path) -> Marked:
    """Read a configuration: a file, or all YAML and JSON files below a directory, merged.

    Lists of several files are put one after the other, in the order of the files' paths; what
    there can be only one of stands in one file. Holidays that go by a name come with their days.

    Raises:
        UnreadableFileError: A file cannot be read, or two files say the same thing.
    """
    if not path.is_dir():
        return with_days(read_document(path), path)
    files = sorted(file for file in path.rglob("*") if _belongs(file, path))
    if not files:
        raise UnreadableFileError([f"{path}: holds no .yaml, .yml or .json file"])
    merging = _Merging()
    for file in files:
        merging.add(with_days(read_document(file), file), file)
    if merging.faults:
        raise UnreadableFileError(merging.faults)
    return Marked(merging.value, Marks(merging.places))


def _belongs(file: Path, directory: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(directory).parts)
    if hidden or file.name.endswith(_SCHEMA):
        return False
    return file.suffix in SUFFIXES and file.is_file()


@define
class _Merging:
    """Puts files together, and keeps the places."""

    value: dict[str, Any] = field(factory=dict)
    places: dict[str, Place] = field(factory=dict)
    faults: list[str] = field(factory=list)

    def add(self, marked: Marked, file: Path) -> None:
        if marked.value is None:
            return
        if not isinstance(marked.value, Mapping):
            self.faults.append(f"{Place(str(file), 1, 1)} must be an object such as users: […]")
            return
        self.places.setdefault("", Place(str(file), 1, 1))
        for name, value in marked.value.items():
            if value is None:  # a heading with nothing below it says nothing
                continue
            self._add_field(name, value, marked.marks)

    def _add_field(self, name: str, value: Any, marks: Marks) -> None:
        pointer = f"/{name}"
        before = self.value.get(name)
        if name not in self.value:
            self.value[name] = list(value) if isinstance(value, list) else value
            self._keep_places(pointer, 0, marks)
        elif isinstance(before, list) and isinstance(value, list):
            self._keep_places(pointer, len(before), marks)
            before.extend(value)
        elif name != "version" or before != value:
            here, there = marks.at(pointer), self.places.get(pointer)
            self.faults.append(f"{here} {pointer}: is given twice; first at {there}")

    def _keep_places(self, section: str, offset: int, marks: Marks) -> None:
        """Keep the places of a section whose entries move on by `offset`."""
        for pointer, place in marks.places.items():
            if pointer == section:
                self.places.setdefault(pointer, place)
            elif pointer.startswith(f"{section}/"):
                self.places[_moved(pointer, section, offset)] = place


def _moved(pointer: str, section: str, offset: int) -> str:
    index, *rest = _parts(pointer.removeprefix(f"{section}/"))
    moved = str(int(index) + offset) if offset else index
    return "/".join((section, moved, *rest))


def _parts(text: str) -> Sequence[str]:
    return text.split("/")
