"""Counts again, from logs the product did not write, what a storm of kills has cost.

`python3 -m tests.chaos.recount EVIDENCE` reads a folder or a ZIP archive (tests/chaos/evidence.py)
and needs nothing but Python. It prints every promise that was broken and exits 1, or what was
counted and exits 0.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from json import dumps
from pathlib import Path
from typing import Any

from tests.chaos.evidence import Arrival, Evidence, Row, read_evidence


def broken_promises(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    yield from lost_signals(evidence)
    yield from lost_pages(evidence)
    yield from silent_incidents(evidence)
    yield from unexplained_repeats(evidence)
    yield from duplicates_under_other_keys(evidence)
    yield from pages_from_nowhere(evidence)
    yield from attempts_after_acknowledgements(evidence)
    yield from misspoken(evidence)
    yield from hidden_worst(evidence)
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
    if evidence.arrived.get(page["id"]):
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
    for incident in evidence.state["incidents"]:
        theirs = pages[incident["id"]]
        reached = any(evidence.arrived.get(row["id"]) for row in theirs)
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
        if row.get("sent") == "maybe"  # whatever the provider said of it afterwards
    )


def unexplained_repeats(evidence: Evidence) -> Iterator[str]:
    """A message comes twice only where its sender could not learn that it had come.

    A kill fell between sending and recording, the receiver kept silent, or its answer came later
    than is waited for, as on a machine that is too busy.
    """
    unrecorded, unsure = lost_attempts(evidence), unsure_attempts(evidence)
    for key, arrivals in evidence.by_key.items():
        if key in evidence.notices:
            continue
        silent = sum(not arrival.confirmed for arrival in arrivals)
        waits = max(silent, unsure.get(key, 0))
        if len(arrivals) - 1 > unrecorded.get(key, 0) + waits:
            yield (
                f"repeated: {key} came {len(arrivals)} times; kills explain "
                f"{unrecorded.get(key, 0)} of the repetitions, answers that did not come {waits}"
            )


def duplicates_under_other_keys(evidence: Evidence) -> Iterator[str]:
    """The same page to the same person by the same way has one idempotency key.

    What stands in for a way that failed is one page, what the person's rule wants later another.
    """
    names = ("incident_id", "user_id", "kind", "step", "round")
    same = Counter(
        (*(str(row[name]) for name in names), "in its stead" if row.get("is_fallback") else "")
        for row in evidence.pages
        if evidence.arrived.get(row["id"])
    )
    for page, count in same.items():
        if count > 1:
            yield f"doubled: {count} pages with different keys for {', '.join(filter(None, page))}"


def pages_from_nowhere(evidence: Evidence) -> Iterator[str]:
    """Nothing leaves before the attempt that sends it is committed."""
    begun = Counter(row["notification_id"] for row in evidence.state["attempts"])
    begun.update(evidence.notices)
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


def misspoken(evidence: Evidence) -> Iterator[str]:
    """A message about several speaks of those that were sent with it, and of no other."""
    for key, arrivals in evidence.by_key.items():
        for arrival in arrivals:
            groups = evidence.together.get(key, [])
            if arrival.count is None or not groups:
                continue
            fits = (
                evidence.spoken_of(ids) == arrival.count
                and arrival.named <= {evidence.alert_of.get(each) for each in ids}
                for ids in groups
            )
            if not any(fits):
                named = ", ".join(sorted(arrival.named)[:3])
                yield f"misspoken: {key} speaks of {arrival.count} alerts ({named}), not its own"


def hidden_worst(evidence: Evidence) -> Iterator[str]:
    """A sev1 is a message of its own."""
    worst = {row["id"] for row in evidence.state["incidents"] if row.get("severity") == "sev1"}
    names = {row["dedup_key"] for row in evidence.state["alerts"] if row["incident_id"] in worst}
    for key, several in _several(evidence):
        for name in several.named & names:
            yield f"hidden: {name} is one of {several.count} in {key}"


def _several(evidence: Evidence) -> Iterator[tuple[str, Arrival]]:
    for key, arrivals in evidence.by_key.items():
        yield from ((key, arrival) for arrival in arrivals if (arrival.count or 1) > 1)


def in_flight(evidence: Evidence) -> int:
    """Count pages that came after an acknowledgement, of attempts that had begun before it."""
    taken: dict[str, str] = {}
    for row in evidence.state["witness"]:
        if row["kind"] == "status" and row["status"] != "triggered":
            taken.setdefault(row["incident_id"], row["at"].replace(" ", "T"))
    return sum(
        arrival.at > taken.get(page["incident_id"], "~")
        for page in evidence.pages
        for arrival in evidence.arrived.get(page["id"], ())
    )


def counted(evidence: Evidence) -> dict[str, Any]:
    """Return what was counted, ready to be written as JSON."""
    fates = Counter(fate(page, evidence) for page in evidence.pages)
    keys = {page["id"] for page in evidence.pages}
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
        "bundles": {
            "messages about several": sum(1 for _ in _several(evidence)),
            "pages in them": len(
                {
                    each
                    for key, several in _several(evidence)
                    for each in evidence.told_by(key, several)
                }
            ),
            "most in one": max((a.count or 0 for _, a in _several(evidence)), default=0),
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


def main(place: Path) -> int:
    """Print the result; return the exit code."""
    evidence = read_evidence(place)
    broken = list(broken_promises(evidence))
    print("\n".join([*broken, dumps(counted(evidence), indent=2, ensure_ascii=False)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
