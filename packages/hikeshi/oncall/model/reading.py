"""From a schedule's document to the schedule, with every fault at its place."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from attrs import field, frozen

from hikeshi.kernel.errors import Fault, HikeshiError, InvalidError
from hikeshi.kernel.ids import ScheduleId, TeamId, UserId
from hikeshi.kernel.local_form import read_time
from hikeshi.oncall.model.document import (
    LayerDocument,
    OverrideDocument,
    RestrictionDocument,
    RestrictionType,
    RevisionDocument,
    ScheduleDocument,
    TurnDocument,
    WindowDocument,
)
from hikeshi.oncall.model.layer import Layer, Turn
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.restriction import (
    DailyRestriction,
    Restriction,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi.oncall.model.revision import Revision
from hikeshi.oncall.model.schedule import Schedule

D = TypeVar("D")
T = TypeVar("T")


def to_schedule(
    document: ScheduleDocument,
    *,
    id: ScheduleId,  # noqa: A002  (as the schedule's field)
    user_ids: Mapping[str, UserId],
    team_id: TeamId | None = None,
    pointer: str = "",
) -> Schedule:
    """Build the schedule a document describes.

    Args:
        document: What a file or a request says.
        id: The schedule's identity.
        user_ids: Everybody who may be named, by key; their ids may be written too.
        team_id: The owner, as the caller understands the document's `team`.
        pointer: Where the document stands, put before the pointer of each fault.

    Raises:
        InvalidError: With a fault for each unknown person and everything else that is wrong.
    """
    reader = _Reader(user_ids, frozenset(user_ids.values()))
    layers = reader.each(document.layers, f"{pointer}/layers", reader.layer)
    overrides = reader.each(document.overrides, f"{pointer}/overrides", reader.override)
    revisions = reader.each(document.revisions, f"{pointer}/revisions", reader.revision)
    # Where parts are missing, the rest is still checked, without what counts places in lists.
    whole = not reader.faults

    def build() -> Schedule:
        return Schedule(
            id=id,
            key=document.key,
            name=document.name or document.key,
            team_id=team_id,
            time_zone=document.time_zone,
            layers=layers if whole else (),
            overrides=overrides if whole else (),
            revisions=revisions if whole else (),
        )

    schedule = reader.attempt(build, pointer)
    if schedule is None or reader.faults:
        raise InvalidError(f"The schedule “{document.key}” is wrong", faults=tuple(reader.faults))
    return schedule


def to_layers(
    documents: Iterable[LayerDocument],
    *,
    user_ids: Mapping[str, UserId],
    pointer: str = "/layers",
) -> tuple[Layer, ...]:
    """Build the layers of an edit.

    Raises:
        InvalidError: With a fault for everything that is wrong.
    """
    reader = _Reader(user_ids, frozenset(user_ids.values()))
    layers = reader.each(documents, pointer, reader.layer)
    if reader.faults:
        raise InvalidError("The layers are wrong", faults=tuple(reader.faults))
    return layers


@frozen
class _Reader:
    """Reads part after part and collects what is wrong on the way."""

    user_ids: Mapping[str, UserId]
    known: frozenset[UserId]
    faults: list[Fault] = field(factory=list)

    def each(
        self, documents: Iterable[D], pointer: str, read: Callable[[D, str], T | None]
    ) -> tuple[T, ...]:
        parts = [read(part, f"{pointer}/{index}") for index, part in enumerate(documents)]
        return tuple(part for part in parts if part is not None)

    def attempt(self, build: Callable[[], T], pointer: str) -> T | None:
        try:
            return build()
        except HikeshiError as error:
            inner = error.faults or (Fault("", error.said),)
            self.faults.extend(fault.below(pointer) for fault in inner)
        except ValueError as error:
            self.faults.append(Fault(pointer, str(error)))
        return None

    def user(self, text: str, pointer: str) -> UserId | None:
        found = self.user_ids.get(text)
        if found is None:
            found = next((user for user in _as_ids(text) if user in self.known), None)
        if found is None:
            detail = f"“{text}” is nobody: name an existing user by key or id"
            self.faults.append(Fault(pointer, detail))
        return found

    def turn(self, document: TurnDocument, pointer: str) -> Turn:
        if document is None:
            return ()
        if isinstance(document, str):
            return self.each((document,), pointer, lambda text, _: self.user(text, pointer))
        return self.each(document, pointer, self.user)

    def layer(self, document: LayerDocument, pointer: str) -> Layer | None:
        before = len(self.faults)
        users = self.each(document.users, f"{pointer}/users", self.turn)
        restrictions: tuple[Restriction, ...] = self.each(
            document.restrictions, f"{pointer}/restrictions", self.restriction
        )
        if len(self.faults) > before:
            return None
        return self.attempt(
            lambda: Layer(
                name=document.name,
                users=users,
                rotation=document.rotation,
                start=document.start,
                end=document.end,
                anchor=document.anchor,
                advance=document.advance,
                restrictions=restrictions,
            ),
            pointer,
        )

    def restriction(self, document: RestrictionDocument, pointer: str) -> Restriction | None:
        if document.type is RestrictionType.WEEKLY:
            for name, value in (("from", document.opens), ("to", document.to)):
                if value is not None:
                    detail = "belongs to daily restrictions: use windows"
                    self.faults.append(Fault(f"{pointer}/{name}", detail))
            spans = self.each(document.windows, f"{pointer}/windows", self.window)
            if len(spans) < len(document.windows):
                return None
            return self.attempt(lambda: WeeklyRestriction(spans), pointer)
        if document.windows:
            detail = "belongs to weekly restrictions: use from and to"
            self.faults.append(Fault(f"{pointer}/windows", detail))
        opens = self.attempt(lambda: read_time(document.opens), f"{pointer}/from")
        closes = self.attempt(lambda: read_time(document.to), f"{pointer}/to")
        return None if opens is None or closes is None else DailyRestriction(opens, closes)

    def window(self, document: WindowDocument, pointer: str) -> WeeklyWindow | None:
        opens = self.attempt(lambda: read_time(document.opens), f"{pointer}/from")
        closes = self.attempt(lambda: read_time(document.to), f"{pointer}/to")
        if opens is None or closes is None:
            return None
        return WeeklyWindow(document.from_day, opens, document.to_day, closes)

    def override(self, document: OverrideDocument, pointer: str) -> Override | None:
        user = self.user(document.user, f"{pointer}/user")
        replaces = None
        if document.replaces is not None:
            replaces = self.user(document.replaces, f"{pointer}/replaces")
            if replaces is None:
                return None
        if user is None:
            return None
        return self.attempt(
            lambda: Override(document.start, document.end, user, document.mode, replaces), pointer
        )

    def revision(self, document: RevisionDocument, pointer: str) -> Revision | None:
        before = len(self.faults)
        layers = self.each(document.layers, f"{pointer}/layers", self.layer)
        if len(self.faults) > before:
            return None
        return self.attempt(lambda: Revision(document.effective_at, layers), pointer)


def _as_ids(text: str) -> tuple[UserId, ...]:
    try:
        return (UserId(UUID(text)),)
    except ValueError:
        return ()
