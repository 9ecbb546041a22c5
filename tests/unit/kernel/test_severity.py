"""How bad, and how loudly."""

from hikeshi.kernel.severity import Severity, Urgency


def test_the_first_is_the_worst():
    """sev1 is worse than every other, and nothing is worse than itself."""
    ordered = list(Severity)
    for place, severity in enumerate(ordered):
        assert [severity.worse_than(other) for other in ordered] == [
            place < other for other in range(len(ordered))
        ]


def test_only_the_two_worst_wake_people_up():
    """The others wait for the morning, by default."""
    loud = {s for s in Severity if s.default_urgency is Urgency.HIGH}
    assert loud == {Severity.SEV1, Severity.SEV2}
