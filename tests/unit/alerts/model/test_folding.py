"""Rules of what a run of signals makes of an alert."""

from datetime import timedelta
from uuid import UUID

from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import NOW, a_signal, an_alert, counting_ids

from hikeshi.alerts.events import (
    AlertAcknowledged,
    AlertOpened,
    AlertRepeated,
    AlertResolved,
)
from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.alerts.model.folding import Fold, Placement
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.kernel.ids import AlertId, IncidentId
from hikeshi.kernel.severity import Severity

LATER = NOW + timedelta(minutes=1)
TRIGGER, ACKNOWLEDGE, RESOLVE = map(a_signal, SignalAction)


@define
class Placing:
    """Puts each new alert into an incident of its own; without a word it is a sev3."""

    placed: int = 0
    over: list[AlertId] = field(factory=list)

    def place(self, signal: Signal) -> Placement:
        self.placed += 1
        alert = an_alert(
            id=AlertId(UUID(int=20 + self.placed)),
            incident_id=IncidentId(UUID(int=40 + self.placed)),
            severity=self.severity_of(signal),
            first_seen_at=LATER,
            last_seen_at=LATER,
        )
        return Placement(alert=alert)

    def severity_of(self, signal: Signal) -> Severity:
        return signal.severity or Severity.SEV3

    def ended(self, alert: Alert) -> None:
        self.over.append(alert.id)


def fold(*signals: Signal, current=None) -> Fold:
    return Fold(current, LATER, counting_ids(), Placing()).apply(signals)


def facts(folded: Fold) -> list[type]:
    return [type(event) for event in folded.events]


def test_a_trigger_opens_an_alert():
    """The first trigger of an identity opens an alert."""
    folded = fold(TRIGGER)

    assert facts(folded) == [AlertOpened]
    assert folded.opened == [folded.current]
    assert folded.changed == []


def test_further_triggers_count_up_and_are_one_fact():
    """Repetitions in a batch are counted and noted once."""
    folded = fold(TRIGGER, TRIGGER, TRIGGER)

    assert facts(folded) == [AlertOpened, AlertRepeated]
    assert folded.events[1].count == 2
    assert [alert.count for alert in folded.opened] == [3]


def test_a_repetition_changes_the_alert_that_was_there():
    """A trigger for a firing alert opens nothing."""
    folded = fold(TRIGGER, current=an_alert(count=7))

    assert (facts(folded), folded.opened) == ([AlertRepeated], [])
    assert [alert.count for alert in folded.changed] == [8]


def test_a_repetition_that_makes_it_worse_says_so():
    """A higher severity than the alert had is told, however mild the triggers after it."""
    worse = evolve(TRIGGER, severity=Severity.SEV1)
    folded = fold(worse, TRIGGER, current=an_alert(severity=Severity.SEV4))

    assert folded.current.severity is Severity.SEV1
    assert (folded.events[0].severity, folded.events[0].raised) == (Severity.SEV1, True)


def test_the_same_or_a_lower_severity_raises_nothing():
    """A repetition no worse than the alert is told as just that."""
    milder = evolve(TRIGGER, severity=Severity.SEV5)
    folded = fold(TRIGGER, milder, current=an_alert(severity=Severity.SEV3))

    assert (folded.events[0].severity, folded.events[0].raised) == (Severity.SEV3, False)


def test_each_run_tells_only_its_own_rise():
    """What was raised before a resolve is not told again of the next alert."""
    worse = evolve(TRIGGER, severity=Severity.SEV1)
    folded = fold(worse, RESOLVE, TRIGGER, TRIGGER, current=an_alert())
    repeated = [event for event in folded.events if isinstance(event, AlertRepeated)]

    assert [event.raised for event in repeated] == [True, False]


def test_a_trigger_after_a_resolve_is_a_new_alert():
    """Trigger, resolve, trigger are two alerts of two incidents."""
    folded = fold(TRIGGER, RESOLVE, TRIGGER)

    assert facts(folded) == [AlertOpened, AlertResolved, AlertOpened]
    assert [alert.status for alert in folded.opened] == [AlertStatus.RESOLVED, AlertStatus.FIRING]
    assert len({alert.incident_id for alert in folded.opened}) == 2


def test_acknowledge_and_resolve_of_an_unknown_key_are_dropped():
    """Without a firing alert they do nothing, and no trace is left."""
    folded = fold(ACKNOWLEDGE, RESOLVE)

    assert (folded.events, folded.opened, folded.changed) == ([], [], [])


def test_a_second_resolve_is_dropped():
    """What is over cannot end again."""
    assert facts(fold(RESOLVE, RESOLVE, current=an_alert())) == [AlertResolved]


def test_an_acknowledgement_leaves_the_alert_firing():
    """A source can say that somebody has it; the alert goes on."""
    folded = fold(ACKNOWLEDGE, current=an_alert())

    assert facts(folded) == [AlertAcknowledged]
    assert folded.current.status is AlertStatus.FIRING


def test_repetitions_before_a_resolve_are_noted_before_it():
    """Facts come in the order in which things happened."""
    folded = fold(TRIGGER, RESOLVE, current=an_alert())

    assert facts(folded) == [AlertRepeated, AlertResolved]
    assert [alert.status for alert in folded.changed] == [AlertStatus.RESOLVED]


def test_no_signals_change_nothing():
    """An empty run leaves no fact."""
    folded = fold(current=an_alert())

    assert folded.events == []


@given(st.lists(st.sampled_from([TRIGGER, ACKNOWLEDGE, RESOLVE]), max_size=12), st.booleans())
def test_a_batch_comes_to_the_same_as_its_signals_one_by_one(signals, was_firing):
    """However arrivals are cut into batches, the same alerts exist afterwards."""
    start = an_alert() if was_firing else None
    whole = fold(*signals, current=start)
    current, opened, placing = start, 0, Placing()
    for signal in signals:
        step = Fold(current, LATER, counting_ids(), placing).apply([signal])
        current, opened = step.current, opened + len(step.opened)

    assert whole.current == current
    assert len(whole.opened) == opened
