"""When a step runs and whom of those it finds it pages: what the escalation itself would do."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from hikeshi.flow.directory import Directory
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.flow.step_gates import StepGate
from hikeshi.incidents.events import PersonPaged
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalating import run_from
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Step, Target, TargetKind
from hikeshi.incidents.model.urgency import as_urgent_as_asked
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.condition import (
    RESPONDER,
    Condition,
    ConditionHours,
    HolidayCondition,
)
from hikeshi.kernel.ids import EscalationPolicyId, HolidaySetId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_hours import DailyHours, Weekday
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.testing.builders import a_service, a_user, an_incident

QUARTER = timedelta(minutes=15)
#: Saturdays before which nothing jumps; the clocks of Berlin, New York and Lord Howe do after.
SATURDAYS = [datetime(2026, m, d, tzinfo=UTC) for m, d in ((3, 28), (10, 24), (3, 7), (4, 4))]
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
HOLIDAYS = HolidaySetId(UUID(int=7))
POLICY = EscalationPolicyId(UUID(int=8))

zones = st.sampled_from(ZONES)
clocks = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
days = st.sampled_from([tuple(Weekday), tuple(Weekday), (Weekday.SUN,), tuple(Weekday)[:5]])
windows = {"weekdays": days, "opens": clocks, "closes": clocks}
severities = st.lists(st.sampled_from(Severity), max_size=3, unique=True).map(tuple)


def maybe(found):
    """Something, mostly; else nothing."""
    return found | found | st.none()


conditions = st.builds(
    Condition,
    severities=st.just(()) | severities,
    urgencies=st.sampled_from([(), (), (Urgency.HIGH,), (Urgency.LOW,)]),
    times=st.lists(
        st.builds(ConditionHours, time_zone=zones | st.just(RESPONDER), **windows), max_size=2
    ).map(tuple),
    holidays=maybe(
        st.builds(
            HolidayCondition,
            set_id=st.just(HOLIDAYS),
            on=st.booleans(),
            time_zone=st.none() | zones,
        )
    ),
)
support_hours = st.builds(
    SupportHours,
    time_zone=zones,
    windows=st.lists(st.builds(DailyHours, **windows), min_size=1, max_size=2).map(tuple),
    holidays=st.sampled_from([(), (HOLIDAYS,)]),
    always_high=severities,
)


@st.composite
def gates(draw):
    """A gate over two days, and the identity of the service whose incidents it is asked about."""
    start = draw(st.sampled_from(SATURDAYS))
    people = [a_user(time_zone=draw(zones)) for _ in range(3)]
    step = Step(
        tuple(Target(TargetKind.USER, each.id) for each in people),
        timedelta(minutes=5),
        when=draw(maybe(conditions)),
    )
    service = a_service(support_hours=draw(maybe(support_hours)))
    day = draw(st.integers(-1, 2).map(lambda n: start.date() + timedelta(days=n)))
    directory = Directory(
        users={each.id: each for each in people},
        services={service.id: service},
        holidays={HOLIDAYS: HolidaySet(id=HOLIDAYS, key="off", dates=(day,))},
    )
    gate = StepGate(
        LiveRoster(directory, {}),
        step,
        draw(st.sampled_from(Severity)),
        service.support_hours,
        Interval(start, start + timedelta(days=2)),
    )
    return gate, service.id


def paged(gate, service_id, at):
    """Whom an escalation pages that comes to the step at an instant."""
    policy = EscalationPolicy(id=POLICY, key="one", name="One", team_id=None, steps=(gate.step,))
    roster = LiveRoster(gate.roster.directory, {(POLICY, 1): policy})
    moment = Moment(at, lambda: UUID(int=0), SYSTEM)
    incident = an_incident(
        severity=gate.severity,
        urgency=gate.severity.default_urgency,
        service_id=service_id,
        escalation=Escalation(policy_id=POLICY, policy_version=1),
    )
    urgent = as_urgent_as_asked(incident, roster, moment)
    decision = run_from(Decision(urgent), roster, moment, step=1)
    return tuple(event.user_id for event in decision.events if isinstance(event, PersonPaged))


def walk(gate):
    """Whom the gate lets be paged, from instant to instant of its span: (from, until, people)."""
    found, at = tuple(target.id for target in gate.step.targets), gate.span.start
    while at < gate.span.end:
        people, until = gate.admitted(found, at)
        assert until > at
        yield at, until, people
        at = until


@settings(max_examples=30)
@given(gates())
def test_a_gate_lets_through_whom_the_escalation_pages(case):
    """At every quarter of an hour of two days: nobody else, and nothing changes in between."""
    gate, service_id = case
    told = [(at, until, people) for at, until, people in walk(gate)]

    assert told[-1][1] == gate.span.end
    for at, until, people in told:
        for instant in (at, until - timedelta.resolution):
            assert people == paged(gate, service_id, instant)
    sampled = (gate.span.start + number * QUARTER for number in range(2 * 96))
    current = iter(told)
    _, until, people = next(current)
    for instant in sampled:
        while instant >= until:
            _, until, people = next(current)
        assert people == paged(gate, service_id, instant)


def test_each_is_asked_on_their_own_clock():
    """Office hours in everybody's own zone: Berlin opens five hours before New York."""
    office = ConditionHours(time_zone=RESPONDER, opens=time(9), closes=time(17))
    berlin, york = (a_user(time_zone=zone) for zone in ("Europe/Berlin", "America/New_York"))
    directory = Directory(users={each.id: each for each in (berlin, york)})
    targets = tuple(Target(TargetKind.USER, each.id) for each in (berlin, york))
    step = Step(targets, timedelta(minutes=5), when=Condition(times=(office,)))
    start = datetime(2026, 3, 28, tzinfo=UTC)
    gate = StepGate(
        LiveRoster(directory, {}),
        step,
        Severity.SEV1,
        None,
        Interval(start, start + timedelta(days=1)),
    )

    hours = [(at.hour, until.hour, people) for at, until, people in walk(gate)]

    assert hours == [
        (0, 8, ()),
        (8, 13, (berlin.id,)),
        (13, 16, (berlin.id, york.id)),
        (16, 21, (york.id,)),
        (21, 0, ()),
    ]
