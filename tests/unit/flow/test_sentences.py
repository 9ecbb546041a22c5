"""Each kind of event as an English sentence."""

import pytest

from hikeshi.flow.sentences import sentence

PAGED = {"user_id": "ana", "step": 2, "round": 1, "via": "schedule:primary", "why": "step"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "Ana is paged on step 2, round 1, through schedule:primary"),
        ({"via": "user"}, "Ana is paged on step 2, round 1, by name"),
        (
            {"step": None, "via": "user", "why": "reassigned"},
            "Ana is paged, by name, because: reassigned",
        ),
    ],
)
def test_a_page_says_where_how_and_why(facts, told):
    """Outside of a step no step is told, and on one its being its turn is no reason."""
    assert sentence("person.paged", {**PAGED, **facts}, str.title) == told


def test_what_has_no_sentence_of_its_own_tells_its_facts():
    """Those that are known; an event without any is its name."""
    told = sentence("swap.taken_back", {"swap": 7, "reason": None, "by": "ana"}, str)

    assert told == "swap taken back (swap 7, by ana)"
    assert sentence("swap.taken_back", {"reason": None}, str) == "swap.taken_back"
