"""A person pages a person, a team or the owners of a service."""

from attrs import evolve, field, frozen

from hikeshi.incidents.errors import NobodyToPageError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases.trigger_incidents import IncidentDraft, TriggerIncidents
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import IncidentId, ServiceId, TeamId, UserId
from hikeshi.kernel.severity import Severity, Urgency

LONGEST_TITLE = 1024


@frozen(kw_only=True)
class PageRequested:
    """Whom to page, and what for: exactly one of person, team and service.

    Args:
        team: Paged through the team's escalation policy; of several, the first by key.
        service: Paged through the service's escalation policy.
    """

    title: str
    user: UserId | None = None
    team: TeamId | None = None
    service: ServiceId | None = None
    urgency: Urgency = Urgency.HIGH

    def __attrs_post_init__(self) -> None:
        if not 0 < len(self.title.strip()) <= LONGEST_TITLE:
            raise InvalidError.at(
                "/title", Sentence("must be 1 to {most} characters long", most=LONGEST_TITLE)
            )
        if sum(target is not None for target in (self.user, self.team, self.service)) != 1:
            raise NobodyToPageError("Name exactly one of user, team and service to page.")


@frozen
class PageByHand:
    """A person pages a person, a team or the owners of a service: an incident begins."""

    trigger_incidents: TriggerIncidents = field(factory=TriggerIncidents)

    async def __call__(
        self, work: IncidentWork, page: PageRequested, *, team_id: TeamId | None, by: Actor
    ) -> Incident:
        """Begin the incident and page.

        Args:
            work: The unit of work.
            page: Whom, and what for.
            team_id: The team it belongs to: the one paged, or the owner of the service.
            by: Who pages; needs `respond`.

        Raises:
            NobodyToPageError: The person is inactive, or the team has no escalation policy.
        """
        require(by, Permission.RESPOND, team_id)
        roster = await work.roster(())
        if page.user is not None and not roster.is_active(page.user):
            raise NobodyToPageError.at("/user", "has left; page somebody who is active")
        draft = IncidentDraft(
            id=IncidentId(work.ids()),
            title=page.title,
            by=by,
            severity=Severity.SEV2 if page.urgency is Urgency.HIGH else Severity.SEV4,
            urgency=page.urgency,
            service_id=page.service,
            team_id=team_id,
            page=page.user,
        )
        if page.team is not None:
            policy = await _policy_of(work, page.team)
            draft = evolve(draft, escalation_policy_id=policy.id)
        (incident,) = await self.trigger_incidents(work, (draft,))
        return incident


async def _policy_of(work: IncidentWork, team_id: TeamId) -> EscalationPolicy:
    everything = await work.escalation_policies.list_all()
    own = sorted((p for p in everything if p.team_id == team_id), key=lambda p: p.key)
    if not own:
        raise NobodyToPageError.at(
            "/team", "has no escalation policy; give it one, or page a person or a service"
        )
    return own[0]
