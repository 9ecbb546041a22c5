"""What would happen? Scenarios played on the real core with a virtual clock.

`Rehearsal` is the way in from Python; `run` plays a suite, as `hikeshi rehearse` does.
"""

from hikeshi.rehearsal.files import FaultyConfigurationError
from hikeshi.rehearsal.rehearsal import Page, Rehearsal
from hikeshi.rehearsal.report import Report, ScenarioReport
from hikeshi.rehearsal.suite import run

__all__ = ["FaultyConfigurationError", "Page", "Rehearsal", "Report", "ScenarioReport", "run"]
