"""What people configure: whole objects as documents, with narrow columns to find them by."""
# ruff: noqa: S608 — the names in these statements are those of our own tables and columns.

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
from asyncpg.pgproto import pgproto
from attrs import field, frozen

from hikeshi.kernel.conversion import json_converter
from hikeshi.kernel.errors import ConflictError, Sentence, StaleError
from hikeshi_server.outbound.postgres.errors import broken_constraint
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.records import Record
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row, Session

Id = TypeVar("Id", bound=UUID)
T = TypeVar("T")

#: Drops fields it does not know: a newer release may have written them.
CONVERTER = json_converter(strict=False)
# As identities are that the driver reads, and new ones: of its own subclass, which is quicker.
CONVERTER.register_structure_hook(UUID, lambda text, _: pgproto.UUID(text))
_TAKEN = re.compile(r"\)=\((?:.*, )?(?P<value>.*)\) already exists")


def _as_it_is(found: Any, *_: Any) -> Any:
    return found


@frozen(kw_only=True)
class Kind(Generic[T]):
    """How one kind of object is kept.

    Args:
        columns: The narrow columns of an object, beside id, version and document.
        secrets: SQL for the sealed secrets of row `t`, as `text[]`.
        hide: Returns the object as it may stand in the document.
        reveal: Puts the unsealed secrets back.
    """

    record: type[Record]
    cls: type[T]
    columns: Callable[[T, Sealer], Mapping[str, Any]] = lambda _, __: {}
    secrets: str = "NULL::text[]"
    hide: Callable[[T], T] = _as_it_is
    reveal: Callable[[T, Sequence[str], Sealer], T] = _as_it_is
    table: str = field(init=False)

    @table.default
    def _table(self) -> str:
        return str(self.record.__tablename__)

    def read(self, row: Row, sealer: Sealer) -> T:
        """Return the object of a row with `document` and `secrets`."""
        found = CONVERTER.structure(row["document"], self.cls)
        return self.reveal(found, row["secrets"] or (), sealer)

    def row(self, kept: Any, sealer: Sealer) -> dict[str, Any]:
        """Return the columns of an object."""
        document = CONVERTER.unstructure(self.hide(kept))
        fixed = {"id": kept.id, "version": kept.version, "document": document}
        return {**fixed, **self.columns(kept, sealer)}


class Statements:
    """The statements of one kind, built once."""

    def __init__(self, kind: Kind[Any]) -> None:
        table = kind.table
        names = [column.name for column in kind.record.__table__.columns]
        rows = f"jsonb_populate_recordset(NULL::{table}, $1::jsonb) r"
        changes = ", ".join(f"{name} = r.{name}" for name in names if name != "id")
        self.keyed = "key" in names
        self.select = f"SELECT t.id, t.document, {kind.secrets} AS secrets FROM {table} t"
        self.get = f"{self.select} WHERE t.id = ANY($1::uuid[]) ORDER BY t.id"
        self.list = f"{self.select} ORDER BY t.id"
        self.lock = f"SELECT id FROM {table} WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
        self.insert = f"INSERT INTO {table} SELECT r.* FROM {rows}"
        self.update = (
            f"UPDATE {table} t SET {changes} FROM {rows}"
            " WHERE t.id = r.id AND t.version = r.version - 1 RETURNING t.id"
        )
        self.delete = f"DELETE FROM {table} WHERE id = ANY($1::uuid[])"


class PostgresDocuments(Generic[Id, T]):
    """Keeps objects of one kind; what it changes counts as a change of the configuration."""

    kind: Kind[T]
    statements: Statements

    def __init_subclass__(cls, *, kind: Kind[Any] | None = None) -> None:
        if kind is not None:
            cls.kind, cls.statements = kind, Statements(kind)

    def __init__(self, session: Session, sealer: Sealer, changed: Callable[[], None]) -> None:
        self._session = session
        self._sealer = sealer
        self._changed = changed

    async def get_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist."""
        rows = await self._session.rows(self.statements.get, list(ids))
        return {row["id"]: self._read(row) for row in rows}

    async def lock_many(self, ids: Iterable[Id]) -> Mapping[Id, T]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        wanted = list(ids)
        # Two statements: the second one sees what was committed while the first one waited.
        await self._session.run(self.statements.lock, wanted)
        return await self.get_many(wanted)

    async def find(self, key: str) -> T | None:
        """Return the one with that key; nothing where objects of this kind have none."""
        return await self._find("t.key = $1", key) if self.statements.keyed else None

    async def list_all(self) -> Sequence[T]:
        """Return all of them, ordered by id."""
        return [self._read(row) for row in await self._session.rows(self.statements.list)]

    async def save_many(self, objects: Sequence[T]) -> None:
        """Write these; version 1 is new, any other replaces the version before it.

        Raises:
            StaleError: Somebody saved that version already.
            ConflictError: The key is taken.
        """
        rows = [self.kind.row(kept, self._sealer) for kept in objects]
        new = [row for row in rows if row["version"] == 1]
        edited = [row for row in rows if row["version"] != 1]
        try:
            if new:
                await self._session.run(self.statements.insert, to_json(new))
            if edited:
                written = await self._session.rows(self.statements.update, to_json(edited))
                if len(written) != len(edited):
                    raise StaleError
        except asyncpg.UniqueViolationError as error:
            raise _conflict(error) from error
        if rows:
            self._changed()

    async def delete_many(self, ids: Iterable[Id]) -> None:
        """Remove these."""
        await self._session.run(self.statements.delete, list(ids))
        self._changed()

    async def _find(self, condition: str, *values: Any) -> T | None:
        found = await self._list(condition, *values)
        return found[0] if found else None

    async def _list(self, condition: str, *values: Any) -> Sequence[T]:
        statement = f"{self.statements.select} WHERE {condition} ORDER BY t.id"
        return [self._read(row) for row in await self._session.rows(statement, *values)]

    def _read(self, row: Row) -> T:
        return self.kind.read(row, self._sealer)


def _conflict(error: asyncpg.UniqueViolationError) -> ConflictError:
    constraint = broken_constraint(error) or ""
    if constraint.endswith("_pkey"):
        return StaleError()
    taken = _TAKEN.search(error.detail or "")
    value = taken["value"] if taken else ""
    if "email" in constraint:
        return ConflictError.at(
            "/email", Sentence("“{email}” is the address of somebody else already.", email=value)
        )
    return ConflictError.at("/key", Sentence("The key “{key}” is taken.", key=value))
