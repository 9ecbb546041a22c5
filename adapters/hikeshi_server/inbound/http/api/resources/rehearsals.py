"""/escalation-policies/{policy}/rehearsals and /rehearsals"""

from datetime import date

from attrs import field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Transactions
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi.rehearsal import run
from hikeshi.rehearsal.files import NO_FILES
from hikeshi.rehearsal.policy import PolicyQuestion, rehearse_policy
from hikeshi_server.inbound.calendars.days import country_days, is_country_code
from hikeshi_server.inbound.http.api.bodies.rehearsals import (
    ReportView,
    SuiteBody,
    TraceView,
    report_view,
    trace_view,
)
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.mapping import mapped
from hikeshi_server.inbound.rehearsing import LIMITS, RehearsalRoom


@frozen
class Rehearsals:
    """Rehearsals of what is configured; nothing is written and nobody is told."""

    transactions: Transactions
    room: RehearsalRoom = field(factory=RehearsalRoom)

    async def of_policy(
        self, call: Call, policy: EscalationPolicyId, body: PolicyQuestion
    ) -> TraceView:
        """POST /escalation-policies/{policy}/rehearsals"""
        live = await self._live()
        require(call.actor, Permission.READ, live.policies[policy].team_id)
        return trace_view(await self.room.play(lambda: rehearse_policy(live, policy, body, LIMITS)))

    async def of_suite(self, call: Call, body: SuiteBody) -> ReportView:
        """POST /rehearsals"""
        require(call.actor, Permission.READ)
        live = await self._live()
        _refuse_paths(body)
        return report_view(
            await self.room.play(
                lambda: run(
                    body.suite,
                    load=NO_FILES.load_payload,
                    live=live,
                    limits=LIMITS,
                    calendars=lambda _: _countries,
                    look=mapped,
                )
            )
        )

    async def _live(self) -> Directory:
        return await self.transactions.run(lambda work: work.directory())


def _countries(name: str, until: date | None) -> tuple[date, ...]:
    if not is_country_code(name):
        raise InvalidError(
            f"“{name}”: a server reads no files of yours: list the days in dates, or name a "
            "country such as JP or US-CA"
        )
    return country_days(name, until)


def _refuse_paths(body: SuiteBody) -> None:
    for number, scenario in enumerate(body.scenarios):
        if isinstance(scenario.get("configuration"), str):
            raise InvalidError.at(
                f"/scenarios/{number}/configuration",
                "must be the configuration itself: a server reads no files of yours",
            )
