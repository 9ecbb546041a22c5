"""Escalation policies in PostgreSQL, with every version they ever had."""

from collections.abc import Iterable, Mapping, Sequence

from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi_server.outbound.postgres.documents import CONVERTER, Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.records import EscalationPolicyRecord

POLICIES = Kind(
    record=EscalationPolicyRecord,
    cls=EscalationPolicy,
    columns=lambda policy, _: {"key": policy.key, "team_id": policy.team_id},
)

Version = tuple[EscalationPolicyId, int]

_KEEP_VERSIONS = """
INSERT INTO escalation_policy_versions (policy_id, version, document)
SELECT id, version, document::jsonb
FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS v (id, version, document)
"""
_GET_VERSIONS = """
SELECT v.policy_id, v.version, v.document
FROM unnest($1::uuid[], $2::bigint[]) AS wanted (id, version)
JOIN escalation_policy_versions v ON v.policy_id = wanted.id AND v.version = wanted.version
"""


class PostgresEscalationPolicyRepository(
    PostgresDocuments[EscalationPolicyId, EscalationPolicy], kind=POLICIES
):
    """Keeps escalation policies and every version they ever had."""

    async def save_many(self, objects: Sequence[EscalationPolicy]) -> None:
        """Write these and remember the versions."""
        await super().save_many(objects)
        await self._session.run(
            _KEEP_VERSIONS,
            [policy.id for policy in objects],
            [policy.version for policy in objects],
            [to_json(CONVERTER.unstructure(policy)) for policy in objects],
        )

    async def get_versions(self, versions: Iterable[Version]) -> Mapping[Version, EscalationPolicy]:
        """Return those versions that exist; a version never changes."""
        wanted = set(versions)
        if not wanted:
            return {}
        rows = await self._session.rows(
            _GET_VERSIONS, [found for found, _ in wanted], [number for _, number in wanted]
        )
        return {
            (row["policy_id"], row["version"]): CONVERTER.structure(
                row["document"], EscalationPolicy
            )
            for row in rows
        }
