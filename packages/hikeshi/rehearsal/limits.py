"""How much a rehearsal may cost somebody else: a server that answers others meanwhile."""

from collections.abc import Iterator

from attrs import frozen

from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.rehearsal.scenario import Scenario, Suite
from hikeshi.rehearsal.world import Effort


@frozen(kw_only=True)
class Limits:
    """How much one call may ask for.

    Args:
        scenarios: Scenarios of a suite.
        events: Events of a suite, all scenarios together.
        seconds: Length of a scenario.
        works: Units of work, all scenarios together; see `Effort`.
    """

    scenarios: int
    events: int
    seconds: int
    works: int

    def check(self, suite: Suite) -> None:
        """Refuse a suite that asks for more.

        Raises:
            InvalidError: Naming each place.
        """
        faults = tuple(self._faults(suite))
        if faults:
            raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=faults)

    def effort(self) -> Effort:
        """Return what may be done in one call."""
        return Effort(self.works)

    def check_length(self, seconds: int) -> None:
        """Refuse a scenario that is longer, or ends before it starts.

        Raises:
            InvalidError: At `until_seconds`.
        """
        if not 0 <= seconds <= self.seconds:
            raise InvalidError.at("/until_seconds", f"must be between 0 and {self.seconds}")

    def _faults(self, suite: Suite) -> Iterator[Fault]:
        if len(suite.scenarios) > self.scenarios:
            yield Fault("/scenarios", f"takes at most {self.scenarios} in one call; split them")
        if sum(len(scenario.events or ()) for scenario in suite.scenarios) > self.events:
            yield Fault("/scenarios", f"hold at most {self.events} events in one call; split them")
        for number, scenario in enumerate(suite.scenarios):
            yield from self._too_long(scenario, f"/scenarios/{number}")

    def _too_long(self, scenario: Scenario, pointer: str) -> Iterator[Fault]:
        if scenario.until_seconds > self.seconds:
            yield Fault(f"{pointer}/until_seconds", f"must be at most {self.seconds} in one call")
