"""Builtins to objects, with a pointer for each fault."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from attrs import field, frozen

from hikeshi.kernel.conversion import (
    escape_pointer,
    json_converter,
    parse_instant,
    rfc3339,
    structure,
)
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.severity import Severity

STRICT, LENIENT = json_converter(), json_converter(strict=False)


@frozen(kw_only=True)
class Part:
    """Something inside."""

    name: str
    delay: timedelta = timedelta(0)


@frozen(kw_only=True)
class Whole:
    """One of each kind of field."""

    id: UUID
    at: datetime
    parts: tuple[Part, ...] = ()
    severity: Severity = Severity.SEV3
    count: int = 0
    share: float = 0.0
    on: bool = False
    day: date | None = None
    clock: time | None = None
    wait: timedelta | None = None
    labels: dict[str, str] = field(factory=dict)


PLAIN: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "at": "2026-01-05T03:10:00Z",
    "parts": [{"name": "a", "delay_seconds": 90}],
    "severity": "sev1",
    "count": 3,
    "share": 0.5,
    "on": True,
    "day": "2026-01-05",
    "clock": "09:00",
    "wait_seconds": 60,
    "labels": {"team": "web"},
}


def faults(**changes: Any) -> list[Fault]:
    """Return the faults of an input with these changes."""
    with pytest.raises(InvalidError) as refused:
        structure(STRICT, {**PLAIN, **changes}, Whole)
    return list(refused.value.faults)


def test_what_is_read_is_written_again():
    """Reading and writing are inverse; spans are seconds on the wire."""
    whole = structure(STRICT, PLAIN, Whole)
    assert whole.parts[0].delay == timedelta(seconds=90)
    assert whole.wait == timedelta(minutes=1)
    assert STRICT.unstructure(whole) == PLAIN


def test_instants_are_written_in_utc():
    """Whatever the offset, an instant is answered with Z."""
    tokyo = datetime(2026, 1, 5, 12, 10, tzinfo=timezone(timedelta(hours=9)))
    assert rfc3339(tokyo) == "2026-01-05T03:10:00Z"
    assert rfc3339(tokyo.replace(microsecond=5)) == "2026-01-05T03:10:00.000005Z"
    assert parse_instant("2026-01-05T12:10:00+09:00") == tokyo
    assert parse_instant("2026-01-05T12:10:00+09:00").tzinfo is UTC


@pytest.mark.parametrize(
    ("changes", "pointer", "detail"),
    [
        ({"id": "x"}, "/id", "must be a UUID"),
        ({"id": 7}, "/id", "must be a UUID"),
        ({"at": "2026-01-05T03:10:00"}, "/at", "needs an offset"),
        ({"at": "yesterday"}, "/at", "must be a time such as"),
        ({"at": 7}, "/at", "must be a time such as"),
        ({"at": "0001-01-01T00:00:00+09:00"}, "/at", "outside the years"),
        ({"parts": {}}, "/parts", "must be a list"),
        ({"parts": "ab"}, "/parts", "must be a list"),
        ({"parts": ["a"]}, "/parts/0", "must be an object"),
        ({"parts": [{"name": "a"}, {"name": 1}]}, "/parts/1/name", "must be text"),
        ({"parts": [{}]}, "/parts/0/name", "is required"),
        ({"parts": [{"name": "a", "delay_seconds": -1}]}, "/parts/0/delay_seconds", "between 0"),
        ({"wait_seconds": 1.5}, "/wait_seconds", "whole number of seconds"),
        ({"wait_seconds": True}, "/wait_seconds", "whole number of seconds"),
        ({"severity": "sev9"}, "/severity", "must be one of sev1, sev2, sev3, sev4, sev5"),
        ({"count": 1.0}, "/count", "must be a whole number"),
        ({"count": True}, "/count", "must be a whole number"),
        ({"share": "1"}, "/share", "must be a number"),
        ({"share": False}, "/share", "must be a number"),
        ({"on": 1}, "/on", "must be true or false"),
        ({"day": "2026-13-01"}, "/day", "must be a date such as"),
        ({"clock": "25:00"}, "/clock", "must be a time of day such as"),
        ({"clock": "09:00Z"}, "/clock", "takes no offset"),
        ({"labels": {"a": 1}}, "/labels/a", "must be text"),
        ({"wait": 60}, "/wait", "is not a known field"),
        ({"a/b~c": 1}, "/a~1b~0c", "is not a known field"),
    ],
)
def test_every_fault_has_its_place_and_its_reason(changes, pointer, detail):
    """A wrong field is named by its JSON pointer, with what is wrong about it."""
    (fault,) = faults(**changes)
    assert fault.pointer == pointer
    assert detail in fault.detail


def test_all_faults_are_reported_at_once():
    """One wrong field hides no other one, and the message counts them."""
    with pytest.raises(InvalidError, match="wrong in 3 places") as refused:
        structure(STRICT, {**PLAIN, "count": "x", "on": "x", "unknown": 1}, Whole)
    assert {f.pointer for f in refused.value.faults} == {"/count", "/on", "/unknown"}


@pytest.mark.parametrize("value", [None, 7, "x", []])
def test_an_object_is_an_object(value):
    """Anything else in its place is a fault of the whole."""
    with pytest.raises(InvalidError) as refused:
        structure(STRICT, value, Whole)
    assert [f.pointer for f in refused.value.faults] == [""]


def test_a_lenient_reader_drops_what_it_does_not_know():
    """Records of a newer release are read, without their new fields."""
    assert structure(LENIENT, {**PLAIN, "new": 1}, Whole) == structure(STRICT, PLAIN, Whole)


def test_pointers_escape_what_would_divide_them():
    """A slash and a tilde in a name are written as RFC 6901 has them."""
    assert escape_pointer("a/b~c") == "a~1b~0c"
    assert escape_pointer(3) == "3"
