"""The files of a rehearsal: the suite, and what it refers to, relative to the suite."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from hikeshi.alerts.model.formats.decoding import UnreadableBodyError, decode_json
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.rehearsal import FaultyConfigurationError
from hikeshi_server.inbound.files import (
    Marked,
    Marks,
    UnreadableFileError,
    read_configuration,
    read_document,
)
from hikeshi_server.inbound.mapping import check_mappings


@define
class SuiteFiles:
    """Opens a suite and remembers where things stand.

    Args:
        path: The suite.
        marks: Places in the suite.
    """

    path: Path
    marks: Marks = field(factory=Marks)
    _configurations: dict[str, Marked] = field(factory=dict)
    _payloads: dict[str, Any] = field(factory=dict)

    def open(self) -> Mapping[str, Any]:
        """Read the suite.

        Raises:
            UnreadableFileError: It cannot be read, or is no object.
        """
        suite = read_document(self.path)
        self.marks = suite.marks
        if not isinstance(suite.value, Mapping):
            found = "is empty" if suite.value is None else "is no object"
            raise UnreadableFileError(
                [f"{self.path}:1:1 /: {found}: it must be an object with a list of scenarios"]
            )
        return suite.value

    def load_configuration(self, name: str) -> Any:
        """Read a configuration, a file or a directory of files, and keep its places.

        Raises:
            FileNotFoundError: There is none.
            UnreadableFileError: It cannot be read.
        """
        if name not in self._configurations:
            found = self.path.parent / name
            if not found.exists():
                raise FileNotFoundError(found)
            marked = self._configurations[name] = read_configuration(found)
            _check(name, marked)
        return self._configurations[name].value

    def load_payload(self, name: str) -> Any:
        """Read a sender's message and decode it as when it is posted.

        Raises:
            FileNotFoundError: There is none.
            UnreadableFileError: It cannot be read.
        """
        if name not in self._payloads:
            self._payloads[name] = _payload(self.path.parent / name)
        return self._payloads[name]

    def marks_for(self, error: HikeshiError) -> Marks:
        """Return the places of the file an error speaks of."""
        if isinstance(error, FaultyConfigurationError):
            return self._configurations[error.path].marks
        return self.marks


def _check(name: str, marked: Marked) -> None:
    try:
        check_mappings(marked.value)
    except InvalidError as error:
        raise FaultyConfigurationError(name, error) from error


def _payload(path: Path) -> Any:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFileError([f"{path}: {error.strerror or error}"]) from None
    try:
        return decode_json(body).value
    except UnreadableBodyError:
        return body.decode("utf-8", "replace")
