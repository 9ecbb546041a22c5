"""/users/{user}/reachability"""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import ClassVar

from attrs import fields, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.drilling import drill_warnings
from hikeshi.flow.floors import warnings
from hikeshi.flow.proofs import EVERY_KIND, LOOKED_BACK, methods_of, proof_warnings
from hikeshi.flow.reachability import reachability
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.queries import DrillRunView, drill_run_view
from hikeshi.kernel.condition import Failed
from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId, UserId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.ways import PassedOver, Way, Why
from hikeshi.notifications.queries import MeasuredMethod, NotificationQueries
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi_server.inbound.http.api.call import Call


@frozen(kw_only=True)
class ReachabilityFilters:
    """Which pages are asked about.

    Args:
        at: When they come; nothing = now.
        severity: Of the incident; where rules ask for it.
    """

    SORTS: ClassVar[tuple[str, ...]] = ()

    at: datetime | None = None
    severity: Severity = Severity.SEV1


@frozen(kw_only=True)
class WayView:
    """A method that is used, and how long after the page.

    Args:
        why: `rule`, `fallback` (no rule can run) or `floor` (a team asks for it).
        team: Key of that team.
        waits: It would be earlier but for the person's quiet hours.
    """

    contact_method_id: ContactMethodId
    kind: str
    after: timedelta
    why: Why
    team: str | None
    waits: bool


@frozen(kw_only=True)
class PassedOverView:
    """A rule that does not apply to such a page, and why."""

    notification_rule_id: NotificationRuleId
    kind: str
    reason: Failed


@frozen(kw_only=True)
class UrgencyView:
    """What becomes of pages of one urgency.

    Args:
        ways: In the order they are used; none = no page can arrive.
        left_out: Steps page others at that time: the person keeps quiet hours, in which even what
            is urgent waits.
    """

    urgency: Urgency
    reachable: bool
    left_out: bool
    ways: tuple[WayView, ...]
    passed_over: tuple[PassedOverView, ...]


@frozen(kw_only=True)
class MethodView(MeasuredMethod):
    """A contact method, with what pages by it have shown."""

    key: str
    kind: str
    verified: bool


@frozen(kw_only=True)
class ReachabilityView:
    """Whether, how and when pages reach a person.

    Args:
        methods: Their contact methods, with what pages of the last 90 days have shown.
        last_drill: What the last drill showed that they had to answer.
        warnings: What is below the floors of their teams in the coming week, which methods have
            no provider, have failed, are slow, or have not been proven of late, and a last drill
            they missed.
    """

    user_id: UserId
    at: datetime
    severity: Severity
    urgencies: tuple[UrgencyView, ...]
    methods: tuple[MethodView, ...]
    last_drill: DrillRunView | None
    warnings: tuple[str, ...]


@frozen
class ReachabilityOfPeople:
    """/users/{user}/reachability

    Args:
        provided: Kinds of contact methods the server has providers for.
    """

    transactions: Transactions
    queries: NotificationQueries
    provided: Container[str] = EVERY_KIND

    async def read(
        self, call: Call, user: UserId, filters: ReachabilityFilters
    ) -> ReachabilityView:
        """GET /users/{user}/reachability"""
        del call

        async def look(work: Work) -> tuple[Directory, datetime, DrillRun | None]:
            runs = await work.drill_runs.latest_of([user])
            return await work.directory(), work.now, runs.get(user)

        directory, now, drilled = await self.transactions.run(look)
        at = filters.at or now
        methods = methods_of(directory, user)
        ids = [method.id for method in methods]
        measured = await self.queries.measured(ids, now - LOOKED_BACK)
        asked = ((urgency, filters.severity, at) for urgency in Urgency)
        found = [reachability(directory, user, *each) for each in asked]
        return ReachabilityView(
            user_id=user,
            at=at,
            severity=filters.severity,
            urgencies=tuple(
                UrgencyView(
                    urgency=each.urgency,
                    reachable=each.reachable,
                    left_out=_left_out(directory, user, each.urgency, at),
                    ways=tuple(_way(way) for way in each.found.ways),
                    passed_over=tuple(_passed(passed) for passed in each.found.passed_over),
                )
                for each in found
            ),
            methods=tuple(_method(method, measured.get(method.id)) for method in methods),
            last_drill=None if drilled is None else drill_run_view(drilled),
            warnings=(
                *warnings(directory, user, now),
                *proof_warnings(directory, user, measured, now, self.provided),
                *drill_warnings(drilled),
            ),
        )


def _left_out(directory: Directory, user: UserId, urgency: Urgency, at: datetime) -> bool:
    quiet = directory.quiet_hours(user)
    return urgency is Urgency.HIGH and quiet is not None and quiet.open_at(at)


def _way(way: Way) -> WayView:
    return WayView(
        contact_method_id=way.reach.contact_method_id,
        kind=way.reach.kind,
        after=way.after,
        why=way.why,
        team=None if way.minimum is None else way.minimum.team,
        waits=way.waits,
    )


def _method(method: ContactMethod, measured: MeasuredMethod | None) -> MethodView:
    shown = measured or MeasuredMethod(contact_method_id=method.id)
    known = {entry.name: getattr(shown, entry.name) for entry in fields(MeasuredMethod)}
    return MethodView(**known, key=method.key, kind=method.kind.value, verified=method.verified)


def _passed(passed: PassedOver) -> PassedOverView:
    rule_id = passed.rule.id
    return PassedOverView(notification_rule_id=rule_id, kind=passed.kind, reason=passed.why)
