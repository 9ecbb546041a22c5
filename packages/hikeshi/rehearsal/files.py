"""What a suite refers to by path, and configurations with the place of each fault."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from hikeshi.configuration import Calendars, Configuration, no_calendars, read
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.teams.model.integration import Integration

#: Reads what a suite refers to by path.
Load = Callable[[str], Any]
#: Finds in a sender's body what the expressions of a mapping name; JMESPath is no part of here.
Look = Callable[[Mapping[str, str], Any], Mapping[str, Any]]


class FaultyConfigurationError(InvalidError):
    """A configuration named by its path is wrong; the pointers are those of that file."""

    def __init__(self, path: str, error: InvalidError) -> None:
        """Take the path as the suite names it, and what is wrong in there."""
        self.path = path
        super().__init__(error.said, faults=error.faults)


@frozen
class SuiteReferences:
    """Reads what a suite refers to.

    Args:
        load_payload: Reads a sender's message by its path; FileNotFoundError where there is none.
        load_configuration: Reads a configuration, as builtins, by its path; likewise.
        calendars: Returns the calendars a configuration of that path may name; "" where it stands
            in the suite.
        look: Looks into a body with an integration's own expressions; nothing = none can be used.
    """

    load_payload: Load
    load_configuration: Load
    calendars: Callable[[str], Calendars] = lambda _: no_calendars
    look: Look | None = None

    def configuration(self, named: Any, pointer: str) -> Configuration:
        """Read a configuration that stands in a suite, or whose path stands there.

        Args:
            named: The document, or its path.
            pointer: Where it stands in the suite.

        Raises:
            FaultyConfigurationError: The file of that path has faults.
            InvalidError: There is none, or it has faults; pointers are those of the suite.
        """
        if isinstance(named, str):
            return self._by_path(named, pointer)
        if not isinstance(named, Mapping):
            raise InvalidError.at(pointer, "must be a configuration, or the path of one")
        try:
            return read(named, calendars=self.calendars(""))
        except InvalidError as error:
            raise below(pointer, error) from error

    def payload(self, path: str) -> Any:
        """Read a sender's message.

        Raises:
            InvalidError: There is no such file.
        """
        try:
            return self.load_payload(path)
        except FileNotFoundError:
            raise InvalidError.at("/payload_file", _missing(path)) from None

    def mapped(self, integration: Integration, body: Any) -> Mapping[str, Any] | None:
        """Return what an integration's own expressions find in a body; nothing where it has none.

        Raises:
            InvalidError: It has some, and nobody here can look with them.
        """
        if not integration.mapping:
            return None
        if self.look is None:
            raise InvalidError.at(
                "/integration",
                f"“{integration.name}” has a mapping: hand over `look`, which finds by JMESPath",
            )
        return self.look(integration.mapping, body)

    def _by_path(self, path: str, pointer: str) -> Configuration:
        try:
            document = self.load_configuration(path)
        except FileNotFoundError:
            raise InvalidError.at(pointer, _missing(path)) from None
        if not isinstance(document, Mapping):
            raise InvalidError.at(pointer, f"“{path}” holds no configuration: it must be an object")
        try:
            return read(document, calendars=self.calendars(path))
        except InvalidError as error:
            raise FaultyConfigurationError(path, error) from error


def _missing(path: str) -> str:
    return f"there is no file “{path}”: a path counts from the folder of the suite"


def below(pointer: str, error: InvalidError) -> InvalidError:
    """Return the same faults with their pointers below another one."""
    faults = error.faults or (Fault("", error.said),)
    moved = tuple(fault.below(pointer) for fault in faults)
    return InvalidError(error.said, faults=moved)


def _load_nothing(path: str) -> Any:
    raise InvalidError(f"“{path}”: nothing is read from files here; hand over what it holds.")


#: Where there are no files.
NO_FILES = SuiteReferences(_load_nothing, _load_nothing)
