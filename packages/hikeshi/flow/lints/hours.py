"""Checks of conditions, turns and holidays: is there a day on which they mean something?"""

from collections.abc import Iterator

from hikeshi.flow.lints.finding import Finding, warning
from hikeshi.flow.lints.premises import Premises
from hikeshi.kernel.condition import Condition
from hikeshi.kernel.severity import Severity, Urgency


def check_conditions(premises: Premises) -> Iterator[Finding]:
    """Yield steps whose condition never holds, and turns of one."""
    for index, policy in enumerate(premises.directory.policies.values()):
        for number, step in enumerate(policy.steps, start=1):
            pointer = f"/escalation_policies/{index}/steps/{number - 1}"
            what = f"step {number} of policy {policy.key}"
            if step.round_robin and len(step.targets) < 2:
                yield warning(
                    "turns-of-one",
                    f"{pointer}/round_robin",
                    f"{what} takes turns among fewer than two targets: list each person as a "
                    "target, or leave round_robin out",
                )
            why = None if step.when is None else never_holds(premises, step.when)
            if why is not None:
                detail = f"the condition of {what} never holds: {why}"
                yield warning("dead-condition", f"{pointer}/when", detail)


def check_holidays(premises: Premises) -> Iterator[Finding]:
    """Yield sets of holidays that soon say nothing any more."""
    today = premises.window.start.date()
    for index, found in enumerate(premises.directory.holidays.values()):
        horizon = found.horizon
        if horizon is None:
            detail = f"the set of holidays {found.key} holds no day: fill it, or take it out"
            yield warning("holidays-end", f"/holidays/{index}", detail)
        elif found.ends_soon(today):
            yield warning(
                "holidays-end",
                f"/holidays/{index}",
                f"the set of holidays {found.key} knows nothing after {horizon}: add the days "
                "that follow",
            )


def never_holds(
    premises: Premises, when: Condition, wanted: tuple[Urgency, ...] = ()
) -> str | None:
    """Return why a condition never holds, if it never does.

    Args:
        premises: What is configured.
        when: The condition.
        wanted: Urgencies that are asked for beside it.
    """
    severities, wanted = when.severities or tuple(Severity), wanted or when.urgencies
    urgencies = {urgency for each in severities for urgency in _urgencies(premises, each)}
    if wanted and not urgencies & set(wanted):
        return f"no incident of {', '.join(severities)} has urgency {', '.join(wanted)}"
    if when.holidays is not None and when.holidays.on:
        holidays = premises.directory.holidays.get(when.holidays.set_id)
        today = premises.window.start.date()
        if holidays is None or all(day < today for day in holidays.dates):
            return "its set of holidays holds no day from now on"
    return None


def _urgencies(premises: Premises, severity: Severity) -> set[Urgency]:
    """Return the urgencies an incident of that severity may have, whatever its service says."""
    found = {severity.default_urgency}
    for service in premises.directory.services.values():
        hours = service.support_hours
        if hours is not None:
            found.add(Urgency.HIGH if severity in hours.always_high else Urgency.LOW)
    return found
