"""What drills show: whether people answered, and who is told that they did not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.events import DrillAnswered, DrillCalledOff, DrillMissed, DrillRan
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import DrillId, IncidentId, NoticeId, TeamId, UserId
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose

#: So long somebody may still want to know that a drill was missed.
WORTH_KNOWING = timedelta(days=3)


async def keep_answers(work: Work, events: Sequence[DrillAnswered]) -> None:
    """Write down who answered, how soon, and by which channel."""
    runs = await work.drill_runs.of_incidents([event.incident_id for event in events])
    await work.drill_runs.save_many(
        [
            runs[event.incident_id].passed(work.now, event.channel)
            for event in events
            if event.incident_id in runs
        ]
    )


async def keep_called_off(work: Work, events: Sequence[DrillCalledOff]) -> None:
    """Write down that a drill showed nothing about somebody."""
    runs = await work.drill_runs.of_incidents([event.incident_id for event in events])
    await work.drill_runs.save_many(
        [
            runs[event.incident_id].called_off(work.now, event.reason)
            for event in events
            if event.incident_id in runs
        ]
    )


async def tell_missed(work: Work, events: Sequence[DrillMissed]) -> None:
    """Write down who did not answer, and what the providers said; tell them and who looks after.

    Runs before anything is given up: what the messages came to is still to be seen.
    """
    runs = await work.drill_runs.of_incidents([event.incident_id for event in events])
    told = _by_incident(await work.notifications.of_incidents(runs))
    missed = [_missed(run, told.get(found, ()), work) for found, run in runs.items()]
    await work.drill_runs.save_many(missed)
    incidents = await work.incidents.get_many(runs)
    teams = {found: incident.team_id for found, incident in incidents.items()}
    directory = await work.directory()
    await work.notices.add_many(
        [
            _notice(work, about, user_id, directory)
            for user_id, about in _concerned(missed, teams, directory)
            if directory.is_active(user_id)
        ]
    )


async def tell_nobody_found(work: Work, events: Sequence[DrillRan]) -> None:
    """Tell managers that a drill found nobody: a real page would have found nobody, either."""
    directory = await work.directory()
    found = [directory.drills.get(event.object_id) for event in events if not event.people]
    await work.notices.add_many(
        [
            Notice(
                id=NoticeId(work.ids()),
                user_id=user_id,
                topic=Topic.DRILL_FOUND_NOBODY,
                subject=str(drill.id),
                facts={"drill": drill.name, "start": rfc3339(work.now)},
                created_at=work.now,
                due_at=work.now,
                expires_at=work.now + WORTH_KNOWING,
            )
            for drill in found
            if drill is not None
            for user_id in _managers(directory, drill.team_id)
            if directory.is_active(user_id)
        ]
    )


def drill_warnings(run: DrillRun | None) -> tuple[str, ...]:
    """Return what the last drill says against a person's being reached."""
    if run is None or run.outcome is DrillOutcome.PASSED:
        return ()
    how = "reached nobody" if run.outcome is DrillOutcome.UNREACHABLE else "was missed"
    why = f" ({run.reason})" if run.reason else ""
    return (f"the last drill {how} on {run.started_at:%Y-%m-%d %H:%M} UTC{why}",)


def what_came_of(told: Sequence[Notification]) -> str:
    """Return what became of each message of a page, in the order they were planned."""
    return "; ".join(_said(each) for each in told if each.purpose is Purpose.PAGE)


def _said(told: Notification) -> str:
    if told.contact_method_id is None:
        return told.reason
    if told.outcome is None:
        waits = f": {told.reason}" if told.reason else ""
        state = "still being sent" if told.status is NotificationStatus.SENDING else "not sent yet"
        return f"{told.kind} {state}{waits}"
    reason = f": {told.reason}" if told.reason else ""
    return f"{told.kind} {told.outcome.value}{reason}"


def _missed(run: DrillRun, told: Sequence[Notification], work: Work) -> DrillRun:
    arrived = any(each.outcome is not None and each.outcome.arrived for each in told)
    return run.missed(work.now, arrived=arrived, reason=what_came_of(told))


def _by_incident(told: Sequence[Notification]) -> Mapping[IncidentId, list[Notification]]:
    found: dict[IncidentId, list[Notification]] = {}
    for each in told:
        found.setdefault(each.incident_id, []).append(each)
    return found


def _concerned(
    missed: Sequence[DrillRun], teams: Mapping[IncidentId, TeamId | None], directory: Directory
) -> Iterator[tuple[UserId, Sequence[DrillRun]]]:
    """Yield whom it is told to: each person of their own run, managers of all others at once."""
    for run in missed:
        if run.user_id is not None:
            yield run.user_id, (run,)
    by_drill: dict[tuple[DrillId, TeamId | None], list[DrillRun]] = {}
    for run in missed:
        team_id = teams.get(run.incident_id) if run.incident_id is not None else None
        by_drill.setdefault((run.drill_id, team_id), []).append(run)
    for (_, team_id), together in by_drill.items():
        for leading in _managers(directory, team_id):
            if others := [run for run in together if run.user_id != leading]:
                yield leading, others


def _managers(directory: Directory, team_id: TeamId | None) -> Iterator[UserId]:
    team = directory.teams.get(team_id) if team_id is not None else None
    members = team.members if team is not None else ()
    return (member.user_id for member in members if member.role is TeamRole.MANAGER)


def _notice(work: Work, runs: Sequence[DrillRun], user_id: UserId, directory: Directory) -> Notice:
    first, alone = runs[0], len(runs) == 1
    drill = directory.drills.get(first.drill_id)
    names = [_name(run.user_id, directory) for run in runs]
    reasons = (f"{name}: {run.reason}" for name, run in zip(names, runs, strict=True))
    return Notice(
        id=NoticeId(work.ids()),
        user_id=user_id,
        topic=Topic.DRILL_MISSED,
        subject=str(first.id),
        facts={
            "who": names[0] if alone else names,
            "drill": drill.name if drill is not None else "",
            "start": rfc3339(first.started_at),
            "reason": first.reason if alone else "; ".join(reasons),
        },
        created_at=work.now,
        due_at=work.now,
        expires_at=work.now + WORTH_KNOWING,
    )


def _name(user_id: UserId | None, directory: Directory) -> str:
    user = directory.users.get(user_id) if user_id is not None else None
    return user.name if user is not None else ""
