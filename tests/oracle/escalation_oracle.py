"""Who is paged when: a model of its own, written from the rules of escalation and nothing else.

It knows plain dictionaries and whole seconds, keeps everything of an incident in one dictionary,
and walks from instant to instant. A description looks like this:

    {"schedules": {"s": [[0, 600, "ana"], …]}, "layers": {"s": []},   # from, until, who; beneath
     "policies": {"p": {"repeat": 0, "exhausted": None | {"targets": […], "every": 600},
                        "steps": [{"delay": 300, "targets": ["ana", "schedule:s"],
                                   "in_turn": False, "when": None | {…},
                                   "on_empty": "skip" | {"wait": 600} | {"fallback": "ben"}}]}},
     "services": {"api": {"policy": "p", "timeout": None | 1800, "auto_resolve": None | 7200,
                          "hours": None | {"zone": "UTC", "windows": […], "holidays": [0],
                                           "always_high": [1]}}},
     "zones": {"ana": "UTC", …},
     "last_resort": None | {"targets": […], "after": 0, "every": 600},
     "events": [{"at": 0, "kind": "trigger", "service": "api", "key": "k", "severity": 1}, …],
     "until": 36000}
"""

from collections.abc import Iterable
from typing import Any

from tests.oracle.ledger import CHANGES, Ledger
from tests.oracle.quiet_oracle import QuietOracle

ACCEPT_WITHIN = 1800
OPEN = ("triggered", "acknowledged")

Incident = dict[str, Any]


