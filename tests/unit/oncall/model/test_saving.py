"""A schedule as it would be once an edit was saved."""

from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, a_layer, a_schedule, an_override, span, utc

from hikeshi.kernel.errors import ConflictError, InvalidError
from hikeshi.kernel.ids import OverrideId
from hikeshi.oncall import Revision, as_saved, on_call, shifts

NOW = utc("2026-01-20T12:00")
BEFORE = a_schedule(
    a_layer(A, B),
    overrides=(
        an_override("2026-01-06", "2026-01-07", C),
        an_override("2026-01-20", "2026-01-22", C),
        an_override("2026-02-01", "2026-02-02", C),
    ),
)
PAST = span("2026-01-01", "2026-01-20T12:00")


def wanted(*layers, **changes):
    """Return what somebody wants, as a document without identity would say it."""
    return evolve(BEFORE, **{"layers": layers or BEFORE.layers, "overrides": (), **changes})


def test_what_was_read_changes_nothing():
    """The same document, with or without its overrides, is the same schedule."""
    assert as_saved(BEFORE, BEFORE, NOW) == BEFORE
    assert as_saved(BEFORE, wanted(), NOW) == BEFORE


def test_layers_hold_from_now_on():
    """The past answers as before."""
    after = as_saved(BEFORE, wanted(a_layer(C)), NOW)

    assert shifts(after, PAST) == shifts(BEFORE, PAST)
    assert on_call(after, utc("2026-03-01")) == (C,)


def test_a_running_turn_stays_with_its_holder():
    """As an edit does it ("On-call 7")."""
    plain = evolve(BEFORE, overrides=())
    after = as_saved(plain, wanted(a_layer(B, A, C)), NOW)

    assert on_call(after, NOW) == on_call(plain, NOW)


def test_overrides_come_and_go_from_now_on():
    """What is over stays, what runs ends, what is to come is as wanted."""
    new = an_override("2026-03-01", "2026-03-02", C)
    after = as_saved(BEFORE, wanted(overrides=(new,)), NOW)

    assert shifts(after, PAST) == shifts(BEFORE, PAST)
    assert on_call(after, NOW) == on_call(evolve(BEFORE, overrides=()), NOW)
    assert on_call(after, utc("2026-02-01T12:00")) != (C,)
    assert on_call(after, utc("2026-03-01T12:00")) == (C,)


def test_a_new_override_of_the_past_is_refused():
    """An override cannot change what was."""
    with pytest.raises(ConflictError):
        as_saved(BEFORE, wanted(overrides=(an_override("2026-01-02", "2026-01-03", C),)), NOW)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"time_zone": "Asia/Tokyo"}, "/time_zone"),
        ({"revisions": (Revision(NOW, ()),)}, "/revisions"),
    ],
)
def test_what_never_changes_is_refused(changes, pointer):
    """The zone stays, and revisions are made by edits."""
    with pytest.raises(InvalidError) as caught:
        as_saved(BEFORE, wanted(**changes), NOW)

    assert [fault.pointer for fault in caught.value.faults] == [pointer]


def test_overrides_are_the_same_whatever_their_id():
    """A document that was read with the ids of its overrides changes nothing."""
    known = (an_override("2026-02-01", "2026-02-02", C, id=OverrideId(UUID(int=1))),)
    before = evolve(BEFORE, overrides=known)

    assert as_saved(before, before, NOW) == before


def test_a_document_without_revisions_says_nothing_about_them():
    """Those there are stay."""
    before = evolve(BEFORE, revisions=(Revision(utc("2026-01-10"), BEFORE.layers),))

    assert as_saved(before, evolve(before, revisions=()), NOW).revisions[0] == before.revisions[0]
