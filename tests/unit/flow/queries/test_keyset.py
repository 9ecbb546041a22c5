"""Keyset pages: nothing is left out or told twice, and a cursor is what was handed out."""

from uuid import UUID

import pytest
from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.paging import PageRequest


@frozen
class Row:
    """Something with an identity and a value to sort by."""

    id: UUID
    value: object


def rows(*values):
    """One of each value; the identities go the other way."""
    return [Row(UUID(int=100 - index), value) for index, value in enumerate(values)]


def pages(listed, limit, sort="value"):
    """Every page, followed to the end."""
    cursor, found = None, []
    while True:
        request = PageRequest(limit=limit, cursor=cursor, sort=sort)
        page = Keyset.read(request, ("value", "-value"), None).cut(listed, lambda row: row.value)
        found.append([row.value for row in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, [[1], [2], [3]]), (2, [[1, 2], [3]]), (3, [[1, 2, 3]])]
)
def test_the_last_page_says_that_it_is_the_last(limit, expected):
    """Also where it is full: no empty page follows."""
    assert pages(rows(3, 1, 2), limit) == expected
    assert pages(rows(3, 1, 2), limit, "-value")[0] == [3, 2, 1][:limit]


@pytest.mark.parametrize("length", range(6))
def test_a_cursor_of_any_length_leads_on(length):
    """Whatever the value, and however long."""
    values = ["a" * length + letter for letter in "xyz"]

    assert pages(rows(*values), 1) == [[value] for value in values]


def test_equal_values_go_by_identity():
    """None is left out where a page ends among them."""
    found = pages(rows("same", "same", "same"), 1)

    assert found == [["same"]] * 3


@pytest.mark.parametrize(
    "spoil", [lambda c: c + "!", lambda c: f"{c[:8]} {c[8:]}", lambda c: c[:-2], lambda _: "é"]
)
def test_a_cursor_somebody_made_up_is_refused(spoil):
    """It is taken as it was handed out, or not at all."""
    request = PageRequest(limit=1, sort="value")
    first = Keyset.read(request, ("value",), None).cut(rows(1, 2), lambda row: row.value)

    with pytest.raises(InvalidError) as refused:
        Keyset.read(PageRequest(cursor=spoil(first.next_cursor), sort="value"), ("value",), None)
    assert [fault.pointer for fault in refused.value.faults] == ["/cursor"]


def test_a_cursor_belongs_to_its_sort_and_filters():
    """A list asked about otherwise begins anew."""
    request = PageRequest(limit=1, sort="value")
    cursor = Keyset.read(request, ("value",), None).cut(rows(1, 2), lambda r: r.value).next_cursor

    for sort, filters in (("-value", None), ("value", "other")):
        with pytest.raises(InvalidError):
            Keyset.read(PageRequest(cursor=cursor, sort=sort), ("value", "-value"), filters)
