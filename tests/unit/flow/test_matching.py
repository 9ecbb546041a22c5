"""Events are matched to people by what names them, never by a guess."""

from datetime import timedelta

import pytest

from hikeshi.flow.matching import UnmatchedEventsError, match_people, refuse_unmatched
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi.testing.builders import START, a_user

ANA = a_user(key="ana", name="Ana Lee", email="Ana@example.org")
BEN = a_user(key="ben", name="Ben", email="ben@example.org")
TWIN = a_user(key="twin", name="Ben", email="twin@example.org")
GONE = a_user(key="gone", name="Gone", email="gone@example.org", active=False)
USERS = (ANA, BEN, TWIN, GONE)


def occurrence(summary="", *emails, uid="1", organizer="", **fields):
    """An occurrence of an hour."""
    end = START + timedelta(hours=1)
    return Occurrence(
        line=7, uid=uid, start=START, end=end, summary=summary, emails=emails,
        organizer=organizer, **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        occurrence("ana"),
        occurrence("ANA LEE"),
        occurrence("ana@EXAMPLE.org"),
        occurrence("Ana Lee · Primary"),
        occurrence("ben", "stranger@example.org", "ana@example.org"),
        occurrence("weekly", organizer="ana@example.org"),
    ],
)
def test_a_person_is_found(given):
    """By attendee first, then by title, then by organizer; case does not matter."""
    (matched,) = match_people(USERS, [given])

    assert (matched.user, matched.reason) == (ANA.id, None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (occurrence("Lee"), "nobody is called “Lee”"),
        (occurrence("BEN"), "is the name of several"),
        (occurrence("gone"), "gone has left"),
        (occurrence("", "ana@example.org", "ben@example.org"), "several attendees are known"),
        (occurrence("ana", uid="u" * 300), "longer than 255"),
    ],
)
def test_nobody_is_guessed(given, reason):
    """Half a name, a name of two, a leaver, two attendees: each says why."""
    users = (ANA, evolve_key(BEN), TWIN, GONE)
    (matched,) = match_people(users, [given])

    assert matched.user is None
    assert reason in matched.reason


def evolve_key(user):
    """Return the person under a key that is not their name."""
    return a_user(key="b2", name=user.name, email=user.email)


def test_an_occurrence_twice_in_a_file_is_refused():
    """Neither of two with one UID and one RECURRENCE-ID is taken for the right one."""
    matched = match_people(
        USERS, [occurrence("ana"), occurrence("ana"), occurrence("ana", uid="2")]
    )

    assert [entry.user for entry in matched] == [None, None, ANA.id]


def test_what_is_unmatched_is_refused_line_by_line():
    """A fault for each, with the line; cancelled ones concern nobody."""
    matched = match_people(
        USERS, [occurrence("ana"), occurrence("x", uid="2"), occurrence(uid="3", cancelled=True)]
    )

    with pytest.raises(UnmatchedEventsError) as refused:
        refuse_unmatched(matched)
    assert [fault.pointer for fault in refused.value.faults] == ["/events/1"]
    assert refused.value.faults[0].detail.startswith("line 7: ")
    refuse_unmatched(matched[:1])
