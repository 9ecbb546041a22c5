"""An office: the whole library in memory, three people, and whoever does something there."""

import asyncio
from typing import Any

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.testing.builders import START, a_team, a_user


class Office:
    """Olga owns, Rosa responds, Otto observes; Rosa and nobody else is in the team `sre`."""

    def __init__(self) -> None:
        self.store = Store()
        self.happened: list[Any] = []
        self.transactions = InMemoryTransactions(
            self.store, FixedClock(START), CountingIds(), self.happened.extend
        )
        self.users = {
            "olga": a_user(key="olga", role=Role.OWNER, email="olga@example.org"),
            "rosa": a_user(key="rosa", role=Role.RESPONDER, email="rosa@example.org"),
            "otto": a_user(key="otto", role=Role.OBSERVER, email="otto@example.org"),
        }
        self.team = a_team(key="sre")
        self.save("users", *self.users.values())
        self.save("teams", self.team)

    def person(self, name: str, **facts: Any) -> Actor:
        """Return a person as an actor."""
        user = self.users[name]
        return Actor(ActorKind.USER, user.id, user.role, **facts)

    def do(self, use_case: Any, *args: Any, by: Actor | str = "olga", **facts: Any) -> Any:
        """Run a verb on somebody's behalf and return what it returns."""
        actor = self.person(by) if isinstance(by, str) else by
        return self.run(lambda work: use_case(work, *args, by=actor, **facts))

    def save(self, kind: str, *objects: Any) -> None:
        """Keep objects as they are."""
        self.run(lambda work: getattr(work, kind).save_many(objects))

    def run(self, do: Any) -> Any:
        """Do something in one work."""
        return asyncio.run(self.transactions.run(do))

    def facts(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return kind of event, kind of object and changed fields of everything that happened."""
        return [(type(e).__name__, e.kind, e.fields) for e in self.happened]
