"""Anything may happen in any order: what must hold all the same, checked after every step."""

import asyncio
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hikeshi.flow.settle import settle
from hikeshi.incidents.events import PersonPaged
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from hikeshi.memory import Store
from hikeshi.notifications.model.outcome import Outcome
from tests.flow.story import (
    START,
    Story,
    a_configuration,
    a_method,
    a_person,
    a_schedule,
    a_step,
    a_target,
)

PEOPLE = st.sampled_from(["ana", "ben", "cai", "dee"])
KEYS = st.sampled_from(["k", "l"])
MINUTES = st.sampled_from([0, 1, 3, 5, 10, 45])
VERBS = st.sampled_from(["acknowledge", "unacknowledge", "resolve", "escalate"])


def a_busy_configuration() -> dict[str, Any]:
    """Return a policy with a step that keeps others' rules, a gap, and an end that repeats."""
    rules = [
        {"urgency": "high", "delay_seconds": 60 * minutes, "contact_method": method}
        for minutes, method in ((0, "phone"), (3, "mail"), (8, "phone"))
    ]
    methods = [a_method("phone"), a_method("mail", "email")]
    ana = a_person("ana", contact_methods=methods, notification_rules=rules)
    return a_configuration(
        a_step("ana", "ben", stop_on_acknowledge=False),
        a_step("schedule:primary", on_empty={"wait_until_covered": {"max_seconds": 600}}),
        a_step("cai", "ana"),
        people=[ana, "ben", "cai", "dee"],
        repeat=1,
        last_resort={"targets": [a_target("dee")], "after_seconds": 600, "every_seconds": 1800},
        schedules=[a_schedule("primary", (30, 60, "ben"), (90, 100, "ana"))],
        service={"acknowledge_timeout_seconds": 1200, "auto_resolve_seconds": 36_000},
    )


def rows(store: Store) -> dict[str, Any]:
    """Return every row of every table."""
    tables = {name: table for name, table in vars(store).items() if hasattr(table, "rows")}
    return {name: dict(table.rows) for name, table in tables.items()}


class BrokenError(Exception):
    """Something failed in the middle of a work."""


