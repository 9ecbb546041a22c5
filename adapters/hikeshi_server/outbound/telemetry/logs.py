"""Structured logs: JSON for machines, coloured lines for people, no secrets in either."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

#: Fields whose values never belong into a log.
SECRET_FIELDS = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|routing_key|signature",
    re.IGNORECASE,
)
#: Secrets inside texts: `user:password@`, bearer tokens, signing secrets, API tokens.
_SECRET_TEXTS = (
    (re.compile(r"(?P<before>://[^/\s:@]+:)[^/\s@]+(?P<after>@)"), r"\g<before>…\g<after>"),
    (re.compile(r"(?P<before>\b[Bb]earer\s+)[\w.~+/=-]+"), r"\g<before>…"),
    (re.compile(r"\bwhsec_[\w+/=-]+"), "whsec_…"),
    (re.compile(r"\bhik_[\w-]+"), "hik_…"),
)
#: No secret text is without one of these: most texts need no closer look.
_SIGNS = ("://", "earer", "whsec_", "hik_")
MASK = "…"


def mask(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: hide what is secret in a line, however deep it stands."""
    return {name: _masked(name, value) for name, value in line.items()}


def _masked(name: str, value: Any) -> Any:
    if _is_secret(name) and value not in {None, "", True, False}:
        return MASK
    if isinstance(value, str):
        if not any(sign in value for sign in _SIGNS):
            return value
        for pattern, replacement in _SECRET_TEXTS:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, Mapping):
        return {key: _masked(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", item) for item in value]
    return value


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
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        shared += [
            mask,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    structlog.configure(
        processors=shared,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, force=True)
