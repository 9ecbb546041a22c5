"""Escalation policies and the last resort in a file."""

from datetime import timedelta
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.configuration.documents.hours import ConditionDocument
from hikeshi.incidents.model.escalation_policy import TargetKind
from hikeshi.teams.model.contact_method import ContactKind

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class TargetDocument:
    """A person, whoever is on call in a schedule, or the members of a team."""

    kind: TargetKind
    key: str


@frozen(kw_only=True)
class WaitDocument:
    """How long at most a step waits for somebody to be on call."""

    max: timedelta


@frozen(kw_only=True)
class OnEmptyDocument:
    """What a step without anybody does: one of the two, or neither, which is written `skip`."""

    wait_until_covered: WaitDocument | None = None
    fallback: TargetDocument | None = None


@frozen(kw_only=True)
class StepDocument:
    """A step; `delay_seconds` is the time on it before the next one."""

    delay: timedelta
    targets: tuple[TargetDocument, ...] = ()
    round_robin: bool = False
    on_empty: OnEmptyDocument = OnEmptyDocument()
    stop_on_acknowledge: bool = True
    when: ConditionDocument | None = None


@frozen(kw_only=True)
class ExhaustedDocument:
    """Who is paged again and again after the last round."""

    targets: tuple[TargetDocument, ...]
    every: timedelta


@frozen(kw_only=True)
class EscalationPolicyDocument:
    """Ordered steps, repeated `repeat` extra times."""

    key: str
    name: Annotated[str | None, _omitted] = None
    team: str | None = None
    repeat: int = 0
    steps: tuple[StepDocument, ...] = ()
    exhausted: ExhaustedDocument | None = None


@frozen(kw_only=True)
class LastResortDocument:
    """Who is paged when a policy is exhausted and says nothing itself."""

    targets: tuple[TargetDocument, ...]
    after: timedelta = timedelta(0)
    every: timedelta


@frozen(kw_only=True)
class BundlingDocument:
    """How messages to one place are gathered in a storm."""

    messages: int = 3
    window: timedelta = timedelta(seconds=60)
    new_service: timedelta = timedelta(seconds=3)
    kinds: tuple[ContactKind, ...] | None = None


@frozen(kw_only=True)
class OrganisationDocument:
    """What holds for everybody."""

    last_resort: LastResortDocument | None = None
    bundling: Annotated[BundlingDocument | None, _omitted] = None
