"""Whether messages may leave: the settings say so, and the database is no restored copy."""

import structlog
from attrs import define, field

from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.postgres.instance import Hold, PostgresInstance
from hikeshi_server.wiring.settings import Outbound, Settings

_log = structlog.get_logger(__name__)


@define
class Gate:
    """Keeps the hold in mind, and the database's heart beating.

    Args:
        hold: Why nothing is sent now; nothing = everything leaves.
    """

    settings: Settings
    instance: PostgresInstance
    clock: Clock
    hold: Hold | None = None
    _opened: bool = field(default=False)

    async def open(self) -> None:
        """Check in: find out whether this database is a restored or cloned one."""
        name = self.settings.public_url if self.settings.names_itself else None
        self.hold = await self.instance.check_in(name, self.clock.now())
        self._opened = True
        if self.hold is not None:
            _log.warning("outbound_held", reason=self.hold.reason)

    async def beat(self) -> None:
        """Say that the database lives; learn of a hold placed or released elsewhere."""
        if not self._opened:
            # A beat makes the database look alive: the question whether it was must come first.
            await self.open()
            return
        self.hold = await self.instance.beat(self.clock.now())

    async def look(self) -> None:
        """Learn of a hold placed or released elsewhere, where nothing beats."""
        self.hold = await self.instance.hold()

    def reason(self) -> str | None:
        """Say why nothing is sent at present; nothing = everything leaves."""
        if self.hold is not None:
            return self.hold.reason
        if self.settings.outbound is Outbound.HOLD:
            return "HIKESHI_OUTBOUND is hold."
        return None

    async def may_send(self) -> bool:
        """Say whether messages may leave now."""
        if not self._opened:
            await self.open()
        return self.reason() is None
