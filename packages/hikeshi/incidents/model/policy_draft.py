"""What somebody says about an escalation policy, before it is taken on."""

import re
from typing import Any

from attrs import asdict, frozen

from hikeshi.incidents.model.escalation_policy import EscalationPolicy, RepeatedPage, Step
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import TeamId

_KEY = re.compile(r"[a-z][a-z0-9-]{0,62}")
_RESERVED = re.compile(r"me|preview|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_STEPS = 100


@frozen(kw_only=True)
class PolicyDraft:
    """The fields of an escalation policy; without a name it is called by its key."""

    key: str
    name: str | None = None
    team_id: TeamId | None = None
    steps: tuple[Step, ...] = ()
    repeat: int = 0
    exhausted: RepeatedPage | None = None

    def __attrs_post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise InvalidError.at(
                "/key", "must start with a letter and hold at most 63 of a-z, 0-9 and -"
            )
        if _RESERVED.fullmatch(self.key):
            raise InvalidError.at(
                "/key", Sentence("“{key}” is reserved; choose another key", key=self.key)
            )
        if self.name is not None and not 0 < len(self.name.strip()) <= 255:
            raise InvalidError.at("/name", "must be 1 to 255 characters long")
        if len(self.steps) > MOST_STEPS:
            raise InvalidError.at("/steps", Sentence("takes at most {most} steps", most=MOST_STEPS))

    @classmethod
    def of(cls, policy: EscalationPolicy) -> "PolicyDraft":
        """Return the draft of a policy as it is."""
        return cls(
            key=policy.key,
            name=policy.name,
            team_id=policy.team_id,
            steps=policy.steps,
            repeat=policy.repeat,
            exhausted=policy.exhausted,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the policy it describes."""
        return {**asdict(self, recurse=False), "name": self.name or self.key}
