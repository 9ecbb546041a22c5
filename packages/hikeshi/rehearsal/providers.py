"""Providers in a rehearsal: they confirm every message, unless the scenario says otherwise."""

from datetime import datetime

from attrs import define, field

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


@define
class RehearsedProviders:
    """What each channel answers, and until when."""

    troubles: dict[str | None, tuple[Outcome, datetime]] = field(factory=dict)

    def trouble(self, kind: str | None, outcome: Outcome, until: datetime) -> None:
        """Let a channel, or with no kind every channel, answer that until then."""
        self.troubles[kind] = (outcome, until)

    def answer(self, kind: str, now: datetime) -> DeliveryReport:
        """Return what the channel says to a message now."""
        known = (self.troubles.get(kind), self.troubles.get(None))
        outcome = next((t[0] for t in known if t is not None and now < t[1]), None)
        if outcome is None:
            return DeliveryReport(outcome=Outcome.DELIVERED, reason="rehearsed")
        if outcome is Outcome.EXPIRED:  # only the core decides that
            outcome = Outcome.PERMANENT
        return DeliveryReport(outcome=outcome, reason="as the scenario says")
