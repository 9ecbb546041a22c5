"""Counts again, from logs the product did not write, what a storm of kills has cost.

`python -m tests.chaos.recount FOLDER` reads, and needs nothing else:

- `told.jsonl`: what senders were told: {"dedup_key", "status"} for each answer they got;
- `killed.jsonl`: which workers were killed: {"worker", "point"};
- `http.jsonl`, `smtp.jsonl`: what the receivers took, each in its own journal;
- `state.json`: what the database says in the end, with the order of commits (tests.chaos.witness).

It prints every promise that was broken and exits 1, or what was counted and exits 0.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from json import loads
from pathlib import Path
from typing import Any

from attrs import frozen

Row = Mapping[str, Any]


@frozen
class Arrival:
    """A message a receiver took: its idempotency key and, where it says so, the attempt."""

    key: str
    kind: str
    attempt: int | None = None


@frozen
class Evidence:
    """Everything that is known, from whoever wrote it down."""

    told: Sequence[Row]
    killed: frozenset[str]
    arrivals: Sequence[Arrival]
    unsigned: int
    state: Mapping[str, Sequence[Row]]

    @property
    def by_key(self) -> Mapping[str, list[Arrival]]:
        """The arrivals of each idempotency key."""
        found: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in self.arrivals:
            found[arrival.key].append(arrival)
        return found


def broken_promises(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    yield from lost_signals(evidence)
    yield from silent_incidents(evidence)
    yield from unexplained_repeats(evidence)
    yield from duplicates_under_other_keys(evidence)
    yield from pages_from_nowhere(evidence)
    yield from attempts_after_acknowledgements(evidence)
    if evidence.unsigned:
        yield f"{evidence.unsigned} webhooks came without a valid signature"


def lost_signals(evidence: Evidence) -> Iterator[str]:
    """What a sender was told is taken in must be there."""
    kept = {row["dedup_key"] for row in evidence.state["alerts"]}
    for row in evidence.told:
        if 200 <= row["status"] < 300 and row["dedup_key"] not in kept:
            yield f"lost: {row['dedup_key']} was acknowledged to its sender and is no alert"


def silent_incidents(evidence: Evidence) -> Iterator[str]:
    """Every incident reaches a person, or is visibly being tried, or somebody took it before."""
    pages = defaultdict(list)
    for row in evidence.state["notifications"]:
        if row["purpose"] == "page":
            pages[row["incident_id"]].append(row)
    arrived = {arrival.key for arrival in evidence.arrivals}
    for incident in evidence.state["incidents"]:
        theirs = pages[incident["id"]]
        reached = any(row["id"] in arrived for row in theirs)
        tried = any(
            row["status"] in {"pending", "sending"} or row["outcome"] == "permanent"
            for row in theirs
        )
        if incident["status"] == "triggered" and not (reached or tried):
            yield f"silent: incident {incident['number']} reached nobody and nobody tries"
        if incident["status"] == "triggered" and not (
            incident["next_step_at"] or incident["exhausted"]
        ):
            yield f"stuck: incident {incident['number']} is triggered, and no step is planned"


def unexplained_repeats(evidence: Evidence) -> Iterator[str]:
    """A message comes twice only where a kill fell between sending and recording."""
    attempts = defaultdict(list)
    for row in evidence.state["attempts"]:
        attempts[row["notification_id"]].append(row)
    for key, arrivals in evidence.by_key.items():
        unrecorded = [
            row
            for row in attempts[key]
            if row["outcome"] is None and row["worker"] in evidence.killed
        ]
        if len(arrivals) - 1 > len(unrecorded):
            yield (
                f"repeated: {key} came {len(arrivals)} times, and a kill explains "
                f"{len(unrecorded)} of the repetitions"
            )


def duplicates_under_other_keys(evidence: Evidence) -> Iterator[str]:
    """The same page to the same person by the same way has one idempotency key."""
    arrived = {arrival.key for arrival in evidence.arrivals}
    same = Counter(
        tuple(str(row[name]) for name in ("incident_id", "user_id", "kind", "step", "round"))
        for row in evidence.state["notifications"]
        if row["purpose"] == "page" and row["id"] in arrived
    )
    for page, count in same.items():
        if count > 1:
            yield f"doubled: {count} pages with different keys for {', '.join(page)}"


def pages_from_nowhere(evidence: Evidence) -> Iterator[str]:
    """Nothing leaves before the attempt that sends it is committed."""
    begun = Counter(row["notification_id"] for row in evidence.state["attempts"])
    for key, arrivals in evidence.by_key.items():
        if len(arrivals) > begun[key]:
            yield f"unannounced: {key} came {len(arrivals)} times in {begun[key]} attempts"


def attempts_after_acknowledgements(evidence: Evidence) -> Iterator[str]:
    """No attempt to page begins after an acknowledgement has committed."""
    statuses: dict[str, str] = {}
    for row in evidence.state["witness"]:
        incident = row["incident_id"]
        if row["kind"] == "status":
            statuses[incident] = row["status"]
        elif row["purpose"] == "page" and statuses.get(incident, "triggered") != "triggered":
            yield (
                f"too late: attempt {row['attempt']} of {row['notification_id']} was committed "
                f"after its incident was {statuses[incident]}"
            )


def read_evidence(folder: Path) -> Evidence:
    """Read the logs of a storm."""
    http, smtp = _lines(folder / "http.jsonl"), _lines(folder / "smtp.jsonl")
    webhooks = [
        Arrival(row["headers"]["webhook-id"], "webhook", row["body"]["data"]["attempt"])
        for row in http
        if row["fault"] == "none"
    ]
    mails = [
        Arrival(row["headers"]["message-id"].strip("<>").partition("@")[0], "email")
        for row in smtp
        if row["taken"]
    ]
    return Evidence(
        told=_lines(folder / "told.jsonl"),
        killed=frozenset(row["worker"] for row in _lines(folder / "killed.jsonl")),
        arrivals=[*webhooks, *mails],
        unsigned=sum(row["verified"] is not True for row in http),
        state=loads((folder / "state.json").read_text("utf-8")),
    )


def _lines(path: Path) -> list[Row]:
    if not path.exists():
        return []
    return [loads(line) for line in path.read_text("utf-8").splitlines()]


def summary(evidence: Evidence) -> str:
    """Return what was counted."""
    repeats = sum(len(arrivals) - 1 for arrivals in evidence.by_key.values())
    taken = sum(200 <= row["status"] < 300 for row in evidence.told)
    return (
        f"{taken} signals acknowledged to senders, {len(evidence.state['incidents'])} incidents, "
        f"{len(evidence.arrivals)} messages arrived, {repeats} of them repetitions, "
        f"{len(evidence.killed)} workers killed"
    )


def main(folder: Path) -> int:
    """Print the result; return the exit code."""
    evidence = read_evidence(folder)
    broken = list(broken_promises(evidence))
    print("\n".join([*broken, summary(evidence)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
