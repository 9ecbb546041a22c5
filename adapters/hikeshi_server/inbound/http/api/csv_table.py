"""Answers as CSV (RFC 4180), for spreadsheets."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from falcon.asgi import Request

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: Request) -> bool:
    """Say whether the caller asks for CSV: by `?format=csv`, or by preferring it."""
    if request.get_param("format") is not None:
        return bool(request.get_param("format") == "csv")
    return request.client_prefers(["application/json", "text/csv"]) == "text/csv"


def csv_of(rows: Sequence[Mapping[str, Any]], header: Sequence[str]) -> bytes:
    """Return the rows with a header; texts that look like formulas are quoted with an apostrophe.

    Args:
        rows: Builtins by column.
        header: The columns, in order.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[_cell(row[name]) for name in header] for row in rows])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
