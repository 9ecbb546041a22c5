"""A schedule: ordered layers, the exceptions to them, and how both changed."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import OverrideId, ScheduleId, SwapId, TeamId, UserId
from hikeshi.kernel.keys import check_key
from hikeshi.kernel.local_time import reached
from hikeshi.kernel.time_zones import time_zone
from hikeshi.oncall.errors import OverrideNotFoundError, OverridePastError, RevisionNotFoundError
from hikeshi.oncall.model.layer import Layer
from hikeshi.oncall.model.override import Override, OverrideMode
from hikeshi.oncall.model.revision import Revision, check_names
from hikeshi.oncall.model.running_turn import keep_running_turns


@frozen(kw_only=True)
class Schedule:
    """Who is on call, for all time.

    Args:
        key: Readable name in addresses and files, unique among schedules.
        team_id: The team that owns it.
        time_zone: IANA name of the zone whose local clock the layers follow.
        layers: In force until the first revision; a later layer beats an earlier one.
        overrides: Beat all layers; the later of two that overlap wins.
        revisions: Each puts other layers in force, ascending by instant.
        version: Counts edits, from 1.
    """

    id: ScheduleId
    key: str
    name: str
    team_id: TeamId | None = None
    time_zone: str
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    revisions: tuple[Revision, ...] = ()
    version: int = 1

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        try:
            time_zone(self.time_zone)
        except InvalidError as error:
            raise InvalidError.at("/time_zone", error.said) from None
        check_names(self.layers)
        for index, instant in enumerate(self._instants[1:], start=1):
            if instant <= self._instants[index - 1]:
                raise InvalidError.at(
                    f"/revisions/{index}/effective_at", "must be after the revision before it"
                )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone whose local clock the layers follow."""
        return time_zone(self.time_zone)

    @cached_property
    def _instants(self) -> tuple[datetime, ...]:
        return tuple(revision.effective_at for revision in self.revisions)

    @cached_property
    def _by_end(self) -> tuple[tuple[datetime, int], ...]:
        return tuple(sorted((entry.end, index) for index, entry in enumerate(self.overrides)))

    def layers_at(self, at: datetime) -> tuple[Layer, ...]:
        """Return the layers in force at an instant."""
        if not self.revisions:
            return self.layers
        index = bisect_right(self._instants, at)
        return self.revisions[index - 1].layers if index else self.layers

    def changes_between(self, since: datetime, until: datetime) -> tuple[datetime, ...]:
        """Return the instants strictly between at which other layers come into force."""
        return tuple(at for at in self._instants if since < at < until)

    def names(self, user_id: UserId, since: datetime) -> bool:
        """Say whether a person is on call by a layer or an override from some instant on."""
        layers = [*self.layers_at(since)]
        for revision in self.revisions:
            if revision.effective_at > since:
                layers.extend(revision.layers)
        return any(user_id in turn for layer in layers for turn in layer.users) or any(
            user_id == entry.user and entry.mode is not OverrideMode.REMOVE
            for entry in self.overrides
            if entry.end > since
        )

    def overrides_at(self, at: datetime) -> tuple[Override, ...]:
        """Return the overrides in force at an instant, in list order."""
        if not self.overrides:
            return ()
        # Those that are over only pile up, and are skipped at once.
        first = bisect_right(self._by_end, (at, len(self.overrides)))
        live = sorted(index for _, index in self._by_end[first:])
        return tuple(self.overrides[i] for i in live if self.overrides[i].start <= at)

    def edit(self, layers: tuple[Layer, ...], now: datetime) -> "Schedule":
        """Put other layers in force from now on ("On-call 7").

        What was before `now` stays as it was. A turn that is running stays with its holder where
        the holder stays in the layer. Revisions planned for later stay planned.

        Raises:
            InvalidError: Two layers of one name.
        """
        local = reached(now, self.zone)
        current = self.layers_at(now)
        kept = keep_running_turns(current, layers, local)
        if kept == current:
            return self
        return self._revised(kept, now)

    def restore(self, number: int, now: datetime) -> "Schedule":
        """Put the layers of an earlier revision in force again from now on, exactly as they were.

        Args:
            number: Of the revision, from 1; 0 are the first layers.
            now: From when on; revisions planned for later stay planned.

        Raises:
            RevisionNotFoundError: There is none of that number.
        """
        if not 0 <= number <= len(self.revisions):
            raise RevisionNotFoundError
        layers = self.revisions[number - 1].layers if number else self.layers
        if layers == self.layers_at(now):
            return self
        return self._revised(layers, now)

    def _revised(self, layers: tuple[Layer, ...], now: datetime) -> "Schedule":
        before = (revision for revision in self.revisions if revision.effective_at < now)
        later = (revision for revision in self.revisions if revision.effective_at > now)
        revisions = (*before, Revision(now, layers), *later)
        return evolve(self, revisions=revisions, version=self.version + 1)

    def replan(self, later: tuple[Revision, ...], now: datetime) -> "Schedule":
        """Put other revisions in the place of those planned for after now.

        Raises:
            InvalidError: One of them is not after now, or not after the one before it.
        """
        for index, revision in enumerate(later):
            if revision.effective_at <= now:
                raise InvalidError.at(f"/revisions/{index}/effective_at", "must be after now")
        past = tuple(entry for entry in self.revisions if entry.effective_at <= now)
        if self.revisions == (*past, *later):
            return self
        return evolve(self, revisions=(*past, *later), version=self.version + 1)

    def add_override(self, override: Override, now: datetime) -> "Schedule":
        """Append an override; the part of it that is over already is left out.

        Raises:
            OverridePastError: All of it is over.
        """
        return self.add_overrides((override,), now)

    def add_overrides(self, overrides: Iterable[Override], now: datetime) -> "Schedule":
        """Append overrides, in order, as one edit; what is over of each is left out.

        Raises:
            OverridePastError: All of one is over.
        """
        upcoming = []
        for override in overrides:
            if override.end <= now:
                raise OverridePastError.at("/end", "is over: an override cannot change the past")
            upcoming.append(evolve(override, start=max(override.start, now)))
        return evolve(self, overrides=(*self.overrides, *upcoming), version=self.version + 1)

    def override(self, override_id: OverrideId) -> Override:
        """Return the override of that id.

        Raises:
            OverrideNotFoundError: There is none.
        """
        for override in self.overrides:
            if override.id == override_id:
                return override
        raise OverrideNotFoundError

    def remove_override(self, override_id: OverrideId, now: datetime) -> "Schedule":
        """Take an override back; of a running one the part that is over stays.

        Raises:
            OverrideNotFoundError: There is none of that id.
            OverridePastError: It is over.
        """
        override = self.override(override_id)
        if override.end <= now:
            raise OverridePastError
        ended = (evolve(override, end=now),) if override.start < now else ()
        index = self.overrides.index(override)
        overrides = (*self.overrides[:index], *ended, *self.overrides[index + 1 :])
        return evolve(self, overrides=overrides, version=self.version + 1)

    def end_swap(self, swap_id: SwapId, now: datetime) -> "Schedule":
        """Take the overrides of a swap back, as one edit; what is over of them stays."""
        kept = tuple(
            evolve(entry, end=min(entry.end, now)) if entry.swap_id == swap_id else entry
            for entry in self.overrides
            if entry.swap_id != swap_id or entry.start < now
        )
        if kept == self.overrides:
            return self
        return evolve(self, overrides=kept, version=self.version + 1)
