"""Plays the demonstration on a running instance and tells what happens while it happens."""

import asyncio
import json
import sys
import urllib.request
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from attrs import define, field

from hikeshi.alerts.model.alert import AlertIdentity
from hikeshi.configuration import load, read
from hikeshi.flow.directory import Directory
from hikeshi.flow.explanation import ExplainIncident
from hikeshi.flow.sentences import sentence
from hikeshi.flow.work import Work
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi_server.wiring.demo.alert import FINGERPRINT, payload
from hikeshi_server.wiring.parts import Parts

#: Longer than every step of the demonstration together.
PATIENCE_SECONDS = 60.0
#: Between being paged and acknowledging, and between that and the end.
PAUSE_SECONDS = 3.0


class RealPeopleError(ConflictError):
    """There are real people in this database; the demonstration needs a scratch instance."""


def say(text: str) -> None:
    """Tell the audience."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@define
class Story:
    """One alert from its first second to its end.

    Args:
        document: The configuration, as it stands in the file.
        pages: Afterwards who was paged, as (whole seconds, person, step, round).
        acknowledged_after: Afterwards when and by whom it was acknowledged.
    """

    parts: Parts
    document: dict[str, Any]
    url: str
    pages: list[tuple[int, str, int, int]] = field(factory=list)
    acknowledged_after: int = 0
    resolved_after: int = 0
    _told: int = 0
    _incident_id: IncidentId | None = None

    async def prepare(self) -> None:
        """Put the demonstration's people and policy in place.

        Raises:
            RealPeopleError: Somebody else is there already.
        """
        configuration = read(self.document)
        demo = {user.id for user in configuration.users}

        async def put(work: Work) -> None:
            directory = await work.directory()
            if set(directory.users) - demo:
                raise RealPeopleError
            await load(work, configuration)

        await self.parts.transactions.run(put)

    async def play(self) -> None:
        """Fire, wait for two people to be paged, acknowledge, resolve."""
        directory = await self.parts.transactions.run(lambda work: work.directory())
        await self._post(payload("firing"), directory)
        await self._until(lambda entries: _count(entries, "person.paged", step=2))
        await self._listen(PAUSE_SECONDS)
        noah = next(u for u in directory.users.values() if u.key == "noah")
        await self._acknowledge(noah.id, directory)
        await self._listen(PAUSE_SECONDS)
        await self._post(payload("resolved"), directory)
        await self._until(lambda entries: _count(entries, "incident.resolved"))

    async def explain(self) -> Sequence[str]:
        """Return the story as `hikeshi explain` tells it."""
        incident_id = self._incident()
        told = await self.parts.transactions.run(
            lambda work: ExplainIncident()(work, incident_id, by=SYSTEM)
        )
        start = told.lines[0].at
        return [f"+{(line.at - start).total_seconds():5.1f} s  {line.text}" for line in told.lines]

    async def _acknowledge(self, user_id: UserId, directory: Directory) -> None:
        user = directory.users[user_id]
        by = Actor(ActorKind.USER, user.id, user.role)
        await self.parts.transactions.run(
            lambda work: AcknowledgeIncident()(work, self._incident(), by=by)
        )

    async def _post(self, body: dict[str, Any], directory: Directory) -> None:
        sender = next(iter(directory.integrations.values()))
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{self.url}/integrations/alertmanager/{sender.key}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        await asyncio.to_thread(_send, request)

    async def _until(self, done: Any) -> None:
        """Tell what happens until something has happened."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not done(await self._tell_news()):  # noqa: ASYNC110 (another process may act)
                await asyncio.sleep(0.1)

    async def _listen(self, seconds: float) -> None:
        """Tell what happens for so long: people take a moment to act."""
        until = asyncio.get_running_loop().time() + seconds
        await self._until(lambda _: asyncio.get_running_loop().time() >= until)

    async def _tell_news(self) -> Sequence[TimelineEntry]:
        entries, directory = await self.parts.transactions.run(self._look)
        for entry in entries[self._told :]:
            after = (entry.at - entries[0].at).total_seconds()
            say(f"  +{after:4.1f} s  {sentence(entry.kind, entry.facts, _namer(directory))}")
            self._note(entry, after, directory)
        self._told = len(entries)
        return entries

    async def _look(self, work: Work) -> tuple[Sequence[TimelineEntry], Directory]:
        directory = await work.directory()
        if self._incident_id is None:
            self._incident_id = await _incident_of_alert(work, directory)
        if self._incident_id is None:
            return (), directory
        return await work.timeline.of_incident(self._incident_id), directory

    def _note(self, entry: TimelineEntry, after: float, directory: Directory) -> None:
        if entry.kind == "person.paged":
            user = directory.users[UserId(UUID(str(entry.facts["user_id"])))]
            self.pages.append((round(after), user.key, entry.facts["step"], entry.facts["round"]))
        elif entry.kind == "incident.acknowledged":
            self.acknowledged_after = round(after)
        elif entry.kind == "incident.resolved":
            self.resolved_after = max(round(after), self.acknowledged_after)

    def _incident(self) -> IncidentId:
        if self._incident_id is None:
            raise ConflictError("No incident was triggered.")
        return self._incident_id


async def _incident_of_alert(work: Work, directory: Directory) -> IncidentId | None:
    sender = next(iter(directory.integrations.values()))
    identity = AlertIdentity(sender.id, FINGERPRINT)
    found = await work.alerts.lock_identities([identity])
    return found[identity].incident_id if identity in found else None


def _count(entries: Sequence[TimelineEntry], kind: str, **facts: Any) -> int:
    return sum(
        entry.kind == kind and all(entry.facts.get(k) == v for k, v in facts.items())
        for entry in entries
    )


def _namer(directory: Directory) -> Any:
    def name(user_id: Any) -> str:
        return directory.users[UserId(UUID(str(user_id)))].name

    return name


def _send(request: urllib.request.Request) -> None:
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own address)
        answer.read()
