"""What a command says when it cannot do what it is asked for."""

import pytest

from hikeshi.kernel.errors import ConflictError, Fault, HikeshiError, InvalidError
from hikeshi_server.wiring.commands.starting import one_line


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InvalidError.at("/because", "must be short"), "because must be short"),
        (InvalidError.at("", "must be an object"), "must be an object"),
        (ConflictError("It is taken."), "It is taken."),
        (InvalidError("Two places.", faults=(Fault("/a", "x"), Fault("/b", "y"))), "Two places."),
    ],
    ids=str,
)
def test_the_field_is_named_where_it_is_one(error: HikeshiError, said: str) -> None:
    """Whoever gave several options learns which one is wrong."""
    assert one_line(error) == said
