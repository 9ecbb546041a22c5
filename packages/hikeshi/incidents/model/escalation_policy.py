"""Who is paged in which order, and how long each step waits for an acknowledgement."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from attrs import evolve, field, frozen

from hikeshi.kernel.condition import Condition
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.kernel.ids import EscalationPolicyId, TeamId


class TargetKind(StrEnum):
    """What a target points at."""

    USER = "user"
    SCHEDULE = "schedule"
    TEAM = "team"


@frozen(order=True)
class Target:
    """Somebody to page: a person, whoever is on call in a schedule, or the members of a team.

    Args:
        kind: What `id` identifies.
        id: Identity of the user, schedule or team.
        key: The readable key, for traces and texts.
    """

    kind: TargetKind
    id: UUID
    key: str = field(default="", eq=False)

    @property
    def via(self) -> str:
        """How a page through this target is described: `user`, `schedule:KEY` or `team:KEY`."""
        return "user" if self.kind is TargetKind.USER else f"{self.kind}:{self.key}"


class OnEmpty(StrEnum):
    """What a step does when its targets yield nobody."""

    SKIP = "skip"
    WAIT = "wait_until_covered"
    FALLBACK = "fallback"


@frozen
class EmptyRule:
    """What happens on a step where nobody is on call.

    Args:
        action: Pass to the next step at once, wait for somebody, or page someone else.
        max_wait: With `wait_until_covered`, the longest wait before the step is passed.
        fallback: With `fallback`, whom to page instead.
    """

    action: OnEmpty = OnEmpty.SKIP
    max_wait: timedelta | None = None
    fallback: Target | None = None


@frozen
class Step:
    """One step of a policy.

    Args:
        targets: Looked up when the step runs, in this order; a person is paged once.
        delay: The time on this step before the next one; after the last step, before the
            next round.
        on_empty: What to do when the targets yield nobody.
        stop_on_acknowledge: When false, others already paged on this step keep their
            personal rules after somebody acknowledged.
        round_robin: Page one target after the other: each run of the step takes the next one,
            across incidents and versions of the policy.
        when: What must hold for the step to run; otherwise it is passed at once.
    """

    targets: tuple[Target, ...]
    delay: timedelta
    on_empty: EmptyRule = EmptyRule()
    stop_on_acknowledge: bool = True
    round_robin: bool = False
    when: Condition | None = None


@frozen
class RepeatedPage:
    """People paged again and again until somebody acts.

    Args:
        targets: Whom to page.
        after: How long after the policy was exhausted the first page leaves.
        every: The time between two pages.
    """

    targets: tuple[Target, ...]
    every: timedelta
    after: timedelta = timedelta(0)


@frozen(kw_only=True)
class EscalationPolicy:
    """Ordered steps, repeated `repeat` extra times.

    Args:
        exhausted: Who is paged after the last round; nobody when absent (then the
            organisation's last resort applies, where there is one).
        version: Starts at 1; a running escalation keeps the version it started with.
    """

    id: EscalationPolicyId
    key: str
    name: str
    team_id: TeamId | None
    steps: tuple[Step, ...]
    repeat: int = 0
    exhausted: RepeatedPage | None = None
    version: int = 1

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"/steps/{number}/delay_seconds", "must be at least one second")
            for number, step in enumerate(self.steps)
            if step.delay < timedelta(seconds=1)
        ]
        if not 0 <= self.repeat <= 100:
            faults.append(Fault("/repeat", "must be between 0 and 100"))
        if self.exhausted is not None and self.exhausted.every < timedelta(seconds=10):
            faults.append(Fault("/exhausted/every_seconds", "must be at least ten seconds"))
        if faults:
            raise InvalidError("The escalation policy is not valid.", faults=tuple(faults))

    @property
    def rounds(self) -> int:
        """How often the steps are gone through: the first round and the repeats."""
        return self.repeat + 1

    def step(self, number: int) -> Step:
        """Return the step of that number, counted from 1."""
        return self.steps[number - 1]

    def edited(self, **changes: object) -> "EscalationPolicy":
        """Return the next version with those fields changed."""
        return evolve(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
