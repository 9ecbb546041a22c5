"""What is kept quiet: the use cases behind the buttons, and what they keep quiet now."""

from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import field, frozen

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.span import SpanState
from hikeshi.alerts.model.suppression import Suppressor, suppression_of
from hikeshi.alerts.use_cases.create_maintenance_window import CreateMaintenanceWindow
from hikeshi.alerts.use_cases.create_silence import CreateSilence
from hikeshi.alerts.use_cases.end_maintenance_window import EndMaintenanceWindow
from hikeshi.alerts.use_cases.end_silence import EndSilence
from hikeshi.flow.directory import Directory
from hikeshi.flow.owning import OwningTeams
from hikeshi.flow.placing import subject_of
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import TeamId


@frozen(kw_only=True)
class QuietVerbs:
    """The use cases behind the buttons of the page about what is kept quiet."""

    create_silence: CreateSilence = field(factory=CreateSilence)
    end_silence: EndSilence = field(factory=EndSilence)
    create_window: CreateMaintenanceWindow = field(factory=CreateMaintenanceWindow)
    end_window: EndMaintenanceWindow = field(factory=EndMaintenanceWindow)


@frozen(kw_only=True)
class ShownQuiet:
    """A silence or a maintenance window.

    Args:
        about: The conditions alerts have to meet, or the services worked on.
        team_id: It is about this team's services only.
        alerts: Those it keeps quiet now.
        may_end: Whoever reads the page may end it.
    """

    quiet: Suppressor
    state: SpanState
    about: tuple[str, ...]
    why: str
    team_id: TeamId | None
    alerts: tuple[Alert, ...]
    may_end: bool

    @property
    def is_window(self) -> bool:
        """Whether it is a maintenance window."""
        return isinstance(self.quiet, MaintenanceWindow)


def shown_quiet(
    directory: Directory, alerts: Iterable[Alert], by: Actor, now: datetime
) -> list[ShownQuiet]:
    """Return what holds, then what is to come, then what is over; the first to end first.

    Args:
        directory: Everything that is configured.
        alerts: That fire now.
        by: Who reads it.
        now: The instant it is read at.
    """
    suppressed = [alert for alert in alerts if alert.suppressed_since is not None]
    found = [_shown(directory, each, suppressed, by, now) for each in directory.suppressors]
    order = [SpanState.ACTIVE, SpanState.PENDING, SpanState.ENDED]
    latest = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda each: (order.index(each.state), each.quiet.ends_at or latest))


def kept_quiet(
    directory: Directory, quiet: Suppressor, alerts: Iterable[Alert]
) -> tuple[Alert, ...]:
    """Return the alerts a silence or window means, whenever it holds."""
    at = quiet.starts_at
    return tuple(
        alert for alert in alerts if suppression_of(subject_of(directory, alert), (quiet,), at)
    )


def _shown(
    directory: Directory, each: Suppressor, suppressed: list[Alert], by: Actor, now: datetime
) -> ShownQuiet:
    teams = {each.team_id}
    if isinstance(each, Silence):
        about, why = tuple(map(str, each.matchers)), each.comment
    else:
        about, why = _services(directory, each), each.reason
        teams = set(OwningTeams(directory)(each.service_ids))
    return ShownQuiet(
        quiet=each,
        state=each.state(now),
        about=about,
        why=why,
        team_id=each.team_id,
        alerts=kept_quiet(directory, each, suppressed) if each.is_active(now) else (),
        may_end=all(allowed(by, Permission.RESPOND, team) for team in teams),
    )


def _services(directory: Directory, window: MaintenanceWindow) -> tuple[str, ...]:
    found = (directory.services.get(each) for each in window.service_ids)
    return tuple(service.name for service in found if service is not None)
