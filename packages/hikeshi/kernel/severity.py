"""How bad it is (severity) and how loudly to say so (urgency)."""

from enum import StrEnum


class Urgency(StrEnum):
    """`high` wakes people up; `low` can wait for the morning."""

    HIGH = "high"
    LOW = "low"


class Severity(StrEnum):
    """`sev1` is the worst, `sev5` the mildest."""

    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"
    SEV5 = "sev5"

    @property
    def default_urgency(self) -> Urgency:
        """High for the two worst, unless a service or a route says otherwise."""
        return _URGENCIES[self]

    def worse_than(self, other: "Severity") -> bool:
        """Say whether this severity is strictly worse than the other one."""
        return self < other  # as texts: a look at `value` costs 0.2 µs


_URGENCIES = {
    severity: Urgency.HIGH if severity in {Severity.SEV1, Severity.SEV2} else Urgency.LOW
    for severity in Severity
}
