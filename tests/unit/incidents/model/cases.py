"""An incident, a roster in a dictionary and a moment, for decisions without any store."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from attrs import field, frozen

from hikeshi.flow.almanac import LiveAlmanac
from hikeshi.incidents.model.decision import Moment
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Step, Target, TargetKind
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import ServiceRules
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, UserId
from hikeshi.kernel.severity import Severity, Urgency

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA, BEN, CAI = (UserId(UUID(int=number)) for number in (1, 2, 3))
POLICY = EscalationPolicyId(UUID(int=50))


def target(user: UserId) -> Target:
    """Return a person as a target."""
    return Target(TargetKind.USER, user)


def a_policy(*steps: tuple[UserId, ...], **facts: Any) -> EscalationPolicy:
    """Return a policy of steps of five minutes."""
    return EscalationPolicy(
        id=POLICY,
        key="default",
        name="Default",
        team_id=None,
        steps=tuple(Step(tuple(map(target, people)), 5 * MINUTE) for people in steps),
        **facts,
    )


@frozen
class Roster:
    """Answers from what it was given."""

    policies: dict[int, EscalationPolicy] = field(factory=dict)
    gone: frozenset[UUID] = frozenset()
    service: ServiceRules = ServiceRules()
    resort: Any = None

    almanac = LiveAlmanac({})

    def time_zone(self, user_id: UserId) -> str:
        """Everybody lives in London."""
        del user_id
        return "Europe/London"

    def quiet_hours(self, user_id: UserId) -> None:
        """Nobody lets what is urgent wait."""
        del user_id

    def people(self, wanted: Target, at: datetime) -> tuple[UserId, ...]:
        """Return the person, unless gone."""
        del at
        return () if wanted.id in self.gone else (UserId(wanted.id),)

    def covered_at(self, targets: tuple[Target, ...], at: datetime) -> datetime | None:
        """Nobody ever comes on call."""
        del targets, at

    def policy(self, policy_id: UUID, version: int | None = None) -> EscalationPolicy | None:
        """Return the version, or the newest."""
        del policy_id
        return self.policies.get(version or max(self.policies, default=0))

    def is_active(self, user_id: UserId) -> bool:
        """Say whether the person is not gone."""
        return user_id not in self.gone

    def rules(self, service_id: UUID | None) -> ServiceRules:
        """Return the rules of the only service."""
        del service_id
        return self.service

    def last_resort(self) -> Any:
        """Return the last resort."""
        return self.resort


def following(policy: EscalationPolicy, **facts: Any) -> Roster:
    """Return a roster of one policy."""
    return Roster({policy.version: policy}, **facts)


def a_moment(minutes: int = 0, by: UserId | None = None) -> Moment:
    """Return a moment so many minutes later, of a person or of Hikeshi itself."""
    numbers = count(1000)
    actor = SYSTEM if by is None else Actor(ActorKind.USER, by)
    return Moment(NOW + minutes * MINUTE, lambda: UUID(int=next(numbers)), actor)


def an_incident(escalation: Escalation | None = None, **facts: Any) -> Incident:
    """Return a triggered incident."""
    return Incident(
        **{
            "id": IncidentId(UUID(int=9)),
            "number": 1,
            "title": "disk full",
            "created_at": NOW,
            "severity": Severity.SEV1,
            "urgency": Urgency.HIGH,
            "escalation_policy_id": POLICY,
            "escalation": escalation or Escalation(policy_id=POLICY, policy_version=1),
            **facts,
        }
    )
