"""Structured logs: JSON for machines, coloured lines for people, no secrets in either."""

import io
import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from types import NoneType
from typing import Any, TextIO

import msgspec
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import ExcInfo

#: Fields whose values never belong into a log.
SECRET_FIELDS = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|routing_key|signature",
    re.IGNORECASE,
)
#: Secrets inside texts: `user:password@`, bearer tokens, signing secrets, API tokens. None is
#: without its sign, which stands first: most texts need no closer look.
_SECRET_TEXTS = (
    ("@", re.compile(r"(?P<before>://[^/\s:@]+:)[^/\s@]+(?P<after>@)"), r"\g<before>…\g<after>"),
    ("earer", re.compile(r"(?P<before>\b[Bb]earer\s+)[\w.~+/=-]+"), r"\g<before>…"),
    ("whsec_", re.compile(r"\bwhsec_[\w+/=-]+"), "whsec_…"),
    ("hik_", re.compile(r"\bhik_[\w-]+"), "hik_…"),
    ("hikcal_", re.compile(r"\bhikcal_[\w-]+"), "hikcal_…"),
)
_SIGNS = tuple(sign for sign, _, _ in _SECRET_TEXTS)
MASK = "…"
#: Values in which nothing can hide.
_PLAIN = frozenset({int, float, bool, NoneType})
_encode = msgspec.json.Encoder().encode
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def mask(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: hide what is secret in a line, however deep it stands."""
    return {name: _masked(name, value) for name, value in line.items()}


def _masked(name: str, value: Any) -> Any:
    if _is_secret(name) and value not in (None, "", True, False):
        return MASK
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is str or isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {str(key): _masked(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", item) for item in value]
    return mask_text(repr(value))


def mask_text(text: str) -> str:
    """Return the text without the secrets that show themselves by their shape."""
    for sign in _SIGNS:
        if sign in text:
            break
    else:  # as nearly always
        return text
    for sign, pattern, replacement in _SECRET_TEXTS:
        if sign in text:
            text = pattern.sub(replacement, text)
    return text


def as_json_line(line: Mapping[str, Any], **_: object) -> str:
    """Return a masked line as JSON: a page at the console is one, 1 µs instead of 6.

    Half a pair of surrogates is left to Python's own encoder.
    """
    try:
        return _encode(line).decode()
    except UnicodeEncodeError:
        return json.dumps(line, ensure_ascii=False)


def printable(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: no sender moves the cursor of whoever reads the lines."""
    return {name: _printable(value) for name, value in line.items()}


def _printable(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(char if char.isprintable() else UNPRINTABLE for char in value)


def _masked_traceback(sio: TextIO, exc_info: ExcInfo) -> None:
    """Write a traceback of the console's lines, masked like everything else."""
    text = io.StringIO()
    structlog.dev.plain_traceback(text, exc_info)
    sio.write(mask_text(text.getvalue()))


class MaskingFormatter(logging.Formatter):
    """Masks what libraries log."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, traceback included."""
        return mask_text(super().format(record))


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return SECRET_FIELDS.search(name) is not None


def configure_logs(*, level: str, as_json: bool) -> None:
    """Let every line go to stderr, masked.

    Args:
        level: `debug`, `info`, `warning` or `error`.
        as_json: One JSON object a line; otherwise lines for people.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if as_json:
        shared += [
            # Without the values of variables: they hold keys, addresses, messages.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            mask,
            structlog.processors.JSONRenderer(as_json_line),
        ]
    else:
        shared += [
            mask,
            printable,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=_masked_traceback
            ),
        ]
    structlog.configure(
        processors=shared,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(logging.BASIC_FORMAT))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
