"""A whole configuration file, as decisions look it up, and where things stand in it."""

from pathlib import Path

from attrs import frozen

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.directory import Directory
from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.inbound.cli.refusing import refuse_input
from hikeshi_server.inbound.files import Marks, read_configuration
from hikeshi_server.inbound.mapping import check_mappings


@frozen
class WholeFile:
    """What a file configures, in its order, and the place of every value."""

    directory: Directory
    marks: Marks


def open_whole(path: Path) -> WholeFile:
    """Read a file or a directory of files; exit 2 where something is wrong."""
    marks = Marks()
    try:
        marked = read_configuration(path)
        marks = marked.marks
        directory = directory_of(read(marked.value))
        check_mappings(marked.value)
        return WholeFile(directory, marks)
    except HikeshiError as error:
        refuse_input(error, marks)
