"""What things and people are called, for those who read a page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import EscalationPolicyId, IntegrationId, ServiceId, UserId
from hikeshi_server.inbound.console.wording import Words


@frozen
class Names:
    """Looks names up; what is gone is called by a word that says so."""

    directory: Directory
    words: Words

    def person(self, user_id: UserId | None) -> str:
        """Return a person's name."""
        user = self.directory.users.get(user_id) if user_id is not None else None
        return user.name if user is not None else self.words.plain("names.somebody")

    def people(self, user_ids: Iterable[UserId]) -> str:
        """Return several names, in their order."""
        return self.words.plain("names.separator").join(self.person(each) for each in user_ids)

    def actor(self, actor: Actor) -> str:
        """Return who did something: a person, a sender, or Hikeshi itself."""
        if actor.kind is ActorKind.USER and actor.id is not None:
            return self.person(UserId(actor.id))
        if actor.kind is ActorKind.INTEGRATION and actor.id is not None:
            sender = self.directory.integrations.get(IntegrationId(actor.id))
            return sender.name if sender is not None else self.words.plain("names.sender")
        return self.words.plain("names.system")

    def service(self, service_id: ServiceId | None) -> str:
        """Return a service's name; empty where there is none."""
        service = self.directory.services.get(service_id) if service_id is not None else None
        return service.name if service is not None else ""

    def policy(self, policy_id: EscalationPolicyId | None) -> str:
        """Return an escalation policy's name; empty where there is none."""
        policy = self.directory.policies.get(policy_id) if policy_id is not None else None
        return policy.name if policy is not None else ""

    def schedule(self, key: str) -> str:
        """Return a schedule's name by its key."""
        found = (s.name for s in self.directory.schedules.values() if s.key == key)
        return next(found, key)

    def team(self, key: str) -> str:
        """Return a team's name by its key."""
        return next((t.name for t in self.directory.teams.values() if t.key == key), key)

    def person_of(self, text: Any) -> str:
        """Return the name for an id as it stands in a fact."""
        return self.person(UserId(UUID(text)) if text else None)
