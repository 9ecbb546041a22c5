"""What a rehearsal shows, in the shape of `hikeshi rehearse --json`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from attrs import frozen

from hikeshi.kernel.time_zones import time_zone_data_version
from hikeshi.rehearsal.trace import Trace

#: What XML 1.0 cannot hold, not even escaped (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen(kw_only=True)
class ScenarioReport:
    """What one scenario showed.

    Args:
        failures: What was expected and did not happen, a sentence each.
        pages: Who was assigned which incident at which step, in order.
        notifications: What the personal rules made of the pages: one row an attempt.
        incidents: Every incident and its status at the end.
        states: Every change of status.
        log: Why each thing happened or did not.
    """

    name: str
    failures: tuple[str, ...]
    pages: tuple[Mapping[str, Any], ...]
    notifications: tuple[Mapping[str, Any], ...]
    incidents: tuple[Mapping[str, Any], ...]
    states: tuple[Mapping[str, Any], ...]
    log: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether everything expected happened, and nothing else."""
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """Return the scenario's part of the report as JSON builtins."""
        return {
            "name": self.name,
            "passed": self.passed,
            "failures": list(self.failures),
            "pages": [dict(row) for row in self.pages],
            "notifications": [dict(row) for row in self.notifications],
            "incidents": [dict(row) for row in self.incidents],
            "states": [dict(row) for row in self.states],
            "log": list(self.log),
        }


@frozen
class Report:
    """What a suite showed."""

    scenarios: tuple[ScenarioReport, ...]

    @property
    def passed(self) -> bool:
        """Say whether every scenario passed."""
        return all(scenario.passed for scenario in self.scenarios)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON builtins."""
        return {
            "time_zone_data": time_zone_data_version(),
            "scenarios": [scenario.as_json() for scenario in self.scenarios],
        }

    def as_junit(self, suite_name: str = "hikeshi rehearse") -> str:
        """Return the report as JUnit XML, a test case for each scenario."""
        failed = sum(not scenario.passed for scenario in self.scenarios)
        suite_name = _xml_text(suite_name)
        root = ET.Element(
            "testsuite",
            name=suite_name,
            tests=str(len(self.scenarios)),
            failures=str(failed),
            errors="0",
        )
        for scenario in self.scenarios:
            case = ET.SubElement(
                root, "testcase", classname=suite_name, name=_xml_text(scenario.name)
            )
            if not scenario.passed:
                failure = ET.SubElement(case, "failure", message=_xml_text(scenario.failures[0]))
                failure.text = _xml_text("\n".join((*scenario.failures, "", *scenario.log)))
        return ET.tostring(root, encoding="unicode", xml_declaration=True)


def report_of(trace: Trace, *, name: str, failed: Iterable[str] = ()) -> ScenarioReport:
    """Return what a trace shows.

    Args:
        trace: What happened.
        name: Of the scenario.
        failed: What was expected and did not happen.
    """
    return ScenarioReport(
        name=name,
        failures=tuple(failed),
        pages=tuple(trace.pages),
        notifications=tuple(trace.notifications),
        incidents=tuple(
            {"incident": int(number), "status": status}
            for number, status in trace.statuses().items()
        ),
        states=tuple(trace.states),
        log=tuple(trace.log),
    )


def _xml_text(text: str) -> str:
    """Return the text with what XML cannot hold escaped visibly."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
