"""A library in memory in which Ana can be paged and no worker runs by itself."""

from typing import Any

from tests.flow.story import Story, a_configuration, a_method, a_person, a_step

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.severity import Severity
from hikeshi.notifications.model.claim import Claim
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.planning import PageToPlan
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries


class Office(Story):
    """Ana has a phone and mail, and one rule for urgent pages by phone."""

    def __init__(self, *, minutes: tuple[int, ...] = (0,), page: bool = True) -> None:
        rules = [
            {"urgency": "high", "delay_seconds": 60 * m, "contact_method": "phone"} for m in minutes
        ]
        methods = [a_method("phone"), a_method("mail", "email")]
        ana = a_person("ana", contact_methods=methods, notification_rules=rules)
        super().__init__(a_configuration(a_step("ana", delay=36_000), people=[ana, "ben", "dee"]))
        self.down(minutes=100_000)
        if page:
            self.alert()

    def person(self, who: str = "ana", role: Role = Role.RESPONDER, **facts: Any) -> Actor:
        """Return a person as an actor."""
        return Actor(ActorKind.USER, self.player.names.user(who).id, role, **facts)

    def do(self, use_case: Any, *args: Any, **facts: Any) -> Any:
        """Run a verb in one work."""
        return self.world.do(lambda work: use_case(work, *args, **facts))

    def page_like(self, told: Notification) -> PageToPlan:
        """Return a further page of the same person about the same incident."""
        return PageToPlan(
            incident_id=told.incident_id,
            user_id=told.user_id,
            urgency=told.urgency,
            severity=Severity.SEV1,
            step=told.step,
            round=told.round,
        )

    def claim(self, limit: int = 10) -> list[Claim]:
        """Begin what is due."""
        return list(self.do(ClaimNotifications("w"), limit=limit))

    def report(self, claims: list[Claim], outcome: Outcome, **facts: Any) -> None:
        """Take in what came of attempts."""
        report = DeliveryReport(outcome=outcome, **facts)
        done = [FinishedAttempt(claim.attempt, report, self.world.now) for claim in claims]
        self.do(RecordDeliveries(), done)

    @property
    def first(self) -> Notification:
        """The first notification."""
        return self.notifications[0]
