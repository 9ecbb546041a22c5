"""Which message leaves when, and of what: a model of its own, second by second.

It is written from docs/concepts/storms.md and knows one person with one phone. A description:

    {"messages": 3, "window": 60, "new_service": 3,
     "events": [{"at": 0, "kind": "trigger", "key": "k0", "service": "s0", "severity": 2}, …]}

with the kinds trigger, raise (to the worst severity), acknowledge and down (until).
"""

from typing import Any

Message = tuple[int, tuple[str, ...]]


class BundlingOracle:
    """Plays a description; afterwards `messages` says what left when, each with its keys."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.rules = description
        self.events = description["events"]
        self.clock = 0
        self.asleep_until = 0
        self.messages: list[Message] = []
        self.service: dict[str, str] = {}
        self.taken: set[str] = set()
        self.worst: set[str] = set()
        #: What has not left: [key, when it may, whether it was told to wait].
        self.shelf: list[list[Any]] = []
        self.opened: int | None = None
        self.used = 0
        self.heard: set[str] = set()
        self.early: int | None = None

    def play(self, until: int) -> "BundlingOracle":
        """Let every second pass, with what happens in it."""
        for second in range(until + 1):
            self.clock = second
            self._send()
            for event in self.events:
                if event["at"] == second:
                    getattr(self, "_" + event["kind"])(event)
                    self._send()
        return self

    def _trigger(self, event: dict[str, Any]) -> None:
        key = event["key"]
        self.service[key] = event["service"]
        if event["severity"] == 1:
            self.worst.add(key)
        self.shelf.append([key, self.clock, False])

    def _raise(self, event: dict[str, Any]) -> None:
        key = event["key"]
        if key not in self.service or key in self.worst:
            return
        self.worst.add(key)
        for entry in self.shelf:
            if entry[0] == key:
                entry[1] = self.clock
        if key in self.taken:  # whoever took it hears that it is worse
            self.shelf.append([key, self.clock, False])

    def _acknowledge(self, event: dict[str, Any]) -> None:
        key = event["key"]
        if key in self.service:
            self.taken.add(key)
            self.shelf = [entry for entry in self.shelf if entry[0] != key]

    def _down(self, event: dict[str, Any]) -> None:
        self.asleep_until = event["until"]

    def _send(self) -> None:
        if self.clock < self.asleep_until:
            return
        ready = [entry for entry in self.shelf if entry[1] <= self.clock]
        for entry in ready:
            if entry[0] in self.worst:
                self._leaves([entry])
        ready = [entry for entry in ready if entry[0] not in self.worst]
        if not ready:
            return
        if self.opened is None or self.clock >= self.opened + self.rules["window"]:
            self.opened, self.used, self.heard, self.early = self.clock, 0, set(), None
        if any(waited for _, _, waited in ready):
            self._leaves(ready)
            self.heard |= {self.service[key] for key, _, _ in ready}
            self.used, self.early = self.rules["messages"], None
            return
        while ready and self.used < self.rules["messages"]:
            self._leaves([ready[0]])
            self.heard.add(self.service[ready[0][0]])
            self.used += 1
            ready = ready[1:]
        new = [entry for entry in ready if self.service[entry[0]] not in self.heard]
        if new and min(at for _, at, _ in new) + self.rules["new_service"] <= self.clock:
            self._leaves(new)
            self.heard |= {self.service[key] for key, _, _ in new}
            self.used, self.early = self.rules["messages"], None
            ready = [entry for entry in ready if entry not in new]
        for entry in ready:
            self._keep(entry)

    def _keep(self, entry: list[Any]) -> None:
        window_ends = (self.opened or 0) + self.rules["window"]
        if self.service[entry[0]] in self.heard:
            entry[1] = window_ends
        else:
            if self.early is None or self.early <= self.clock:
                self.early = entry[1] + self.rules["new_service"]
            entry[1] = min(self.early, window_ends)
        entry[2] = True

    def _leaves(self, entries: list[list[Any]]) -> None:
        self.messages.append((self.clock, tuple(sorted(entry[0] for entry in entries))))
        self.shelf = [entry for entry in self.shelf if entry not in entries]
