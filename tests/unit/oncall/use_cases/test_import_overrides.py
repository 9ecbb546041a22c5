"""A calendar becomes overrides, and the second time nothing changes."""

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, C, a_layer, a_schedule, utc
from tests.unit.oncall.works import NOW, Work, actor

from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.oncall.model.importing import ImportOutcome, MatchedOccurrence
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi.oncall.use_cases.import_overrides import ImportOverrides

SCHEDULE = a_schedule(a_layer(A, B))


def event(uid="1", start="2026-01-20", end="2026-01-21", user=C, **fields):
    """An occurrence with its person."""
    occurrence = Occurrence(line=4, uid=uid, start=utc(start), end=utc(end), **fields)
    return MatchedOccurrence(occurrence=occurrence, user=user)


async def imported(work, *matched, by=None, **more):
    """Import and return outcomes and the overrides there are then."""
    made = await ImportOverrides()(work, SCHEDULE.id, matched, by=by or actor(), **more)
    return made.outcomes, work.schedules.kept[SCHEDULE.id].overrides


async def test_the_second_import_changes_nothing():
    """Same UID, same times, same person: no edit, no event."""
    work = Work(SCHEDULE)
    first, _ = await imported(work, event("1"), event("2", recurrence="20260120T000000Z"))
    before, recorded = work.schedules.kept[SCHEDULE.id], len(work.events)

    second, _ = await imported(work, event("1"), event("2", recurrence="20260120T000000Z"))

    assert set(first) == {ImportOutcome.ADDED}
    assert set(second) == {ImportOutcome.UNCHANGED}
    assert work.schedules.kept[SCHEDULE.id] == before
    assert before.version == SCHEDULE.version + 1
    assert len(work.events) == recorded == 2


@pytest.mark.parametrize("change", [{"end": "2026-01-22"}, {"start": "2026-01-19"}, {"user": A}])
async def test_a_changed_event_replaces_its_override(change):
    """There is one override of the event then, with the new bounds and person."""
    work = Work(SCHEDULE)
    await imported(work, event())
    wanted = event(**change)

    outcomes, overrides = await imported(work, wanted)

    assert outcomes == (ImportOutcome.REPLACED,)
    assert [(o.start, o.end, o.user) for o in overrides] == [
        (wanted.occurrence.start, wanted.occurrence.end, wanted.user)
    ]


async def test_a_running_override_keeps_its_past_when_its_event_changes():
    """What is over stays with whoever had it; a start in the past is no change."""
    work = Work(SCHEDULE)
    running = event(start="2026-01-13", end="2026-01-16")
    _, (override,) = await imported(work, running)
    again, _ = await imported(work, event(start="2026-01-12", end="2026-01-16"))
    work.now = utc("2026-01-15")
    _, overrides = await imported(work, event(start="2026-01-13", end="2026-01-16", user=B))

    assert override.start == NOW
    assert again == (ImportOutcome.UNCHANGED,)
    assert [(o.start, o.end, o.user) for o in overrides] == [
        (NOW, work.now, C),
        (work.now, utc("2026-01-16"), B),
    ]


async def test_cancelled_and_lost_occurrences_are_taken_back():
    """Of an event that is in the file; what is not in the file, and what people did, stays."""
    work = Work(SCHEDULE)
    days = [event("s", f"2026-01-{d}", f"2026-01-{d + 1}", recurrence=str(d)) for d in (20, 22, 24)]
    await imported(work, *days, event("other", "2026-02-01", "2026-02-02"))
    cancelled = evolve(days[0], occurrence=evolve(days[0].occurrence, cancelled=True))

    outcomes, overrides = await imported(work, cancelled, days[1])

    assert outcomes == (ImportOutcome.REMOVED, ImportOutcome.UNCHANGED)
    assert [o.source for o in overrides] == ["ics:s#22", "ics:other#"]


async def test_unmatched_and_past_events_do_nothing():
    """An event about nobody leaves an earlier override of it alone, too."""
    work = Work(SCHEDULE)
    await imported(work, event())

    outcomes, overrides = await imported(
        work, event(user=None), event("old", "2026-01-01", "2026-01-02")
    )

    assert outcomes == (ImportOutcome.SKIPPED, ImportOutcome.OVER)
    assert len(overrides) == 1


async def test_a_dry_run_changes_nothing():
    """It tells the same and writes nothing."""
    work = Work(SCHEDULE)

    outcomes, overrides = await imported(work, event(), dry_run=True)

    assert outcomes == (ImportOutcome.ADDED,)
    assert overrides == ()
    assert work.events == []


@pytest.mark.parametrize(
    ("by", "user"),
    [
        (actor(TeamRole.RESPONDER, number=9), C),
        (actor(TeamRole.OBSERVER), None),
        (actor(TeamRole.OBSERVER, role=Role.OBSERVER), C),
    ],
)
async def test_only_those_who_may_override_import(by, user):
    """Responders import shifts of their own; others' take the right to configure."""
    work = Work(SCHEDULE)

    with pytest.raises(ForbiddenError):
        await imported(work, event(user=user), by=by)
    own, _ = await imported(work, event(user=C), by=actor(TeamRole.RESPONDER, number=3))
    assert own == (ImportOutcome.ADDED,)
