"""An incident on a desk: a whole library in memory, people of every role, and one open incident."""

from typing import Any

import pytest
from tests.flow.story import Story, a_configuration, a_step

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ForbiddenError, StaleError


class Desk(Story):
    """A story that begins with an open incident of one service, Ana paged, then Ben."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(a_configuration(a_step("ana"), a_step("ben"), **changes))
        self.alert()
        self.forget()

    def person(self, who: str = "ana", role: Role = Role.RESPONDER, **facts: Any) -> Actor:
        """Return a person as an actor."""
        return Actor(ActorKind.USER, self.player.names.user(who).id, role, **facts)

    def run(self, use_case: Any, *args: Any, by: Actor | None = None, **facts: Any) -> Any:
        """Run a verb on the newest incident."""
        actor = by or self.person()
        incident_id = self.incident.id
        return self.world.do(lambda work: use_case(work, incident_id, *args, by=actor, **facts))

    def do(self, use_case: Any, *args: Any, by: Actor | None = None, **facts: Any) -> Any:
        """Run a verb that is about no incident."""
        actor = by or self.person()
        return self.world.do(lambda work: use_case(work, *args, by=actor, **facts))

    def last(self) -> str:
        """Return the kind of the newest entry of the timeline."""
        return self.kinds()[-1]


def refuses_observers(use_case: Any, **facts: Any) -> None:
    """Who may only read is refused, and nothing changes."""
    desk = Desk()
    before = desk.incident
    with pytest.raises(ForbiddenError):
        desk.run(use_case, by=desk.person(role=Role.OBSERVER), **facts)
    assert desk.incident == before


def refuses_stale(use_case: Any, **facts: Any) -> None:
    """Who saw another version is refused, and nothing changes."""
    desk = Desk()
    before = desk.incident
    with pytest.raises(StaleError):
        desk.run(use_case, expected_version=before.version + 1, **facts)
    assert desk.incident == before
