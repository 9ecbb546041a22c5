"""Checks of services, senders and schedules: does everything lead to somebody, all the time?"""

from collections.abc import Callable, Iterator

from hikeshi.flow.lints.finding import Finding, error, warning
from hikeshi.flow.lints.premises import Premises
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.severity import Severity


def check_services(premises: Premises) -> Iterator[Finding]:
    """Yield services without a policy."""
    say = _as_bad_as(premises)
    for index, service in enumerate(premises.directory.services.values()):
        rules = premises.directory.rules(service.id)
        without = [each.value for each in Severity if rules.policy_for(each) is None]
        if not without:
            continue
        of = "" if len(without) == len(Severity) else f" for {', '.join(without)}"
        yield say(
            "service-without-policy",
            f"/services/{index}",
            f"service {service.key} follows no escalation policy{of}: set escalation_policy",
        )


def check_integrations(premises: Premises) -> Iterator[Finding]:
    """Yield senders whose signals belong to no service and find no route."""
    if premises.directory.routes:
        return
    say = _as_bad_as(premises)
    for index, integration in enumerate(premises.directory.integrations.values()):
        if integration.service_id is None:
            yield say(
                "unrouted-integration",
                f"/integrations/{index}",
                f"signals of {integration.name} belong to no service and there are no routes: "
                "give it a service, or add routes whose last one matches all",
            )


def check_schedules(premises: Premises) -> Iterator[Finding]:
    """Yield schedules in which at some time nobody is on call."""
    window = premises.window
    days = (window.end - window.start).days
    for index, schedule in enumerate(premises.directory.schedules.values()):
        found = list(premises.gaps(schedule.id))
        if not found:
            continue
        first = found[0]
        more = f" (the first of {len(found)} gaps in {days} days)" if len(found) > 1 else ""
        yield warning(
            "schedule-gap",
            f"/schedules/{index}",
            f"nobody is on call in {schedule.key} from {rfc3339(first.start)} to "
            f"{rfc3339(first.end)}{more}: fill it, or let another step cover it",
        )


def _as_bad_as(premises: Premises) -> Callable[[str, str, str], Finding]:
    """Return how bad an incident without a policy is: the last resort still hears of it."""
    return error if premises.directory.last_resort() is None else warning