class AnythingHappens(RuleBasedStateMachine):
    """People, senders, providers and time do what they like to one organisation."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(a_busy_configuration())
        self.epochs: dict[Any, int] = {}
        self.timeline: list[Any] = []
        self.decisions: list[list[PersonPaged]] = []
        told = self.story.world.trace.watch

        def watch(events) -> None:
            told(events)
            self.decisions.append([e for e in events if isinstance(e, PersonPaged)])
            self._check_attempts()

        object.__setattr__(self.story.world.transactions, "watch", watch)

    @rule(key=KEYS, severity=st.sampled_from(["sev1", "sev3"]))
    def fires(self, key: str, severity: str) -> None:
        """A source says that something is wrong."""
        self.story.alert(key, severity)

    @rule(key=KEYS)
    def is_over(self, key: str) -> None:
        """A source says that it is over."""
        self.story.alert_resolves(key)

    @rule(key=KEYS, who=PEOPLE, verb=VERBS)
    def acts(self, key: str, who: str, verb: str) -> None:
        """A person does something without further facts."""
        self.story.acts(who, verb, key)

    @rule(key=KEYS)
    def sender_acknowledges(self, key: str) -> None:
        """A source says that somebody has it."""
        self.story.acknowledge(None, key)

    @rule(key=KEYS, who=PEOPLE, minutes=MINUTES.filter(bool))
    def snoozes(self, key: str, who: str, minutes: int) -> None:
        """A person lets it sleep."""
        self.story.acts(who, "snooze", key, for_seconds=60 * minutes)

    @rule(key=KEYS, who=PEOPLE, to=st.one_of(PEOPLE.map("user:{}".format), st.just("policy:other")))
    def reassigns(self, key: str, who: str, to: str) -> None:
        """A person gives it to somebody else."""
        self.story.acts(who, "reassign", key, to=to)

    @precondition(lambda self: self.story.incidents and self.story.incident.status.is_open)
    @rule(who=PEOPLE)
    def mitigates(self, who: str) -> None:
        """A person stops the harm."""
        self.story.does(who, lambda work, found, by: MitigateIncident()(work, found, by=by))

    @rule(minutes=MINUTES.filter(bool))
    def maintenance(self, minutes: int) -> None:
        """Somebody works on the service for a while."""
        until = self.story.world.trace.seconds(self.story.world.now) + 60 * minutes
        self.story.happens("maintenance", service="api", until_seconds=until)

    @invariant()
    def no_page_is_lost_in_silence(self) -> None:
        """What fires has an incident, or is suppressed by what holds now or is looked at again."""
        store, now = self.story.world.store, self.story.world.now
        windows = store.maintenance_windows.rows.values()
        for alert_id in store.firing.rows.values():
            alert = store.alerts.rows[alert_id]
            if alert.suppressed_since is None:
                assert alert.incident_id in store.incidents.rows
                continue
            assert alert.incident_id not in store.incidents.rows
            planned = store.suppressed.rows[alert_id]
            down = self.story.world.down_until
            held = any(window.is_active(now) for window in windows)
            assert held or (down is not None and now < down)
            assert planned.due_at is not None

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        """Time passes."""
        self.story.advance(minutes=minutes)

    @rule(minutes=MINUTES.filter(bool))
    def workers_stop(self, minutes: int) -> None:
        """Nothing runs for a while."""
        self.story.down(minutes)

    @rule(minutes=MINUTES, kind=st.sampled_from(["sms", "email"]), outcome=st.sampled_from(Outcome))
    def provider_fails(self, minutes: int, kind: str, outcome: Outcome) -> None:
        """A channel answers something else for a while."""
        self.story.channel(outcome, minutes, kind)

    @rule(key=KEYS)
    def a_work_fails(self, key: str) -> None:
        """A work that fails after all its consequences were decided leaves nothing behind."""
        before = rows(self.story.world.store)
        transactions = self.story.world.transactions

        async def fail(work) -> None:
            for incident_id in list(self.story.world.store.incidents.rows):
                work.store.incidents.drop(incident_id)
            await work.incidents.next_numbers(1)
            await settle(work)
            raise BrokenError

        with pytest.raises(BrokenError):
            asyncio.run(transactions.run(fail))
        assert rows(self.story.world.store) == before

    def _check_attempts(self) -> None:
        """No attempt runs for an incident that is over or that somebody has, save as ruled.

        While somebody has it, others' rules go on where the step says so, and a worse severity
        pages the acknowledger again.
        """
        store = self.story.world.store
        for notification in store.open_notifications.rows.values():
            incident = store.incidents.rows[notification.incident_id]
            if notification.purpose.value != "page":
                continue
            assert incident.status.value in {"triggered", "acknowledged"}
            if incident.status.value == "acknowledged":
                keeps = incident.escalation.step == 1
                again = incident.paged_since_acknowledged
                others = notification.user_id != incident.acknowledged_by
                assert again or (keeps and others), self.story.log

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """A triggered incident has a plan, somebody being told, somebody told, or is exhausted."""
        store = self.story.world.store
        for incident in self.story.incidents:
            if incident.status.value != "triggered":
                continue
            told = [
                n
                for n in store.notifications.rows.values()
                if n.incident_id == incident.id and n.status.value in {"pending", "sent", "sending"}
            ]
            # Its automatic end is no plan to reach anybody.
            plans = [plan for plan in incident.plans if plan.kind.value != "auto_resolve"]
            assert plans or told or incident.escalation.exhausted
            assert plans, "with a last resort there is always somebody to be told next"

    @invariant()
    def one_page_per_person_and_decision(self) -> None:
        """A decision about an incident pages a person at most once."""
        for pages in self.decisions:
            people = [(page.incident_id, page.user_id) for page in pages]
            assert len(people) == len(set(people))
        self.decisions.clear()

    @invariant()
    def epochs_only_grow(self) -> None:
        """The identity of timers never goes back, and every timer carries the present one."""
        for incident in self.story.incidents:
            epoch = incident.escalation.epoch
            assert epoch >= self.epochs.get(incident.id, 0)
            assert all(plan.epoch == epoch for plan in incident.plans)
            self.epochs[incident.id] = epoch

    @invariant()
    def what_is_over_has_an_outcome(self) -> None:
        """Every notification that is over says what came of it, and why where it failed."""
        for notification in self.story.notifications:
            assert not notification.is_over or notification.outcome is not None
            if notification.status.value in {"failed", "expired"}:
                assert notification.reason

    @invariant()
    def nothing_is_due_unless_workers_stand_still(self) -> None:
        """What came due was done, while workers run."""
        world = self.story.world
        if world.down_until is None or world.down_until <= world.now:
            assert all(i.due(world.now) is None for i in self.story.incidents if i.status.is_open)
        assert all(i.plans == () for i in self.story.incidents if not i.status.is_open)

    @invariant()
    def the_timeline_only_grows(self) -> None:
        """Entries are never changed, moved or removed, and their times never go back."""
        now = self.story.timeline
        assert now[: len(self.timeline)] == self.timeline
        assert all(entry.at >= START for entry in now[len(self.timeline) :])
        self.timeline = now


TestAnythingHappens = AnythingHappens.TestCase
TestAnythingHappens.settings = settings(
    max_examples=settings.default.max_examples, stateful_step_count=30, deadline=None
)
