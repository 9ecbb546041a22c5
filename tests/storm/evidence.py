"""What is known of a storm, from whoever wrote it down; it needs nothing but Python.

A folder, or the same files in a ZIP archive, holds:

- `scene.json`: which service is whose, and by what ways a severity is told;
- `posted.jsonl`: what senders posted when, and what they were answered when;
- `email.jsonl`, `ntfy.jsonl`, `sms.jsonl`: what the receivers were told, in its own words;
- `rehearsal.json`: what the rehearsal of the same alerts says, message by message;
- `state.json`: what is left in the database in the end.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from json import loads
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
#: Who is told by what of what: person, kind of contact method, page or resolved.
Place = tuple[str, str, str]

ALERT = re.compile(r"alert-\d+")
_OTHERS = re.compile(r"and (\d+) more")


@dataclass(frozen=True)
class Message:
    """What one person was told at once.

    Args:
        alerts: Those it names; a phone shows no long list.
        count: Of how many it says that it speaks.
    """

    key: str
    at: float
    person: str
    kind: str
    purpose: str
    alerts: frozenset[str]
    count: int

    @property
    def place(self) -> Place:
        """To whom, by what, about what."""
        return (self.person, self.kind, self.purpose)


@dataclass(frozen=True)
class Evidence:
    """Everything that is known, from whoever wrote it down."""

    scene: Row
    posted: Sequence[Row]
    received: Sequence[Message]
    rehearsal: Row
    state: Row

    @cached_property
    def taken(self) -> Mapping[tuple[str, str], Row]:
        """The answer 2xx to each alert, by its name and `trigger` or `resolve`."""
        return {(row["alert"], row["action"]): row for row in self.posted if row["status"] < 300}

    @cached_property
    def messages(self) -> Sequence[Message]:
        """What came, each once, in its order."""
        first: dict[tuple[str, str], Message] = {}
        for message in sorted(self.received, key=lambda each: each.at):
            first.setdefault((message.kind, message.key), message)
        return list(first.values())

    @cached_property
    def rehearsed(self) -> Sequence[Message]:
        """What the rehearsal says would come."""
        return [
            Message(
                key=str(number),
                at=seconds(row["at"]),
                person=row["person"],
                kind=row["kind"],
                purpose=row["purpose"],
                alerts=frozenset(row["alerts"]),
                count=len(row["alerts"]),
            )
            for number, row in enumerate(self.rehearsal["messages"])
        ]

    @cached_property
    def expected(self) -> Mapping[Place, set[str]]:
        """Who has to be told of which alerts."""
        found: dict[Place, set[str]] = defaultdict(set)
        for (alert, action), row in self.taken.items():
            person, ways = self.scene["person"][row["service"]], self.scene["ways"]
            page = action == "trigger"
            for kind in ways[row["severity"]] if page else self.scene["told when over"]:
                found[person, kind, "page" if page else "resolved"].add(alert)
        return found

    @cached_property
    def worst(self) -> str:
        """The alert that everything else must not hide."""
        (name,) = {row["alert"] for row in self.posted if row["severity"] == "critical"}
        return str(name)


def read_evidence(place: Path) -> Evidence:
    """Read the logs of a storm, in a folder or a ZIP archive."""
    return Evidence(
        scene=loads(_text(place, "scene.json")),
        posted=_lines(place, "posted"),
        received=[
            *map(_mail, (row for row in _lines(place, "email") if row["taken"])),
            *map(_topic, _lines(place, "ntfy")),
            *map(_text_message, (row for row in _lines(place, "sms") if row["sid"])),
        ],
        rehearsal=loads(_text(place, "rehearsal.json")),
        state=loads(_text(place, "state.json")),
    )


def _message(row: Row, key: str, person: str, kind: str, title: str, text: str) -> Message:
    others = _OTHERS.search(title)
    return Message(
        key=key,
        at=seconds(row["at"]),
        person=person,
        kind=kind,
        purpose="resolved" if title.startswith("[Resolved]") else "page",
        alerts=frozenset(ALERT.findall(f"{title}\n{text}")),
        count=1 + (int(others[1]) if others else 0),
    )


def _mail(row: Row) -> Message:
    (to,), headers = row["recipients"], row["headers"]
    person, title = to.partition("@")[0], headers["subject"]
    return _message(row, headers["message-id"], person, "email", title, row["text"])


def _topic(row: Row) -> Message:
    said = loads(row["body"])
    person = said["topic"].removesuffix("-pages")
    return _message(row, said["sequence_id"], person, "ntfy", said["title"], said["message"])


def _text_message(row: Row) -> Message:
    person, said = f"p{int(row['form']['To'][-4:])}", row["form"]["Body"]
    return _message(row, row["token"], person, "sms", said, said)


def seconds(text: str) -> float:
    """Return an instant as seconds since the epoch."""
    return datetime.fromisoformat(text).timestamp()


def _lines(place: Path, name: str) -> list[Row]:
    return [loads(line) for line in _text(place, f"{name}.jsonl").splitlines()]


def _text(place: Path, name: str) -> str:
    if place.is_dir():
        return (place / name).read_text("utf-8")
    with zipfile.ZipFile(place) as archive:
        return archive.read(name).decode()