class EscalationOracle(QuietOracle):
    """Plays a description; afterwards `pages`, `states` and `statuses` say what happened."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.world = description
        self.now = 0
        self.down_until = 0
        self.incidents: list[Incident] = []
        self.firing: dict[tuple[str, str], Incident] = {}
        self.newest: dict[tuple[str, str], Incident] = {}
        self.pages: list[tuple[int, int, int, int | None, str]] = []
        self.turns: dict[tuple[int, int], int] = {}
        self.states: list[tuple[int, int, str]] = []
        self.quiet: dict[str, list[int]] = {}
        self.held: dict[tuple[str, str], dict[str, Any]] = {}
        self.ledger = Ledger(description)

    @property
    def statuses(self) -> list[str]:
        """Status of each incident at the end."""
        return [incident["status"] for incident in self.incidents]

    def play(self) -> "EscalationOracle":
        """Walk through all inputs, and the timers between and after them."""
        events = sorted(self.world["events"], key=lambda event: event["at"])
        for event in events:
            if event["at"] <= self.world["until"]:
                self._walk(event["at"], including=False)
                self.now = event["at"]
                if event["kind"] in CHANGES:
                    self._change(event)
                else:
                    getattr(self, "_" + event["kind"])(event)
        self._walk(self.world["until"], including=True)
        return self

    # Time

    def _walk(self, end: int, *, including: bool) -> None:
        while planned := self._planned():
            due, number, kind = min(planned)
            # What suppressed something is looked at before any timer of the same instant.
            released = [entry for entry in planned if entry[2] == "release"]
            runs_at = max(due, self.down_until, self.now)
            if runs_at > end or (runs_at == end and not including):
                return
            # What came due while nothing ran, or comes due in the same instant, goes by its time.
            self.now = runs_at
            if any(entry[0] <= runs_at for entry in released):
                self._let_go()
                continue
            incident = self.incidents[number - 1]
            del incident["timers"][kind]
            incident["heard"] = {}
            getattr(self, "_due_" + kind)(incident)

    def _planned(self) -> list[tuple[int, int, str]]:
        timers = [
            (due, incident["number"], kind)
            for incident in self.incidents
            for kind, due in incident["timers"].items()
        ]
        return timers + [(held["look_at"], 0, "release") for held in self.held.values()]

    def _due_accept_by(self, incident: Incident) -> None:
        giver, incident["giver"] = incident["giver"], None
        self._wake(incident)
        if giver is not None:
            self._page(incident, [giver], None)
        self._run(incident, max(incident["step"], 1))

    def _due_acknowledge_timeout(self, incident: Incident) -> None:
        self._resume(incident)

    _due_snooze = _due_acknowledge_timeout

    def _due_begin_of_hours(self, incident: Incident) -> None:
        if incident["status"] == "triggered" and self._at_work(incident):
            incident["urgency"] = "high"
            self._page(incident, list(incident["assigned"]), incident["step"] or None)
        else:
            self._wait_for_hours(incident)

    def _due_auto_resolve(self, incident: Incident) -> None:
        self._end(incident)

    def _due_escalation(self, incident: Incident) -> None:
        waits = incident["gives_up"] is not None
        self._run(incident, incident["step"] + (0 if waits else 1))

    def _due_last_resort(self, incident: Incident) -> None:
        again = incident["policy"]["exhausted"] or self.world["last_resort"]
        self._page(incident, self._people(again["targets"]), None)
        incident["timers"]["last_resort"] = self.now + again["every"]

    # Inputs

    def _trigger(self, event: dict[str, Any]) -> None:
        identity = (event["service"], event["key"])
        incident = self.firing.get(identity)
        if incident is not None and incident["status"] in OPEN:
            self._raise(incident, event["severity"])
            return
        # What is held keeps its place among what is held, however often it fires again.
        held = self.held.get(identity) or {
            "severity": event["severity"],
            "title": event.get("title", f"{event['service']}: {event['key']}"),
            "label": event.get("label"),
        }
        held["severity"] = min(held["severity"], event["severity"])
        until = self._quiet_until(event["service"], held)
        if until is None:
            self.held.pop(identity, None)
            self._begin(identity, held["severity"])
            return
        if "look_at" not in held:
            self.firing.pop(identity, None)
            self.newest.pop(identity, None)
        self.held[identity] = {**held, "look_at": until}

    def _begin(self, identity: tuple[str, str], severity: int) -> None:
        service = self.world["services"][identity[0]]
        incident = {
            "number": len(self.incidents) + 1,
            "service": service,
            "severity": severity,
            "policy": self.world["policies"][service["policy"]],
            "step": 0,
            "round": 1,
            "on_step": [],
            "gives_up": None,
            "acknowledger": None,
            "giver": None,
            "timers": {},
            "status": None,
            "heard": {},
            "assigned": [],
        }
        self.incidents.append(incident)
        self.firing[identity] = self.newest[identity] = incident
        self._becomes(incident, "triggered")
        self._set_urgency(incident)
        if service["auto_resolve"] is not None:
            incident["timers"]["auto_resolve"] = self.now + service["auto_resolve"]
        self._run(incident, 1)

    def _raise(self, incident: Incident, severity: int) -> None:
        if severity >= incident["severity"]:
            return
        incident["severity"] = severity
        self._set_urgency(incident)
        if incident["status"] == "acknowledged":
            taken = incident["acknowledger"]
            people = list(incident["assigned"]) if taken is None else [taken]
            before, incident["heard"] = list(incident["assigned"]), {}
            self._page(incident, people, incident["step"] or None)
            incident["assigned"] = before

    def _source_resolve(self, event: dict[str, Any]) -> None:
        self.held.pop((event["service"], event["key"]), None)
        incident = self.firing.pop((event["service"], event["key"]), None)
        if incident is not None and incident["status"] in OPEN:
            self._end(incident)

    def _source_acknowledge(self, event: dict[str, Any]) -> None:
        incident = self.firing.get((event["service"], event["key"]))
        if incident is not None and incident["status"] == "triggered":
            self._take(incident, None)

    def _acknowledge(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is not None and incident["status"] == "triggered":
            self._take(incident, event["by"])

    def _unacknowledge(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is not None and incident["status"] == "acknowledged":
            self._resume(incident)

    def _resolve(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is not None:
            self._end(incident)

    def _snooze(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is None:
            return
        if incident["status"] == "triggered":
            self._take(incident, event["by"])
        self._stop(incident)
        incident["timers"]["snooze"] = self.now + event["for"]

    def _escalate(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is None:
            return
        count = len(incident["policy"]["steps"])
        wanted = event["step"] if event["step"] is not None else incident["step"] + 1
        if count == 0 or (event["step"] is not None and not 1 <= wanted <= count):
            return
        self._release(incident)
        self._wake(incident)
        if wanted > count:
            wanted, incident["round"] = 1, incident["round"] + 1
        self._run(incident, wanted)

    def _reassign(self, event: dict[str, Any]) -> None:
        incident = self._open(event)
        if incident is None:
            return
        self._release(incident)
        self._wake(incident)
        if "policy" in event:
            policy = self.world["policies"][event["policy"]]
            incident.update(policy=policy, step=0, round=1, assigned=[])
            self._run(incident, 1)
            return
        incident["giver"] = event["by"]
        within = incident["service"]["timeout"] or ACCEPT_WITHIN
        incident["timers"]["accept_by"] = self.now + within
        self._page(incident, [event["user"]], None)

    def _post(self, event: dict[str, Any]) -> None:
        for means in event["means"]:
            kind = means["action"] if means["action"] == "trigger" else f"source_{means['action']}"
            getattr(self, "_" + kind)(means)

    def _worker_down(self, event: dict[str, Any]) -> None:
        self.down_until = event["until"]

    # Changes of hands

    def _open(self, event: dict[str, Any]) -> Incident | None:
        incident = self.newest.get((event["service"], event["key"]))
        if incident is None or incident["status"] not in OPEN:
            return None
        incident["heard"] = {}
        return incident

    def _becomes(self, incident: Incident, status: str) -> None:
        if incident["status"] != status:
            incident["status"] = status
            self.states.append((self.now, incident["number"], status))

    def _stop(self, incident: Incident) -> None:
        """Whatever was planned does nothing any more, save what hangs on nobody's hands."""
        staying = ("auto_resolve", "begin_of_hours")
        kept = {kind: due for kind, due in incident["timers"].items() if kind in staying}
        incident.update(timers=kept, gives_up=None, giver=None)

    def _release(self, incident: Incident) -> None:
        self._stop(incident)
        incident["acknowledger"] = None
        self._becomes(incident, "triggered")

    def _take(self, incident: Incident, person: str | None) -> None:
        self._stop(incident)
        incident["acknowledger"] = person
        if person is not None:
            incident["assigned"] = [person]
        self._becomes(incident, "acknowledged")
        if incident["service"]["timeout"] is not None:
            due = self.now + incident["service"]["timeout"]
            incident["timers"]["acknowledge_timeout"] = due

    def _end(self, incident: Incident) -> None:
        self._stop(incident)
        incident["timers"] = {}
        self._becomes(incident, "resolved")

    def _resume(self, incident: Incident) -> None:
        """The acknowledger and whoever is newly on call; then on from the same step."""
        acknowledger = incident["acknowledger"]
        self._release(incident)
        self._wake(incident)
        steps = incident["policy"]["steps"]
        if not steps:
            self._page(incident, [acknowledger] if acknowledger else [], None)
            self._exhaust(incident)
            return
        if acknowledger is None:
            self._run(incident, incident["step"])
            return
        step = steps[incident["step"] - 1]
        again = not step["in_turn"] and self._holds(step["when"], incident)
        found = self._awake(self._people(step["targets"]), step["when"]) if again else []
        people = [acknowledger, *(who for who in found if who not in incident["on_step"])]
        incident["on_step"] = [*incident["on_step"], *people]
        self._page(incident, people, incident["step"])
        incident["timers"]["escalation"] = self.now + step["delay"]

    # The policy

    def _run(self, incident: Incident, number: int) -> None:
        """Run steps from this one on until one pages or waits, or nothing can."""
        steps = incident["policy"]["steps"]
        skipped = 0
        while skipped < len(steps):
            if number > len(steps):
                if incident["round"] > incident["policy"]["repeat"]:
                    break
                number, incident["round"] = 1, incident["round"] + 1
            if self._runs(incident, number, steps[number - 1]):
                return
            # A step that waited in vain may wait once more when its next turn comes.
            skipped = 0 if incident.pop("waited", False) else skipped + 1
            number += 1
        self._exhaust(incident)

    def _runs(self, incident: Incident, number: int, step: dict[str, Any]) -> bool:
        incident["step"] = number
        incident["on_step"] = []
        if incident["gives_up"] is None and not self._holds(step["when"], incident):
            return False
        people = self._whose_turn(incident, number, step) if step["in_turn"] else None
        if people is None:
            people = self._awake(self._people(step["targets"]), step["when"])
        rule = step["on_empty"]
        if not people and rule != "skip" and "fallback" in rule:
            people = self._awake(self._people([rule["fallback"]]), step["when"])
        incident["on_step"] = people
        if people:
            incident["gives_up"] = None
            incident["timers"]["escalation"] = self.now + step["delay"]
            self._page(incident, people, number)
            return True
        if rule == "skip" or "wait" not in rule:
            return False
        if incident["gives_up"] is None:
            incident["gives_up"] = self.now + rule["wait"]
        if incident["gives_up"] <= self.now:
            incident.update(gives_up=None, waited=True)
            return False
        # Everything changes on whole minutes, also what people change while it waits.
        incident["timers"]["escalation"] = min(self.now + 60, incident["gives_up"])
        return True

    def _exhaust(self, incident: Incident) -> None:
        own = incident["policy"]["exhausted"]
        if own is not None:
            self._due_last_resort(incident)
        elif self.world["last_resort"] is not None:
            after = self.world["last_resort"]["after"]
            if after and incident["policy"]["steps"]:
                incident["timers"]["last_resort"] = self.now + after
            else:
                self._due_last_resort(incident)

    # People

    def _people(self, targets: Iterable[str]) -> list[str]:
        found: list[str] = []
        for target in targets:
            found += self._on_call(target) if target.startswith("schedule:") else [target]
        return list(dict.fromkeys(found))

    def _on_call(self, target: str) -> list[str]:
        return self.ledger.on_call(target.removeprefix("schedule:"), self.now)

    def _page(self, incident: Incident, people: Iterable[str], step: int | None) -> None:
        for person in people:
            if person not in incident["heard"]:
                incident["heard"][person] = True
                incident["assigned"] = list(incident["heard"])
                page = (self.now, incident["number"], incident["round"], step, person)
                self.pages.append(page)
