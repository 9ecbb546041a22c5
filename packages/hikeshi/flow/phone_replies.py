"""What people say by phone about a page: who it is, what they mean, and whether they may."""

import re
import unicodedata
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.flow.answering_bundles import AcknowledgeBundle
from hikeshi.flow.directory import Directory
from hikeshi.flow.recognising import actor_of
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.notifications.model.notification import Purpose
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.user import User

#: So long after a page the phone it went to may answer it; later one has to sign in.
ANSWER_WITHIN = timedelta(hours=24)
_LONGEST_REPLY = 40


class Meaning(StrEnum):
    """What a person wants."""

    ACKNOWLEDGE = "acknowledge"
    ACKNOWLEDGE_ALL = "acknowledge_all"  # and whatever the same message spoke of
    RESOLVE = "resolve"
    ESCALATE = "escalate"
    STOP = "stop"
    AUTOMATIC = "automatic"  # a machine wrote it
    UNKNOWN = "unknown"


@frozen
class Reply:
    """A text message, understood.

    Args:
        number: Of the incident; nothing = the only one the person is paged for.
    """

    meaning: Meaning
    number: int | None = None


class NotPagedError(ForbiddenError):
    """Only whoever was paged about an incident in the last day may answer it this way."""


_NUMBERED = {
    Meaning.ACKNOWLEDGE_ALL: re.compile(r"(?:b|all|全部|全件)[\s#:.]*([0-9]{1,9})"),
    Meaning.ACKNOWLEDGE: re.compile(r"(?:a|ack|acknowledge|確認)[\s#:.]*([0-9]{1,9})"),
    Meaning.RESOLVE: re.compile(r"(?:r|res|resolve|解決)[\s#:.]*([0-9]{1,9})"),
}
#: What Twilio takes as an end by itself, in English (twilio.com/docs/glossary, opt-out keywords).
_STOPS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt-out"}
)
#: How phones begin what they write by themselves.
_AUTOMATIC = re.compile(
    r"auto(?:matic|mated)?[- ]?(?:reply|response)|\[auto|out of (?:the )?office|i'?m driving|"
    r"i(?:'m| am) (?:currently )?(?:driving|away|busy|in a meeting)|can'?t talk right now|"
    r"自動返信|自動応答|運転中|ただいま電話に出られ"
)


def read_reply(text: str) -> Reply:
    """Return what a text means: `A17`, `ack 17`, `4`, `B17`, `R17` or `STOP`, any width."""
    plain = unicodedata.normalize("NFKC", text[:1_000]).casefold().strip().strip(".!。！")
    if _AUTOMATIC.search(plain):
        return Reply(Meaning.AUTOMATIC)
    if plain in _STOPS:
        return Reply(Meaning.STOP)
    if plain in {"4", "a", "ack", "acknowledge", "確認"}:
        return Reply(Meaning.ACKNOWLEDGE)
    if len(plain) <= _LONGEST_REPLY:
        for meaning, form in _NUMBERED.items():
            if found := form.fullmatch(plain):
                return Reply(meaning, int(found[1]))
    return Reply(Meaning.UNKNOWN)


def methods_at(directory: Directory, kind: str, address: str) -> tuple[ContactMethod, ...]:
    """Return the verified contact methods of active people at an address."""
    return tuple(
        method
        for method in directory.contact_methods
        if method.kind.value == kind
        and method.address == address
        and method.verified
        and directory.is_active(method.user_id)
    )


def owner_of(directory: Directory, kind: str, address: str) -> User | None:
    """Return whose phone it is; nobody where it is unknown, or several people share it."""
    owners = {method.user_id for method in methods_at(directory, kind, address)}
    return directory.users[owners.pop()] if len(owners) == 1 else None


@frozen
class AnswerPage:
    """Do what a person said by phone about a page that reached that phone."""

    acknowledge: AcknowledgeIncident = field(factory=AcknowledgeIncident)
    acknowledge_bundle: AcknowledgeBundle = field(factory=AcknowledgeBundle)
    resolve: ResolveWithItsAlerts = field(factory=ResolveWithItsAlerts)
    escalate: EscalateIncident = field(factory=EscalateIncident)

    async def __call__(
        self,
        work: Work,
        incident_id: IncidentId,
        meaning: Meaning,
        *,
        user_id: UserId,
        kinds: Collection[str],
        bundle_id: NotificationId | None = None,
    ) -> Incident:
        """Do it as the person.

        Args:
            meaning: `acknowledge`, `acknowledge_all`, `resolve` or `escalate`.
            kinds: Kinds of contact method that ring where the answer came from.
            bundle_id: What the message answered was sent out under, where that is known;
                nothing = what the newest page about the incident was.

        Raises:
            NotPagedError: The person was not paged there about the incident, or long ago.
        """
        told = await work.notifications.of_incidents([incident_id])
        by = actor_of(await work.directory(), user_id)
        pages = [
            n
            for n in told
            if n.user_id == user_id
            and n.kind in kinds
            and n.purpose is Purpose.PAGE
            and n.attempts > 0
            and n.created_at > work.now - ANSWER_WITHIN
        ]
        if by is None or not pages:
            raise NotPagedError
        by = evolve(by, channel=pages[-1].kind)
        bundle_id = bundle_id or pages[-1].bundle_id
        if meaning is Meaning.ACKNOWLEDGE_ALL and bundle_id is not None:
            await self.acknowledge_bundle(work, bundle_id, user_id=user_id, by=by)
            return (await work.incidents.get_many([incident_id]))[incident_id]
        if meaning is Meaning.RESOLVE:
            return await self.resolve(work, incident_id, by=by)
        if meaning is Meaning.ESCALATE:
            return await self.escalate(work, incident_id, by=by)
        return await self.acknowledge(work, incident_id, by=by)
