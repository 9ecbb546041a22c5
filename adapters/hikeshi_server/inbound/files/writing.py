"""Builtins as YAML 1.2 that `parse` reads back as they were."""

import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from hikeshi_server.inbound.files.scalars import plain

#: What needs no quotes, and no thought about whether it does.
_EASY = re.compile(r"[A-Za-z][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@-]+)*")
#: Read as something else by YAML 1.1, which editors may still speak.
_OLD = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def write_yaml(document: Any, *, header: str = "") -> str:
    """Return a document as YAML, in the order it has.

    Args:
        document: JSON builtins.
        header: Comment lines before it.
    """
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_quoted(document), stream)
    return header + stream.getvalue()


def _quoted(value: Any) -> Any:
    if isinstance(value, str):
        return str(value) if _is_easy(value) else DoubleQuotedScalarString(value)
    if isinstance(value, list | tuple):
        return [_quoted(part) for part in value]
    if isinstance(value, dict):
        return {_quoted(name): _quoted(part) for name, part in value.items()}
    return value


def _is_easy(text: str) -> bool:
    return _EASY.fullmatch(text) is not None and text.lower() not in _OLD and plain(text) == text
