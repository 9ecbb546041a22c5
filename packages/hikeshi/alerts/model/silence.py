"""A silence: alerts that nobody wants to hear of for a while."""

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.alerts.errors import SuppressionOverError
from hikeshi.alerts.model.matcher import Matcher, all_match, check_matchers
from hikeshi.alerts.model.span import SpanState, check_edit, check_span, ended, state_at
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import SilenceId, TeamId, UserId


@frozen(kw_only=True)
class Silence:
    """No incident begins of alerts that match, from `starts_at` up to and without `ends_at`.

    It never stops an escalation that is under way: acknowledging does that.

    Args:
        matchers: Conditions, all of which an alert has to meet.
        created_by: Who made it; nothing where a file says so.
        comment: Why; required.
        team_id: Only alerts of this team's services; nothing = of everybody's.
    """

    id: SilenceId
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    comment: str
    created_by: UserId | None = None
    team_id: TeamId | None = None
    version: int = 1

    def __attrs_post_init__(self) -> None:
        check_matchers(self.matchers)
        check_span(self.starts_at, self.ends_at)
        if not self.comment.strip():
            raise InvalidError.at("/comment", "must not be empty: why nobody is told")

    @property
    def why(self) -> str:
        """What to tell people who ask."""
        return f"silence “{self.comment}”"

    @property
    def matches_everything(self) -> bool:
        """Whether no alert of its team, or of anybody, escapes it."""
        return all(m.matches_nothing_said and _is_open(m) for m in self.matchers)

    def is_active(self, at: datetime) -> bool:
        """Say whether it holds at that instant."""
        return self.state(at) is SpanState.ACTIVE

    def state(self, at: datetime) -> SpanState:
        """Return whether it is still to come, holds, or is over."""
        return state_at(at, self.starts_at, self.ends_at)

    def matches(self, values: Mapping[str, str]) -> bool:
        """Say whether it is about an alert with these labels."""
        return all_match(self.matchers, values)

    def end(self, now: datetime) -> "Silence":
        """End it now; ending it again changes nothing, and the past stays as it was."""
        if self.state(now) is SpanState.ENDED:
            return self
        starts_at, ends_at = ended(now, self.starts_at)
        return evolve(self, starts_at=starts_at, ends_at=ends_at, version=self.version + 1)

    def edited(self, wanted: "Silence", now: datetime) -> "Silence":
        """Return it as wanted; what has held already cannot be otherwise any more.

        Raises:
            SuppressionOverError: It is over.
            InvalidError: Something would change the past.
        """
        state = self.state(now)
        if state is SpanState.ENDED:
            raise SuppressionOverError
        if state is SpanState.ACTIVE and (wanted.matchers, wanted.team_id) != (
            self.matchers,
            self.team_id,
        ):
            raise InvalidError.at(
                "/matchers", "cannot change once the silence holds: end it and make another one"
            )
        check_edit(self.starts_at, wanted.starts_at, wanted.ends_at, now)
        if evolve(wanted, version=self.version) == self:
            return self
        return evolve(wanted, version=self.version + 1)


def _is_open(matcher: Matcher) -> bool:
    """Say whether a condition that holds of nothing also holds of what is unlikely to be named."""
    return matcher.matches({matcher.name: "\ue000"})
