"""Counts again, from logs the product did not write, what a storm of kills has cost.

`python tests/chaos/recount.py EVIDENCE` reads a folder, or the same files in a ZIP archive, and
needs nothing but Python:

- `told.jsonl`: what senders were told: {"dedup_key", "status"} for each answer they got;
- `killed.jsonl`: which workers were killed: {"worker", "point"};
- what the receivers took, each in its own log: `http.jsonl` and `smtp.jsonl` of receivers that
  never fail, or `webhook.jsonl`, `email.jsonl`, `sms.jsonl`, `slack.jsonl` and `ntfy.jsonl` with
  {"at", "key", "answer", "taken"} of receivers that do;
- `state.json`: what was intended, as the database says in the end, with the order of commits
  (tests/chaos/witness.py).

It prints every promise that was broken and exits 1, or what was counted and exits 0.
"""

import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from json import dumps, loads
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

#: Receivers that fail, and write down how.
FAILING = ("webhook", "email", "sms", "slack", "ntfy")


@dataclass(frozen=True)
class Arrival:
    """A message a receiver took: its idempotency key and, where it says so, the attempt.

    Args:
        confirmed: Whether the sender was told so.
    """

    key: str
    kind: str
    attempt: int | None = None
    at: str = ""
    confirmed: bool = True


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


def key_of(page: Row) -> str:
    """Return the idempotency key of the message a page went out in, alone or with others."""
    return page.get("bundle_id") or page["id"]


