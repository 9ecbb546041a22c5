"""Why was somebody paged, or not? An incident's story from the signal to the receipt."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.sentences import sentence
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.notifications.model.bundling import WAITS
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification

#: Of what went out together so many are named.
_MOST_NUMBERS = 20


@frozen
class ExplanationLine:
    """One thing that happened and why."""

    at: datetime
    text: str
    user_id: UserId | None = None


@frozen
class Explanation:
    """The story of an incident, or of one person in it.

    Args:
        lines: In the order they happened.
        verdict: For one person: whether and how they were told; else nothing.
    """

    incident_id: IncidentId
    number: int
    title: str
    status: str
    lines: tuple[ExplanationLine, ...]
    verdict: str | None = None


@frozen
class ExplainIncident:
    """Tell the story of an incident: every decision and every provider's answer."""

    async def __call__(
        self,
        work: Work,
        incident_id: IncidentId,
        *,
        by: Actor,
        user_id: UserId | None = None,
    ) -> Explanation:
        """Return the story; with a person only what concerns them, and a verdict.

        Raises:
            IncidentNotFoundError: There is none.
            ForbiddenError: The actor may not read.
        """
        found = await work.incidents.get_many([incident_id])
        if incident_id not in found:
            raise IncidentNotFoundError
        incident = found[incident_id]
        require(by, Permission.READ, incident.team_id)
        directory = await work.directory()
        told = [*await self._timeline(work, incident, directory)]
        notifications = await work.notifications.of_incidents([incident_id])
        told += await self._attempts(work, notifications, directory)
        told.sort(key=lambda line: line.at)
        if user_id is not None:
            told = [line for line in told if line.user_id in {None, user_id}]
        return Explanation(
            incident_id=incident.id,
            number=incident.number,
            title=incident.title,
            status=incident.status.value,
            lines=tuple(told),
            verdict=None if user_id is None else _verdict(user_id, notifications, directory),
        )

    async def _timeline(
        self, work: Work, incident: Incident, directory: Directory
    ) -> Sequence[ExplanationLine]:
        def name(user_id: Any) -> str:
            return _name(directory, user_id)

        return [
            ExplanationLine(entry.at, sentence(entry.kind, entry.facts, name), _about(entry.facts))
            for entry in await work.timeline.of_incident(incident.id)
        ]

    async def _attempts(
        self, work: Work, notifications: Sequence[Notification], directory: Directory
    ) -> Sequence[ExplanationLine]:
        attempts = await work.delivery_attempts.of_notifications([n.id for n in notifications])
        beside = await _beside(work, notifications)
        waiting = [
            ExplanationLine(n.planned_at, _waits(n, directory), n.user_id)
            for n in notifications
            if n.has_waited and not n.is_over
        ]
        return waiting + [
            ExplanationLine(
                attempt.started_at,
                _attempt(notification, attempt, directory) + beside.get(notification.id, ""),
                notification.user_id,
            )
            for notification in notifications
            for attempt in attempts.get(notification.id, ())
        ]


async def _beside(
    work: Work, notifications: Sequence[Notification]
) -> Mapping[NotificationId, str]:
    """Return of each notification that went out with others, which incidents those were about."""
    bundles = {n.id: n.bundle_id for n in notifications if n.bundle_id is not None}
    if not bundles:
        return {}
    members = await work.bundles.members(set(bundles.values()))
    incidents = await work.incidents.get_many({member.incident_id for member in members})
    told = {}
    for notification in notifications:
        others = sorted(
            incidents[member.incident_id].number
            for member in members
            if member.bundle_id == bundles.get(notification.id, notification.id)
            and member.incident_id != notification.incident_id
            and member.incident_id in incidents
        )
        if notification.id in bundles and others:
            told[notification.id] = f"; bundled with {_numbers(others)} in one message"
    return told


def _numbers(found: Sequence[int]) -> str:
    shown = ", ".join(f"#{number}" for number in found[:_MOST_NUMBERS])
    left = len(found) - _MOST_NUMBERS
    return f"{shown} and {left} more" if left > 0 else shown


def _waits(notification: Notification, directory: Directory) -> str:
    who = f"{_name(directory, notification.user_id)} by {notification.kind}"
    return f"{who} {WAITS}, at the latest at {rfc3339(notification.due_at)}"


def _attempt(notification: Notification, attempt: DeliveryAttempt, directory: Directory) -> str:
    who = f"{_name(directory, notification.user_id)} by {notification.kind}"
    if attempt.outcome is None:
        return f"attempt {attempt.number} for {who} by {attempt.worker}: under way, or lost with it"
    said = f": {attempt.reason}" if attempt.reason else ""
    evidence = ", ".join(f"{name} {value}" for name, value in attempt.evidence.items())
    shown = f" [{evidence}]" if evidence else ""
    return f"attempt {attempt.number} for {who} ended {attempt.outcome}{said}{shown}"


def _verdict(user_id: UserId, notifications: Sequence[Notification], directory: Directory) -> str:
    who = _name(directory, user_id)
    theirs = [n for n in notifications if n.user_id == user_id]
    if not theirs:
        return f"{who} was not paged: no step that ran yielded them."
    arrived = [n for n in theirs if n.outcome is not None and n.outcome.arrived]
    if arrived:
        kinds = ", ".join(dict.fromkeys(n.kind for n in arrived))
        return f"{who} was told by {kinds}."
    waiting = [n for n in theirs if not n.is_over]
    if waiting:
        return f"{who} has not been told yet: {len(waiting)} notifications are on their way."
    reasons = ", ".join(dict.fromkeys(n.reason or "unknown" for n in theirs))
    return f"{who} was paged but not told: {reasons}."


def _name(directory: Directory, user_id: Any) -> str:
    user = directory.users.get(UserId(UUID(str(user_id))))
    return user.name if user is not None else str(user_id)


def _about(facts: Mapping[str, Any]) -> UserId | None:
    user_id = facts.get("user_id")
    return UserId(UUID(str(user_id))) if user_id else None
