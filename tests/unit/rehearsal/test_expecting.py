"""Comparing what happened with what was expected."""

from hikeshi.rehearsal.expecting import failures
from hikeshi.rehearsal.scenario import Expectations

PAGES = (
    {"after_seconds": 0, "at": "2026-01-04T18:10:00Z", "user": "ana", "step": 1},
    {"after_seconds": 300, "at": "2026-01-04T18:15:00Z", "user": "ben", "step": 2},
)


def found(statuses=None, **facts) -> list[str]:
    """Return what differs."""
    return list(failures(Expectations(**facts), PAGES, statuses or {"1": "triggered"}))


def test_what_is_not_said_is_not_compared():
    """Without expectations everything is as expected; given fields only are looked at."""
    assert found() == []
    assert found(pages=({"user": "ana"}, {"step": 2})) == []


def test_the_list_of_pages_is_complete_and_ordered():
    """A missing, a further and a different page are told apart in sentences."""
    assert found(pages=())[0].startswith("page 1: expected no more pages")
    assert "there are only 2 pages" in found(pages=({}, {}, {"user": "cai"}))[0]
    (different,) = found(pages=({"user": "ben"}, {"user": "ben"}))
    assert "user differs" in different


def test_instants_are_compared_as_instants():
    """An offset other than ours is the same instant; nonsense is not."""
    assert found(pages=({"at": "2026-01-05T03:10:00+09:00"}, {})) == []
    assert found(pages=({"at": "Tomorrow"}, {})) != []


def test_final_statuses_are_those_of_incidents_by_number():
    """`final_status` is incident 1's; an incident that is not there is said so."""
    assert found(final_status="triggered") == []
    assert found(final_status="resolved") == [
        "incident 1: expected resolved at the end, but it is triggered"
    ]
    assert "no such incident" in found(final_statuses={"2": "resolved"})[0]
