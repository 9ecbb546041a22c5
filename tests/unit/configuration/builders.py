"""A configuration file that uses every part of the format, and ways to spoil it."""

from pathlib import Path

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.files import read_document

SAMPLE = Path(__file__).with_name("sample.yaml")


def sample():
    """The sample as builtins, anew at each call."""
    return read_document(SAMPLE).value


def sample_with(pointer, value):
    """The sample with one value set; `-` as last part appends to a list."""
    document = sample()
    *path, last = pointer.strip("/").split("/")
    inner = document
    for part in path:
        inner = inner[int(part)] if isinstance(inner, list) else inner[part]
    if last == "-":
        inner.append(value)
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
    return document


def faults_of(call, *args):
    """The faults a call is refused with, as text by pointer."""
    try:
        call(*args)
    except InvalidError as error:
        return {fault.pointer: fault.detail for fault in error.faults}
    return {}
