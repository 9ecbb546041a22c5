"""An escalation policy, and who it would page."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.incidents.errors import EscalationPolicyNotFoundError
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.severity import Severity
from hikeshi.rehearsal import ScenarioReport
from hikeshi.rehearsal.policy import PolicyQuestion, rehearse_policy
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.local_input import read_local, written
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page
from hikeshi_server.inbound.rehearsing import LIMITS

#: What the form offers, in hours.
LENGTHS = (1, 4, 24, 72)
_MOST_ROWS = 100


@frozen
class PolicyPage(ScreenOf):
    """GET /policies/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show the steps; with `?at=` also who would be paged when an incident began then."""
        visit = await self.desk.visit(request)
        policy = _policy(visit, key)
        require(visit.by, Permission.READ, policy.team_id)
        asked = {name: request.get_param(name) or "" for name in ("severity", "at", "hours")}
        report: ScenarioReport | None = None
        error: HikeshiError | None = None
        if asked["at"]:
            try:
                report = await self._rehearse(visit, policy, asked)
            except HikeshiError as refused:
                error = refused
        self.desk.show(
            response,
            visit,
            "policy.html",
            error=error,
            policy=policy,
            severities=list(Severity),
            lengths=LENGTHS,
            chosen={
                "severity": asked["severity"] or Severity.SEV1.value,
                "at": asked["at"] or written(visit.times.now, visit.times),
                "hours": asked["hours"] or str(LENGTHS[1]),
            },
            report=report,
            pages=_pages(visit, report) if report is not None else [],
            most_rows=_MOST_ROWS,
        )

    on_head = on_get

    async def _rehearse(
        self, visit: Visit, policy: EscalationPolicy, asked: Mapping[str, str]
    ) -> ScenarioReport:
        question = PolicyQuestion(
            at=read_local(asked["at"], visit.times, "/at"),
            severity=_severity(asked["severity"]),
            until_seconds=_hours(asked["hours"]) * 3600,
        )
        live = visit.directory
        return await self.desk.parts.rehearsal_room.play(
            lambda: rehearse_policy(live, policy.id, question, LIMITS)
        )


def _policy(visit: Visit, key: str) -> EscalationPolicy:
    for policy in visit.directory.policies.values():
        if key in {policy.key, str(policy.id)}:
            return policy
    raise EscalationPolicyNotFoundError


def _severity(text: str) -> Severity:
    if text and text not in set(Severity):
        raise InvalidError.at("/severity", one_of(Severity))
    return Severity(text) if text else Severity.SEV1


def _hours(text: str) -> int:
    known = {str(hours): hours for hours in LENGTHS}
    if text and text not in known:
        raise InvalidError.at("/hours", one_of(known))
    return known.get(text, LENGTHS[1])


def _pages(visit: Visit, report: ScenarioReport) -> list[dict[str, object]]:
    """Return the pages with the names of people, and when each comes."""
    people = {user.key: user.name for user in visit.directory.users.values()}
    return [
        {
            **row,
            "name": people.get(row["user"], row["user"]),
            "at": parse_instant(row["at"]),
            "after": timedelta(seconds=row["after_seconds"]),
        }
        for row in report.pages
    ]
