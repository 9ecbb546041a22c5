"""Files people write: YAML 1.2 (JSON is part of it), with the place of everything in them."""

from hikeshi_server.inbound.files.configuration_files import read_configuration, read_document
from hikeshi_server.inbound.files.errors import UnreadableFileError
from hikeshi_server.inbound.files.explaining import explain_faults
from hikeshi_server.inbound.files.marks import Marked, Marks, Place
from hikeshi_server.inbound.files.yaml import parse

__all__ = [
    "Marked",
    "Marks",
    "Place",
    "UnreadableFileError",
    "explain_faults",
    "parse",
    "read_configuration",
    "read_document",
]
