"""What would happen? Scenarios played on the real core with a virtual clock."""

from hikeshi.rehearsal.report import Report, ScenarioReport
from hikeshi.rehearsal.suite import run

__all__ = ["Report", "ScenarioReport", "run"]
