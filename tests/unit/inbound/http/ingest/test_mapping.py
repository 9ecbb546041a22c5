"""An integration's own expressions fail alone, and cost no more than a message is worth."""

import pytest

from hikeshi_server.inbound.http.ingest.mapping import mapped


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
