"""Where scenarios begin: a world with its configuration in force, set up once for all of them."""

from datetime import datetime
from typing import Any

from attrs import define, field

from hikeshi.flow.directory import Directory
from hikeshi.memory import CountingIds, Store
from hikeshi.rehearsal.files import NO_FILES, SuiteReferences
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.world import Effort, World


@define
class Stages:
    """Worlds at their beginning, one for each configuration of a suite.

    Args:
        references: Reads what a suite refers to by path.
        live: What is configured, for scenarios that bring no configuration.
        effort: How much may happen in all scenarios together; nothing = as much as does.
    """

    references: SuiteReferences
    live: Directory | None = None
    effort: Effort | None = None
    _set: dict[int | str, tuple[Any, Player]] = field(factory=dict)

    def player(self, configuration: Any, start: datetime, pointer: str) -> Player:
        """Return a player of its own for one scenario, with that configuration in force.

        Args:
            configuration: The configuration, or the path of one.
            start: When the scenario begins.
            pointer: Where the suite says which configuration.
        """
        # The document is kept beside its identity, which nothing else can get meanwhile.
        key = configuration if isinstance(configuration, str) else id(configuration)
        if key not in self._set:
            self._set[key] = (configuration, self._set_up(configuration, start, pointer))
        _, first = self._set[key]
        store = first.world.store.copy()
        world = World(
            start,
            store=store,
            ids=CountingIds(first.world.ids.count),
            effort=self.effort,
            keeps_records=False,
        )
        return Player(world, self.references, Names(store, dict(first.names.senders)))

    def _set_up(self, configuration: Any, start: datetime, pointer: str) -> Player:
        if configuration is None and self.live is not None:
            return live_player(self.live, start, references=self.references)
        read = self.references.configuration(configuration, pointer)
        world = World(start)
        player = Player(world, self.references, Names(world.store))
        player.adopt(read)
        return player


def live_player(
    live: Directory,
    start: datetime,
    *,
    references: SuiteReferences = NO_FILES,
    effort: Effort | None = None,
) -> Player:
    """Return a player with what is configured in force; nothing it does touches that."""
    world = World(start, store=Store.of(live), effort=effort)
    player = Player(world, references, Names(world.store))
    world.do(player.names.add_senders)
    return player
