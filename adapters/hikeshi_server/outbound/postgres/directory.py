"""The whole configuration, read in one statement and kept until it changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import cattrs
from attrs import define, field

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.flow.directory import Directory, Organisation
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi_server.outbound.postgres.documents import CONVERTER, Kind
from hikeshi_server.outbound.postgres.drills import DRILLS
from hikeshi_server.outbound.postgres.escalation_policies import POLICIES, Version
from hikeshi_server.outbound.postgres.notification_queue import RULES
from hikeshi_server.outbound.postgres.oncall import SCHEDULES
from hikeshi_server.outbound.postgres.revision import Revision
from hikeshi_server.outbound.postgres.routes import ROUTES
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.suppression import MAINTENANCE_WINDOWS, SILENCES
from hikeshi_server.outbound.postgres.teams import (
    CONTACT_METHODS,
    HOLIDAY_SETS,
    INTEGRATIONS,
    SERVICES,
    TEAMS,
    USERS,
)
from hikeshi_server.outbound.postgres.words import log_left

KINDS: tuple[Kind[Any], ...] = (
    CONTACT_METHODS,
    DRILLS,
    HOLIDAY_SETS,
    INTEGRATIONS,
    MAINTENANCE_WINDOWS,
    POLICIES,
    ROUTES,
    RULES,
    SCHEDULES,
    SERVICES,
    SILENCES,
    TEAMS,
    USERS,
)
#: Of these, one that a newer release wrote and this one cannot read is left out: people are paged
#: too often rather than never, by the ways that are known. Without any other kind nobody would be.
_DISPENSABLE = frozenset(
    kind.table for kind in (CONTACT_METHODS, DRILLS, MAINTENANCE_WINDOWS, RULES, SILENCES)
)
#: Old versions of policies kept at hand; beyond that they are read again.
KEPT_VERSIONS = 10_000

# One statement sees one state of the configuration, whoever is changing it meanwhile.
_ALL = " UNION ALL ".join(
    [
        *(
            f"SELECT '{kind.table}' AS kind, t.id, t.document, {kind.secrets} AS secrets"  # noqa: S608
            f" FROM {kind.table} t"
            for kind in KINDS
        ),
        "SELECT 'groupings', service_id, document, NULL FROM groupings",
        "SELECT 'organisation', NULL, document, NULL FROM organisation",
        "SELECT 'revision', nonce, to_jsonb(revision), NULL FROM configuration_revision",
    ]
)
_ALL = f"{_ALL} ORDER BY kind, id"


@define
class DirectoryCache:
    """What all works of this process share: immutable, and committed."""

    revision: Revision | None = None
    directory: Directory = field(factory=Directory)
    versions: dict[Version, EscalationPolicy] = field(factory=dict)

    def keep(self, revision: Revision, directory: Directory) -> None:
        """Share a directory that was read from committed tables."""
        self.revision, self.directory = revision, directory

    def keep_versions(self, versions: Mapping[Version, EscalationPolicy]) -> None:
        """Share versions of policies; they never change."""
        if len(self.versions) + len(versions) > KEPT_VERSIONS:
            self.versions.clear()
        self.versions.update(versions)


async def read_directory(session: Session, sealer: Sealer) -> tuple[Revision, Directory]:
    """Return the whole configuration."""
    kinds = {kind.table: kind for kind in KINDS}
    found: dict[str, list[Any]] = {name: [] for name in (*kinds, "groupings", "organisation")}
    revision = Revision(0, UUID(int=0))
    for row in await session.rows(_ALL):
        name = row["kind"]
        if name in kinds:
            found[name] += _read(kinds[name], row, sealer)
        elif name == "groupings":
            found[name].append(CONVERTER.structure(row["document"], Grouping))
        elif name == "organisation":
            found[name].append(CONVERTER.structure(row["document"], Organisation))
        else:
            revision = Revision(row["document"], row["id"])
    return revision, _directory(revision, found)


def _read(kind: Kind[Any], row: Row, sealer: Sealer) -> Sequence[Any]:
    try:
        return (kind.read(row, sealer),)
    except (cattrs.BaseValidationError, ValueError, TypeError):
        if kind.table not in _DISPENSABLE:
            raise
        log_left(kind.table)
        return ()


def _directory(revision: Revision, found: Mapping[str, list[Any]]) -> Directory:
    return Directory(
        revision=revision.number,
        users=_by_id(found["users"]),
        teams=_by_id(found["teams"]),
        services=_by_id(found["services"]),
        integrations=_by_id(found["integrations"]),
        routes=tuple(sorted(found["routes"], key=lambda route: route.position)),
        groupings={grouping.service_id: grouping for grouping in found["groupings"]},
        silences=_by_id(found["silences"]),
        maintenance_windows=_by_id(found["maintenance_windows"]),
        schedules=_by_id(found["schedules"]),
        policies=_by_id(found["escalation_policies"]),
        drills=_by_id(found["drills"]),
        contact_methods=tuple(found["contact_methods"]),
        notification_rules=tuple(found["notification_rules"]),
        holidays=_by_id(found["holiday_sets"]),
        organisation=found["organisation"][0] if found["organisation"] else Organisation(),
    )


def _by_id(objects: Iterable[Any]) -> dict[Any, Any]:
    return {found.id: found for found in objects}
