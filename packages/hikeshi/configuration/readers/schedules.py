"""On-call schedules."""

from collections.abc import Iterable

from hikeshi.configuration.identities import schedule_id
from hikeshi.configuration.readers.zones import check_zone
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.kernel.errors import Fault, HikeshiError
from hikeshi.kernel.suggesting import one_of
from hikeshi.oncall import Schedule, ScheduleDocument, to_schedule


def read_schedules(
    references: References, parts: Iterable[Part[ScheduleDocument]]
) -> tuple[Schedule, ...]:
    """Read schedules; what is wrong with one becomes faults."""
    read = (_read(references, part) for part in parts)
    return tuple(schedule for schedule in read if schedule is not None)


def _read(references: References, part: Part[ScheduleDocument]) -> Schedule | None:
    document, pointer = part.document, part.pointer
    team = references.team(document.team, f"{pointer}/team")
    zone_known = check_zone(references, document.time_zone, f"{pointer}/time_zone")
    try:
        return to_schedule(
            document,
            id=schedule_id(document.key),
            user_ids=references.users,
            team_id=team,
            pointer=pointer,
        )
    except HikeshiError as error:
        for fault in error.faults:
            # An unknown zone is noted above, with the nearest one.
            if zone_known or fault.pointer != f"{pointer}/time_zone":
                references.faults.found.append(_with_suggestion(references, fault))
    return None


def _with_suggestion(references: References, fault: Fault) -> Fault:
    """Offer the nearest person where one is unknown."""
    text, unknown, _ = fault.detail.removeprefix("“").partition("” is nobody")
    if not unknown:
        return fault
    near = one_of(text, references.users)
    return Fault(fault.pointer, f"there is no user “{text}”{near}")
