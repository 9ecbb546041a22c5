"""Writing something down."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers

from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.kernel.errors import InvalidError


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(AddNote(), text="x")


def test_a_note_stands_on_the_timeline():
    """What somebody writes is kept as it is, and changes nothing else."""
    desk = Desk()
    before = desk.incident

    desk.run(AddNote(), text="looked at *graphs*")

    assert desk.timeline[-1].facts == {"text": "looked at *graphs*"}
    assert desk.incident == before


@pytest.mark.parametrize("text", ["", "   ", "x" * 25_001])
def test_a_note_is_neither_empty_nor_endless(text):
    """Between one and 25,000 characters are taken."""
    with pytest.raises(InvalidError) as refused:
        Desk().run(AddNote(), text=text)

    assert refused.value.faults[0].pointer == "/text"
