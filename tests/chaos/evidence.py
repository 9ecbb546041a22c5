"""What is known of a campaign, from whoever wrote it down; it needs nothing but Python.

A folder, or the same files in a ZIP archive, holds:

- `told.jsonl`: what senders were told: {"dedup_key", "status"} for each answer they got;
- `killed.jsonl`: which workers were killed: {"worker", "point"};
- what the receivers took, each in its own log: `http.jsonl` and `smtp.jsonl` of receivers that
  never fail, or `webhook.jsonl` and so on (`FAILING`) with {"at", "key", "answer", "taken",
  "named", "count"} of receivers that do: which alerts a message showed, of how many it spoke;
- `state.json`: what was intended, as the database says in the end, with the order of commits
  (tests/chaos/witness.py).
"""

import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from json import loads
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

#: Receivers that fail, and write down how.
FAILING = ("webhook", "email", "sms", "slack", "ntfy", "web_push", "voice")

#: What shows all it speaks of.
WHOLE = ("webhook", "email")


@dataclass(frozen=True)
class Arrival:
    """A message a receiver took: its idempotency key and, where it says so, the attempt.

    Args:
        confirmed: Whether the sender was told so.
        named: The alerts it showed; of a long list only the first.
        count: Of how many it said that it speaks; nothing where it shows nothing, as a call.
    """

    key: str
    kind: str
    attempt: int | None = None
    at: str = ""
    confirmed: bool = True
    named: frozenset[str] = frozenset()
    count: int | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything that is known, from whoever wrote it down.

    Args:
        answers: What receivers answered, by kind and answer.
    """

    told: Sequence[Row]
    killed: frozenset[str]
    arrivals: Sequence[Arrival]
    unsigned: int
    state: Mapping[str, Sequence[Row]]
    answers: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[str, list[Arrival]]:
        """The arrivals of each idempotency key."""
        found: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in self.arrivals:
            found[arrival.key].append(arrival)
        return found

    @cached_property
    def pages(self) -> Sequence[Row]:
        """The pages that were intended: one message to one person by one way each."""
        return [row for row in self.state["notifications"] if row["purpose"] == "page"]

    @cached_property
    def notices(self) -> Mapping[str, int]:
        """How many attempts began at each message that is no page: who has an incident, say."""
        return {row["id"]: row["attempts"] for row in self.state.get("notices", ())}

    @cached_property
    def alert_of(self) -> Mapping[str, str]:
        """The alert of each notification."""
        alerts = {row["incident_id"]: row["dedup_key"] for row in self.state["alerts"]}
        rows = self.state["notifications"]
        return {row["id"]: alerts.get(row["incident_id"], "") for row in rows}

    @cached_property
    def together(self) -> Mapping[str, list[frozenset[str]]]:
        """What each message spoke of, by its key: the notifications whose attempts began with it.

        Of those with one leader, what begins in one moment is one message; the first lends its key.
        """
        leads = {
            row["id"]: row.get("bundle_id") or row["id"] for row in self.state["notifications"]
        }
        begun: dict[tuple[str, Any], set[str]] = defaultdict(set)
        for row in self.state["attempts"]:
            key = row["notification_id"]
            begun[leads.get(key, key), row.get("started_at")].add(key)
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for ids in begun.values():
            found[min(ids)].append(frozenset(ids))
        return found

    @cached_property
    def arrived(self) -> Mapping[str, list[Arrival]]:
        """The messages that told of each notification, by themselves or among others."""
        found: dict[str, list[Arrival]] = defaultdict(list)
        for key, arrivals in self.by_key.items():
            for arrival in arrivals:
                for each in self.told_by(key, arrival):
                    found[each].append(arrival)
        return found

    def told_by(self, key: str, arrival: Arrival) -> frozenset[str]:
        """Return the notifications a message told of: those it named, all where it could not name.

        A list too long for a phone is cut, a mail's is not: then the count has to be right.
        """
        groups = self.together.get(key, [])
        if arrival.count is None:
            return frozenset({key}).union(*groups)
        told = {each for ids in groups for each in ids if self.alert_of.get(each) in arrival.named}
        if arrival.kind not in WHOLE and len(arrival.named) < arrival.count:
            told.update(*(ids for ids in groups if self.spoken_of(ids) == arrival.count))
        return frozenset(told)

    def spoken_of(self, ids: frozenset[str]) -> int:
        """Return about how many alerts notifications are."""
        return len({self.alert_of.get(each) for each in ids})


def read_evidence(place: Path) -> Evidence:
    """Read the logs of a storm, in a folder or a ZIP archive."""
    http, smtp = _lines(place, "http"), _lines(place, "smtp")
    failing = {kind: _lines(place, kind) for kind in FAILING}
    every = list(chain.from_iterable(failing.values()))
    return Evidence(
        told=_lines(place, "told"),
        killed=frozenset(row["worker"] for row in _lines(place, "killed")),
        arrivals=[*_webhooks(http), *_mails(smtp), *_taken(failing)],
        unsigned=sum(row["verified"] is not True for row in http)
        + sum(row.get("signed") is False for row in every),
        state=loads(_text(place, "state.json") or "{}"),
        answers=Counter(
            f"{kind}: {row['answer']}" for kind, rows in failing.items() for row in rows
        ),
    )


def _webhooks(rows: Iterable[Row]) -> Iterator[Arrival]:
    for row in rows:
        # Notices have no attempts: a slow machine's pager says of itself that pages are overdue.
        if row["fault"] == "none" and "attempt" in row["body"]["data"]:
            attempt = row["body"]["data"]["attempt"]
            yield Arrival(row["headers"]["webhook-id"], "webhook", attempt, row["at"])


def _mails(rows: Iterable[Row]) -> Iterator[Arrival]:
    for row in rows:
        if row["taken"]:
            key = row["headers"]["message-id"].strip("<>").partition("@")[0]
            yield Arrival(key, "email", at=row["at"])


def _taken(failing: Mapping[str, Iterable[Row]]) -> Iterator[Arrival]:
    for kind, rows in failing.items():
        for row in rows:
            if row["taken"]:
                said = row["answer"] == "ok"
                named = frozenset(row.get("named", ()))
                yield Arrival(row["key"], kind, None, row["at"], said, named, row.get("count"))


def _lines(place: Path, name: str) -> list[Row]:
    return [loads(line) for line in _text(place, f"{name}.jsonl").splitlines()]


def _text(place: Path, name: str) -> str:
    if place.is_dir():
        path = place / name
        return path.read_text("utf-8") if path.exists() else ""
    with zipfile.ZipFile(place) as archive:
        return archive.read(name).decode() if name in archive.namelist() else ""
