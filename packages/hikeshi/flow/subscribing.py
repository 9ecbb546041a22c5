"""From the journal to the programs elsewhere that want to be told: one message a fact."""

import json
from collections.abc import Mapping, Sequence

from attrs import evolve

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.audit.queries import JournalReader
from hikeshi.flow.streaming import StreamedFact, as_builtins, incident_of, streamed
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import IncidentId, SubscriptionMessageId
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import SubscriptionMessage

#: Entries of the journal looked at in one work.
PAGE = 500


async def tell_subscribers(work: Work, reader: JournalReader) -> bool:
    """Plan messages for what came since each subscription was told; say whether there is more.

    Places move in the same work that writes the messages: nothing is left out or sent twice by
    a crash in between.
    """
    active = {found.id: found for found in await work.subscriptions.list_all() if found.active}
    progress = await work.subscription_progress.lock_many(active) if active else {}
    if not progress:
        return False
    start = min(found.position for found in progress.values())
    entries = await reader.read_after(start, PAGE)
    if not entries:
        return False
    incidents = await _incidents(work, entries)
    facts = [fact for fact in streamed(entries, incidents) if not _of_drill(fact, incidents)]
    end = entries[-1].position or start
    messages = [
        _message(work, active[found], fact, incidents)
        for found, told in progress.items()
        for fact in facts
        if fact.position > told.position and active[found].wants(fact.type)
    ]
    await work.subscription_messages.add_many(messages)
    await work.subscription_progress.save_many(
        [evolve(told, position=end) for told in progress.values() if told.position < end]
    )
    return len(entries) == PAGE


async def _incidents(work: Work, entries: Sequence[AuditEntry]) -> Mapping[IncidentId, Incident]:
    wanted = {found for entry in entries if (found := incident_of(entry)) is not None}
    return await work.incidents.get_many(wanted) if wanted else {}


def _of_drill(fact: StreamedFact, incidents: Mapping[IncidentId, Incident]) -> bool:
    """Say whether it is about a drill: to programs elsewhere nothing is wrong."""
    found = incidents.get(fact.incident_id) if fact.incident_id is not None else None
    return found is not None and found.is_drill


def _message(
    work: Work,
    subscription: Subscription,
    fact: StreamedFact,
    incidents: Mapping[IncidentId, Incident],
) -> SubscriptionMessage:
    return SubscriptionMessage(
        id=SubscriptionMessageId(work.ids()),
        subscription_id=subscription.id,
        position=fact.position,
        type=fact.type,
        body=_body(fact, incidents),
        created_at=work.now,
        tried_since=work.now,
        due_at=work.now,
    )


def _body(fact: StreamedFact, incidents: Mapping[IncidentId, Incident]) -> str:
    found = incidents.get(fact.incident_id) if fact.incident_id is not None else None
    incident = None if found is None else _incident(found)
    return json.dumps(
        {
            "type": fact.type,
            "timestamp": rfc3339(fact.at),
            "data": {**as_builtins(fact), "incident": incident},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _incident(incident: Incident) -> Mapping[str, object]:
    return {
        "id": str(incident.id),
        "number": incident.number,
        "title": incident.title[:300],
        "status": incident.status.value,
        "severity": incident.severity.value,
        "urgency": incident.urgency.value,
        "service_id": None if incident.service_id is None else str(incident.service_id),
        "team_id": None if incident.team_id is None else str(incident.team_id),
        "version": incident.version,
    }
