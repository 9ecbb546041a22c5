"""The files of a rehearsal: the suite, and what it refers to, relative to the suite."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from hikeshi.alerts.model.formats.decoding import UnreadableBodyError, decode_json
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi_server.inbound.files import (
    Marks,
    UnreadableFileError,
    read_configuration,
    read_document,
)

_OF_A_SUITE = ("/version", "/configuration", "/scenarios")


@define
class SuiteFiles:
    """Opens a suite and remembers where things stand.

    Args:
        path: The suite.
        marks: Places in the suite.
        last_marks: Places in the configuration that was read last.
    """

    path: Path
    marks: Marks = field(factory=Marks)
    last_marks: Marks = field(factory=Marks)
    _loaded: dict[str, tuple[Any, Marks]] = field(factory=dict)

    def open(self) -> Mapping[str, Any]:
        """Read the suite.

        Raises:
            UnreadableFileError: It cannot be read.
            InvalidError: It is no object.
        """
        suite = read_document(self.path)
        self.marks = suite.marks
        if not isinstance(suite.value, Mapping):
            raise InvalidError.at("", "must be an object with a list of scenarios")
        return suite.value

    def load(self, name: str) -> Any:
        """Read what the suite names: YAML and directories as configuration, else a payload.

        A payload is decoded as it would be when a sender posts it.

        Raises:
            UnreadableFileError: It cannot be read.
        """
        if name not in self._loaded:
            self._loaded[name] = self._read(self.path.parent / name)
        value, self.last_marks = self._loaded[name]
        return value

    def marks_for(self, error: HikeshiError) -> Marks:
        """Return the places of the file an error speaks of."""
        in_suite = all(f.pointer.startswith(_OF_A_SUITE) or not f.pointer for f in error.faults)
        return self.marks if in_suite else self.last_marks

    def _read(self, path: Path) -> tuple[Any, Marks]:
        if path.is_dir() or path.suffix in {".yaml", ".yml"}:
            marked = read_configuration(path)
            return marked.value, marked.marks
        try:
            body = path.read_bytes()
        except OSError as error:
            raise UnreadableFileError([f"{path}: {error.strerror or error}"]) from None
        try:
            return decode_json(body).value, Marks()
        except UnreadableBodyError:
            return body.decode("utf-8", "replace"), Marks()