def broken_promises(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    yield from lost_signals(evidence)
    yield from lost_pages(evidence)
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


def fate(page: Row, evidence: Evidence) -> str:
    """Return what became of a page.

    What a receiver took has arrived, whatever the product says. Of what did not arrive the product
    has to say why, or still try; else it is lost.
    """
    if key_of(page) in evidence.by_key:
        return "delivered"
    if page["status"] in {"pending", "sending"}:
        return "still tried"
    if page["outcome"] == "permanent" or (
        page["outcome"] == "expired" and page["reason"] == "deadline"
    ):
        return "dead-lettered"
    if page["outcome"] == "expired" and page["reason"]:
        return "no longer wanted"
    return "lost"


def lost_pages(evidence: Evidence) -> Iterator[str]:
    """Every page arrived, ended in a named outcome, or is being tried."""
    for page in evidence.pages:
        if fate(page, evidence) == "lost":
            yield (
                f"lost: page {page['id']} by {page['kind']} is {page['status']} "
                f"({page['outcome']}), and no receiver has it"
            )


def silent_incidents(evidence: Evidence) -> Iterator[str]:
    """Every incident reaches a person, or is visibly being tried, or somebody took it before."""
    pages = defaultdict(list)
    for row in evidence.pages:
        pages[row["incident_id"]].append(row)
    arrived = evidence.by_key
    for incident in evidence.state["incidents"]:
        theirs = pages[incident["id"]]
        reached = any(key_of(row) in arrived for row in theirs)
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


def lost_attempts(evidence: Evidence) -> Mapping[str, int]:
    """Return how many attempts of each key a killed worker did not live to record."""
    return Counter(
        row["notification_id"]
        for row in evidence.state["attempts"]
        if row["outcome"] is None and row["worker"] in evidence.killed
    )


def unsure_attempts(evidence: Evidence) -> Mapping[str, int]:
    """Return how many attempts of each key were given up while their answer was awaited."""
    return Counter(
        row["notification_id"]
        for row in evidence.state["attempts"]
        if row["outcome"] == "retryable" and row.get("sent") == "maybe"
    )


def unexplained_repeats(evidence: Evidence) -> Iterator[str]:
    """A message comes twice only where its sender could not learn that it had come.

    A kill fell between sending and recording, the receiver kept silent, or its answer came later
    than is waited for, as on a machine that is too busy.
    """
    unrecorded, unsure = lost_attempts(evidence), unsure_attempts(evidence)
    for key, arrivals in evidence.by_key.items():
        silent = sum(not arrival.confirmed for arrival in arrivals)
        waits = max(silent, unsure.get(key, 0))
        if len(arrivals) - 1 > unrecorded.get(key, 0) + waits:
            yield (
                f"repeated: {key} came {len(arrivals)} times; kills explain "
                f"{unrecorded.get(key, 0)} of the repetitions, answers that did not come {waits}"
            )


def duplicates_under_other_keys(evidence: Evidence) -> Iterator[str]:
    """The same page to the same person by the same way has one idempotency key."""
    same = Counter(
        tuple(str(row[name]) for name in ("incident_id", "user_id", "kind", "step", "round"))
        for row in evidence.pages
        if key_of(row) in evidence.by_key
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


def in_flight(evidence: Evidence) -> int:
    """Count pages that came after an acknowledgement, of attempts that had begun before it."""
    taken: dict[str, str] = {}
    for row in evidence.state["witness"]:
        if row["kind"] == "status" and row["status"] != "triggered":
            taken.setdefault(row["incident_id"], row["at"].replace(" ", "T"))
    return sum(
        arrival.at > taken.get(page["incident_id"], "~")
        for page in evidence.pages
        for arrival in evidence.by_key.get(key_of(page), ())
    )


def counted(evidence: Evidence) -> dict[str, Any]:
    """Return what was counted, ready to be written as JSON."""
    fates = Counter(fate(page, evidence) for page in evidence.pages)
    keys = {key_of(page) for page in evidence.pages}
    repeats = {key: len(found) - 1 for key, found in evidence.by_key.items() if key in keys}
    unrecorded, unsure = lost_attempts(evidence), unsure_attempts(evidence)
    unkilled = [key for key, count in repeats.items() if count and not unrecorded.get(key)]
    silent = [key for key in unkilled if any(not a.confirmed for a in evidence.by_key[key])]
    return {
        "signals": {
            "acknowledged to senders": sum(200 <= row["status"] < 300 for row in evidence.told),
            "incidents": len(evidence.state["incidents"]),
        },
        "pages": {
            "intended": len(evidence.pages),
            "delivered": fates["delivered"],
            "dead-lettered": fates["dead-lettered"],
            "dead-lettered, by reason": _reasons(evidence, "dead-lettered"),
            "no longer wanted": fates["no longer wanted"],
            "no longer wanted, by reason": _reasons(evidence, "no longer wanted"),
            "still tried": fates["still tried"],
            "lost": fates["lost"],
        },
        "repetitions": {
            "messages that came again": sum(repeats.values()),
            "pages that came more than once": sum(count > 0 for count in repeats.values()),
            "of these after a kill": sum(
                count > 0 and unrecorded.get(key, 0) > 0 for key, count in repeats.items()
            ),
            "of these after a receiver's silence": len(silent),
            "of these after an answer that came too late": sum(
                unsure.get(key, 0) > 0 for key in set(unkilled) - set(silent)
            ),
            "unexplained": sum(1 for _ in unexplained_repeats(evidence)),
        },
        "acknowledgements": {
            "committed": len(_acknowledged(evidence)),
            "attempts begun after one": sum(1 for _ in attempts_after_acknowledgements(evidence)),
            "pages in flight at one": in_flight(evidence),
        },
        "attempts": len(evidence.state["attempts"]),
        "workers killed": len(evidence.killed),
        "answers of receivers": dict(sorted(evidence.answers.items())),
    }


def _acknowledged(evidence: Evidence) -> set[str]:
    rows = evidence.state["witness"]
    return {row["incident_id"] for row in rows if row.get("status") == "acknowledged"}


def _reasons(evidence: Evidence, wanted: str) -> dict[str, int]:
    found = Counter(
        f"{page['kind']}: {page['reason']}"
        for page in evidence.pages
        if fate(page, evidence) == wanted
    )
    return dict(found.most_common())


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
                yield Arrival(row["key"], kind, at=row["at"], confirmed=said)


def _lines(place: Path, name: str) -> list[Row]:
    return [loads(line) for line in _text(place, f"{name}.jsonl").splitlines()]


def _text(place: Path, name: str) -> str:
    if place.is_dir():
        path = place / name
        return path.read_text("utf-8") if path.exists() else ""
    with zipfile.ZipFile(place) as archive:
        return archive.read(name).decode() if name in archive.namelist() else ""


def main(place: Path) -> int:
    """Print the result; return the exit code."""
    evidence = read_evidence(place)
    broken = list(broken_promises(evidence))
    print("\n".join([*broken, dumps(counted(evidence), indent=2, ensure_ascii=False)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
