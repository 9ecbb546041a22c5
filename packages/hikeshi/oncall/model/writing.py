"""From a schedule to its document."""

from collections.abc import Mapping

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.local_form import write_time
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
from hikeshi.oncall.model.restriction import DailyRestriction, Restriction
from hikeshi.oncall.model.schedule import Schedule


def from_schedule(
    schedule: Schedule, user_keys: Mapping[UserId, str], team: str | None = None
) -> ScheduleDocument:
    """Write a schedule as a document that `to_schedule` reads back.

    Args:
        schedule: What is written.
        user_keys: How to name people; who is not in it is named by id.
        team: How the owner is named.
    """
    return ScheduleDocument(
        key=schedule.key,
        name=None if schedule.name == schedule.key else schedule.name,
        team=team,
        time_zone=schedule.time_zone,
        layers=from_layers(schedule.layers, user_keys),
        overrides=tuple(_override(entry, user_keys) for entry in schedule.overrides),
        revisions=tuple(
            RevisionDocument(
                effective_at=revision.effective_at,
                layers=from_layers(revision.layers, user_keys),
            )
            for revision in schedule.revisions
        ),
    )


def from_layers(
    layers: tuple[Layer, ...], user_keys: Mapping[UserId, str]
) -> tuple[LayerDocument, ...]:
    """Write layers as documents."""
    return tuple(
        LayerDocument(
            name=layer.name,
            users=tuple(_turn(turn, user_keys) for turn in layer.users),
            rotation=layer.rotation,
            start=layer.start,
            end=layer.end,
            anchor=layer.anchor,
            advance=layer.advance,
            restrictions=tuple(_restriction(entry) for entry in layer.restrictions),
        )
        for layer in layers
    )


def _name(user: UserId, user_keys: Mapping[UserId, str]) -> str:
    return user_keys.get(user, str(user))


def _turn(turn: Turn, user_keys: Mapping[UserId, str]) -> TurnDocument:
    names = tuple(_name(user, user_keys) for user in turn)
    if not names:
        return None
    return names[0] if len(names) == 1 else names


def _restriction(restriction: Restriction) -> RestrictionDocument:
    if isinstance(restriction, DailyRestriction):
        return RestrictionDocument(
            type=RestrictionType.DAILY,
            opens=write_time(restriction.opens),
            to=write_time(restriction.closes),
        )
    windows = tuple(
        WindowDocument(
            from_day=span.from_day,
            opens=write_time(span.opens),
            to_day=span.to_day,
            to=write_time(span.closes),
        )
        for span in restriction.spans
    )
    return RestrictionDocument(type=RestrictionType.WEEKLY, windows=windows)


def _override(override: Override, user_keys: Mapping[UserId, str]) -> OverrideDocument:
    return OverrideDocument(
        start=override.start,
        end=override.end,
        user=_name(override.user, user_keys),
        mode=override.mode,
        replaces=None if override.replaces is None else _name(override.replaces, user_keys),
    )
