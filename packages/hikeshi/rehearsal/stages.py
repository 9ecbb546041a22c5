"""Where scenarios begin: a world with its configuration in force, set up once for all of them."""

from datetime import datetime
from typing import Any

from attrs import define, field

from hikeshi.memory import CountingIds
from hikeshi.rehearsal.files import SuiteReferences
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.world import World


@define
class Stages:
    """Worlds at their beginning, one for each configuration of a suite.

    Args:
        references: Reads what a suite refers to by path.
    """

    references: SuiteReferences
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
        world = World(start, store=store, ids=CountingIds(first.world.ids.count))
        return Player(world, self.references, Names(store, dict(first.names.senders)))

    def _set_up(self, configuration: Any, start: datetime, pointer: str) -> Player:
        read = self.references.configuration(configuration, pointer)
        world = World(start)
        player = Player(world, self.references, Names(world.store))
        player.adopt(read)
        return player
