"""A schedule as it was known: exactly what its whole document of that time would have answered."""

from datetime import timedelta

from tests.unit.oncall.builders import A, B, C, D, a_layer, a_rotation, a_schedule, span, utc

from hikeshi.kernel.ids import OverrideId
from hikeshi.oncall import Override, OverrideMode, gaps, on_call, shifts
from hikeshi.oncall.model.known_schedule import KnownSchedule, ScheduleVersion
from hikeshi.testing.builders import new_id

SPAN = span("2026-01-05", "2026-01-20")
DAY = timedelta(days=1)
DAILY = a_rotation("daily")


def _override(start, end, user=D, **fields):
    return Override(utc(start), utc(end), user, id=OverrideId(new_id()), **fields)


def _history():
    """Return what was saved when: edits, overrides put on and taken back, a plan for later."""
    first = a_schedule(a_layer(A, B, rotation=DAILY, start="2026-01-05T00:00"))
    early = _override("2026-01-06T06:00", "2026-01-06T12:00")
    running = _override("2026-01-07T00:00", "2026-01-12T00:00", C)
    later = _override("2026-01-15T00:00", "2026-01-16T00:00", D, mode=OverrideMode.ADDITIONAL)
    saved = [(utc("2026-01-05"), first)]

    def then(at, change):
        saved.append((utc(at), change(saved[-1][1], utc(at))))

    then("2026-01-05T12:00", lambda s, now: s.add_overrides((early, running, later), now))
    then("2026-01-08T06:30", lambda s, now: s.remove_override(running.id, now))
    then("2026-01-09T01:00", lambda s, now: s.edit((a_layer(C, None, rotation=DAILY),), now))
    then("2026-01-10T00:00", lambda s, now: s.remove_override(later.id, now))
    then("2026-01-11T05:00", lambda s, now: s.restore(0, now))
    return saved


def test_the_past_as_it_was_and_the_future_as_it_was_planned():
    """For every moment of knowledge, every answer equals that of the document of that time."""
    history = _history()
    newest = history[-1][1]
    for saved_at, document in history:
        kept = ScheduleVersion.of(document, saved_at)
        for known_at in (saved_at, saved_at + timedelta(hours=1)):
            known = KnownSchedule(now=newest, then=kept.schedule, known_at=known_at)

            assert known.shifts(SPAN) == shifts(document, SPAN)
            assert known.gaps(SPAN) == gaps(document, SPAN)
            for hours in range(0, 15 * 24, 5):
                at = SPAN.start + timedelta(hours=hours)
                assert known.on_call(at) == on_call(document, at)


def test_what_is_over_is_not_kept_again_and_again():
    """Each version holds the overrides that still mattered when it was saved."""
    kept = [len(ScheduleVersion.of(s, at).schedule.overrides) for at, s in _history()]

    assert kept == [0, 3, 1, 1, 0, 0]
