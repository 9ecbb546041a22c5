"""An integration's own expressions fail alone, and cost no more than a message is worth."""

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.mapping import check_mappings, mapped


@pytest.mark.parametrize(
    ("expression", "body"),
    [
        ("contains(name, code)", {"name": "disk", "code": 7}),
        ("ceil(to_number(load))", {"load": "1e999"}),
        ("floor(to_number(load))", {"load": "nan"}),
        ("items[::0]", {"items": [1, 2]}),
        ("merge(@, name)", {"name": 1}),
        ("|".join(["a"] * 3_000), {}),
        ("no expression (", {}),
    ],
)
def test_an_expression_that_fails_finds_nothing(expression, body):
    """Whatever an expression makes of an unexpected message, the other fields are found."""
    found = mapped({"title": expression, "source": "keys(@)[0] || 'none'"}, body)

    assert found["title"] is None
    assert found["source"] is not None


@pytest.mark.parametrize(
    "expression",
    [
        " | ".join(["[@, @][]"] * 64),
        " | ".join(["join('', [@, @])"] * 64),
        "[*].[*].[*]" + "[*]" * 3,
    ],
)
def test_an_expression_that_doubles_what_it_is_given_is_given_up(expression):
    """Sixty-four doublings end after a few, with memory to spare."""
    body = "x" * 1_000 if "join" in expression else [[0] * 2] * 300_000

    assert mapped({"title": expression}, body) == {"title": None}


def test_what_fits_is_found():
    """An expression over a long list is answered."""
    body = {"alerts": [{"name": f"a{number}"} for number in range(10_000)]}

    assert mapped({"title": "alerts[-1].name"}, body) == {"title": "a9999"}
    assert mapped({"title": "length(alerts[*].name)"}, body) == {"title": 10_000}


def test_expressions_of_a_file_are_looked_at_before_any_message():
    """Each that is none is named by its place; what else a file holds is somebody else's matter."""
    integrations = [
        {"name": "fine", "mapping": {"title": "job.name"}},
        {"name": "wrong", "mapping": {"title": "a[", "a/b": "c", "source": "("}},
        {"name": "none"},
        7,
    ]
    with pytest.raises(InvalidError) as refused:
        check_mappings({"integrations": integrations})

    assert [f.pointer for f in refused.value.faults] == [
        "/integrations/1/mapping/title",
        "/integrations/1/mapping/source",
    ]
    for other in ({}, {"integrations": 7}, [], {"integrations": [{"mapping": {"title": 7}}]}):
        check_mappings(other)
