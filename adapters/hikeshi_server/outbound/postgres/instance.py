"""Who this database believes to be, and whether it holds back what it would send.

A restored or cloned database believes that old incidents are open and that pages are due. It finds
out by comparing what it remembers with what stands beside the data and with the clock; then it
holds until a person has looked at what would go out.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.identity_file import Beside, IdentityFile
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.transactions import transaction

#: Clocks are set by so much without anybody noticing.
CLOCK_STEP = timedelta(minutes=1)
#: Without a file beside the data nothing proves that a silence this long was only a downtime.
LONGEST_UNPROVEN_SILENCE = timedelta(hours=1)

_LOCK = "SELECT * FROM instance FOR UPDATE"
_BEGIN = """
INSERT INTO instance (identity, public_url, last_seen_at) VALUES ($1, $2, $3)
ON CONFLICT (singleton) DO NOTHING
"""
_CHECK_IN = """
UPDATE instance SET public_url = coalesce($1, public_url), last_seen_at = $2, hold_reason = $3,
  held_at = $4, released_at = CASE WHEN $3::text IS NULL THEN released_at END,
  released_by = CASE WHEN $3::text IS NULL THEN released_by END
"""
_BEAT = """
UPDATE instance SET last_seen_at = greatest(last_seen_at, $1)
RETURNING identity, last_seen_at, hold_reason, held_at
"""
_RELEASE = """
UPDATE instance SET hold_reason = NULL, held_at = NULL, released_at = $1, released_by = $2
WHERE hold_reason IS NOT NULL
"""
_HOLD = """
UPDATE instance SET hold_reason = $1, held_at = $2 WHERE hold_reason IS NULL
"""
_GET = "SELECT hold_reason, held_at FROM instance"


@frozen
class Hold:
    """Nothing is sent until somebody releases it.

    Args:
        reason: One sentence for the person who has to decide.
    """

    reason: str
    held_at: datetime


@frozen
class PostgresInstance:
    """Checks in at a start, beats while it runs, and keeps the hold.

    Args:
        file: The identity beside the data, where there is a place for one.
    """

    engine: PostgresEngine
    file: IdentityFile | None = None

    async def check_in(self, public_url: str | None, now: datetime) -> Hold | None:
        """Compare what the database remembers with the world; hold where they differ.

        Called at a start, before anything is sent. A hold stays until it is released.

        Args:
            public_url: Where people reach the installation; nothing where nobody said.
        """
        beside = self.file.read() if self.file is not None else None
        try:
            async with transaction(self.engine) as session:
                seen, hold = await _check_in(session, public_url, beside, now)
        except Exception as error:
            raise translated(error) from error
        self._write(seen)
        return hold

    async def beat(self, now: datetime) -> Hold | None:
        """Remember, here and beside the data, that the database was alive; return the hold.

        Called every second: a dump taken before that second is recognised when it is restored.
        """
        row = await self._row(_BEAT, now)
        if row is None:
            return None
        self._write(Beside(row["identity"], row["last_seen_at"]))
        return _hold(row)

    async def hold(self) -> Hold | None:
        """Return the hold, where there is one."""
        row = await self._row(_GET)
        return _hold(row) if row is not None else None

    async def place_hold(self, reason: str, now: datetime) -> None:
        """Hold because somebody wants it; a hold that stands already keeps its reason."""
        await self._row(_HOLD, reason, now)

    async def release(self, by: UserId | None, now: datetime) -> None:
        """Let everything that is due go out from now on.

        Args:
            by: Who released it; nothing = somebody on the machine itself.
        """
        await self._row(_RELEASE, now, by)

    async def _row(self, statement: str, *values: object) -> Row | None:
        try:
            async with transaction(self.engine) as session:
                return await session.row(statement, *values)
        except Exception as error:
            raise translated(error) from error

    def _write(self, beside: Beside) -> None:
        if self.file is not None:
            self.file.write(beside)


async def _check_in(
    session: Session, public_url: str | None, beside: Beside | None, now: datetime
) -> tuple[Beside, Hold | None]:
    await session.run(_BEGIN, uuid4(), public_url or "", now)
    (row,) = await session.rows(_LOCK)
    standing = _hold(row)
    doubt = _doubt(row, public_url, beside, now) if standing is None else None
    hold = standing or doubt
    reason, held_at = (hold.reason, hold.held_at) if hold is not None else (None, None)
    # Whoever waited for the lock comes with an instant that others have gone beyond: the database
    # must never remember less than what stands beside it. Only a doubt begins to count anew.
    seen_at = now if doubt is not None else max(now, row["last_seen_at"])
    await session.run(_CHECK_IN, public_url, seen_at, reason, held_at)
    return Beside(row["identity"], seen_at), hold


def _hold(row: Row) -> Hold | None:
    return Hold(row["hold_reason"], row["held_at"]) if row["hold_reason"] is not None else None


def _doubt(row: Row, public_url: str | None, beside: Beside | None, now: datetime) -> Hold | None:
    """Return why this may be a restored or cloned database."""
    known_url, last_seen_at = row["public_url"], row["last_seen_at"]
    if public_url is not None and known_url not in {"", public_url}:
        return Hold(f"The database belongs to {known_url}, and this is {public_url}.", now)
    if beside is not None and beside.identity != row["identity"]:
        return Hold("The identity beside the data is another database's.", now)
    if beside is not None and beside.last_seen_at > last_seen_at:
        return Hold(
            f"The database is as it was at {last_seen_at:%Y-%m-%d %H:%M:%S} UTC, but was last seen"
            f" at {beside.last_seen_at:%Y-%m-%d %H:%M:%S} UTC: it was restored.",
            now,
        )
    if now < last_seen_at - CLOCK_STEP:
        return Hold(
            f"The database was last seen at {last_seen_at:%Y-%m-%d %H:%M:%S} UTC, and the clock"
            " says that this is yet to come.",
            now,
        )
    if beside is None and now > last_seen_at + LONGEST_UNPROVEN_SILENCE:
        return Hold(
            f"The database was last seen at {last_seen_at:%Y-%m-%d %H:%M:%S} UTC, and nothing"
            " beside the data says that it was only off since then.",
            now,
        )
    return None
