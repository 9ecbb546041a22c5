"""Where scenarios begin: a world with its configuration in force, set up once for all of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import define, field

from hikeshi.kernel.errors import InvalidError
from hikeshi.memory import CountingIds
from hikeshi.rehearsal.naming import Names
from hikeshi.rehearsal.playing import Load, Player
from hikeshi.rehearsal.world import World


@define
class Stages:
    """Worlds at their beginning, one for each configuration of a suite.

    Args:
        load: Reads what a suite refers to by path.
    """

    load: Load
    _set: dict[int | str, tuple[Any, Player]] = field(factory=dict)

    def player(self, configuration: Any, start: datetime) -> Player:
        """Return a player of its own for one scenario, with that configuration in force.

        Args:
            configuration: The configuration, or the path of one.
            start: When the scenario begins.
        """
        # The document is kept beside its identity, which nothing else can get meanwhile.
        key = configuration if isinstance(configuration, str) else id(configuration)
        if key not in self._set:
            self._set[key] = (configuration, self._set_up(configuration, start))
        _, first = self._set[key]
        store = first.world.store.copy()
        world = World(start, store=store, ids=CountingIds(first.world.ids.count))
        return Player(world, self.load, Names(store, dict(first.names.senders)))

    def _set_up(self, configuration: Any, start: datetime) -> Player:
        document = self.load(configuration) if isinstance(configuration, str) else configuration
        if not isinstance(document, Mapping):
            raise InvalidError.at("/configuration", "must be a configuration, or the path of one")
        world = World(start)
        player = Player(world, self.load, Names(world.store))
        player.configure(document)
        return player
