"""Counts again, from logs the product did not write, what a storm brought to whom.

`python3 -m tests.storm.recount EVIDENCE` reads a folder or a ZIP archive (tests/storm/evidence.py)
and needs nothing but Python. It prints every promise that was broken and exits 1, or what was
counted and exits 0.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import Any

from tests.storm.evidence import ALERT, Evidence, Message, Place, read_evidence, seconds
from tests.storm.likeness import likeness

#: The first page of a service has to be there within so many seconds.
FIRST_PAGE = 5.0
#: More messages than this to one place nobody reads in a storm of a minute.
MOST_MESSAGES = 12
#: Broken promises of one kind that are shown.
MOST_SHOWN = 10


def broken_promises(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    yield from lost_signals(evidence)
    yield from lost_pages(evidence)
    yield from miscounted(evidence)
    yield from late_services(evidence)
    yield from hidden_worst(evidence)
    yield from too_many(evidence)
    yield from left_over(evidence)
    yield from unlike_the_rehearsal(evidence)


def lost_signals(evidence: Evidence) -> Iterator[str]:
    """What was planned was posted and taken, begin and end, and is an incident."""
    known = {title for row in evidence.state["incidents"] for title in ALERT.findall(row["title"])}
    fired = {alert for alert, action in evidence.taken if action == "trigger"}
    ended = {alert for alert, action in evidence.taken if action == "resolve"}
    if len(fired) != evidence.scene["alerts"]:
        yield f"unposted: {len(fired)} alerts of {evidence.scene['alerts']} were taken"
    for alert in sorted(fired - known):
        yield f"lost: {alert} was acknowledged to its sender and is no incident"
    for alert in sorted(fired ^ ended):
        yield f"unended: {alert} did not both begin and end"


def lost_pages(evidence: Evidence) -> Iterator[str]:
    """Mails name every alert they speak of: each is named to its person once, to nobody else."""
    told: Counter[tuple[str, str, str]] = Counter()
    for message in evidence.messages:
        if message.kind == "email":
            told.update((message.person, message.purpose, alert) for alert in message.alerts)
    due = {
        (person, purpose, alert)
        for (person, kind, purpose), alerts in evidence.expected.items()
        for alert in alerts
        if kind == "email"
    }
    for person, purpose, alert in sorted(due - told.keys()):
        yield f"lost: no mail told {person} of {alert} ({purpose})"
    for person, purpose, alert in sorted(told.keys() - due):
        yield f"astray: a mail told {person} of {alert} ({purpose})"
    for (person, purpose, alert), count in sorted(told.items()):
        if count > 1:
            yield f"repeated: {count} mails told {person} of {alert} ({purpose})"


def miscounted(evidence: Evidence) -> Iterator[str]:
    """What messages say they speak of adds up; a mail names as many."""
    said: Counter[Place] = Counter()
    for message in evidence.messages:
        said[message.place] += message.count
        if message.kind == "email" and len(message.alerts) != message.count:
            yield (
                f"unnamed: a mail to {message.person} speaks of {message.count} and names "
                f"{len(message.alerts)}"
            )
    for place in sorted(said.keys() | evidence.expected.keys()):
        due = len(evidence.expected.get(place, ()))
        if said[place] != due:
            yield f"miscounted: {' '.join(place)}: messages speak of {said[place]}, due were {due}"


def first_pages(evidence: Evidence) -> Mapping[str, float | None]:
    """Return how many seconds after its first alert each service was told of by mail."""
    service_of = {row["alert"]: row["service"] for row in evidence.posted}
    begun: dict[str, float] = {}
    for row in evidence.posted:
        if row["action"] == "trigger":
            at = seconds(row["at"])
            begun[row["service"]] = min(at, begun.get(row["service"], at))
    told: dict[str, float] = {}
    for message in evidence.messages:
        if (message.kind, message.purpose) == ("email", "page"):
            for alert in message.alerts & service_of.keys():
                told.setdefault(service_of[alert], message.at)
    return {
        service: told[service] - at if service in told else None
        for service, at in sorted(begun.items())
    }


def late_services(evidence: Evidence) -> Iterator[str]:
    """The first page of each service is there in time."""
    for service, after in first_pages(evidence).items():
        if after is None or after > FIRST_PAGE:
            said = "never" if after is None else f"after {after:.1f} s"
            yield f"late: the first page of {service} came {said}"


def worst_pages(evidence: Evidence) -> Mapping[str, float]:
    """Return after how many seconds the worst was told by each way, alone."""
    posted_at = min(seconds(r["at"]) for r in evidence.posted if r["alert"] == evidence.worst)
    found: dict[str, float] = {}
    for message in evidence.messages:
        alone = message.count == 1 and evidence.worst in message.alerts
        if alone and message.purpose == "page":
            found.setdefault(message.kind, message.at - posted_at)
    return found


def hidden_worst(evidence: Evidence) -> Iterator[str]:
    """The worst is a message of its own by each way, at once, and in no other."""
    alone = worst_pages(evidence)
    for kind in evidence.scene["ways"]["critical"]:
        if alone.get(kind, FIRST_PAGE + 1) > FIRST_PAGE:
            yield f"hidden: {evidence.worst} came as no {kind} of its own within {FIRST_PAGE:g} s"
    for message in evidence.messages:
        if evidence.worst in message.alerts and message.count > 1 and message.purpose == "page":
            yield f"hidden: {evidence.worst} is one of {message.count} in one {message.kind}"


def per_place(messages: Iterable[Message]) -> Counter[Place]:
    """Return how many messages went to each place."""
    return Counter(message.place for message in messages)


def too_many(evidence: Evidence) -> Iterator[str]:
    """A storm of a minute is few messages, and so is its end."""
    for place, count in sorted(per_place(evidence.messages).items()):
        if count > MOST_MESSAGES:
            yield f"flooded: {count} messages: {' '.join(place)}"


def left_over(evidence: Evidence) -> Iterator[str]:
    """In the end nothing waits, everything is over, and each notification has arrived."""
    state = evidence.state
    statuses = Counter(row["status"] for row in state["incidents"])
    if set(statuses) != {"resolved"}:
        yield f"left over: incidents are {dict(statuses)}"
    if {row["status"] for row in state["alerts"]} != {"resolved"}:
        yield f"left over: alerts are {state['alerts']}"
    for row in state["notifications"]:
        if row["status"] != "sent":
            yield f"left over: {row['count']} {row['kind']} are {row['status']}: {row['reason']}"
    for name in ("steps planned", "consequences waiting"):
        if state[name][0]["count"]:
            yield f"left over: {name}: {state[name][0]['count']}"


def unlike_the_rehearsal(evidence: Evidence) -> Iterator[str]:
    """Who is told what, in which order and together with what is as rehearsed."""
    planned: dict[Place, set[str]] = defaultdict(set)
    for message in evidence.rehearsed:
        planned[message.place] |= message.alerts
    for place in sorted(planned.keys() | evidence.expected.keys()):
        if planned.get(place, set()) != evidence.expected.get(place, set()):
            yield f"unrehearsed: {' '.join(place)}: not the alerts that were rehearsed"
    for person, kind, purpose in sorted(evidence.expected):
        if kind != "email":
            continue
        found = likeness(evidence, person, purpose)
        if found.others:
            named = ", ".join(sorted(found.others)[:3])
            yield f"unlike: {len(found.others)} alerts to {person} ({purpose}): {named}"
        if found.turned:
            yield f"unlike: {found.turned} mails to {person} ({purpose}) came in another order"


def counted(evidence: Evidence) -> dict[str, Any]:
    """Return what was counted, ready to be written as JSON."""
    first = sorted(after for after in first_pages(evidence).values() if after is not None)
    came, planned = per_place(evidence.messages), per_place(evidence.rehearsed)
    triggers = [row for (_, action), row in evidence.taken.items() if action == "trigger"]
    posted = sorted(seconds(row["at"]) for row in triggers)
    slow = sorted(seconds(row["answered_at"]) - seconds(row["at"]) for row in triggers)
    alike = [likeness(evidence, who, of) for who, kind, of in evidence.expected if kind == "email"]
    return {
        "alerts": {
            "posted and taken": len(triggers),
            "over services": len({row["service"] for row in triggers}),
            "within seconds": round(posted[-1] - posted[0], 1),
            "by severity": dict(Counter(row["severity"] for row in triggers).most_common()),
            "answered, median ms": round(1000 * slow[len(slow) // 2], 1),
            "answered, slowest ms": round(1000 * slow[-1], 1),
        },
        "incidents": dict(Counter(row["status"] for row in evidence.state["incidents"])),
        "pages": _told(evidence, "page"),
        "resolves": _told(evidence, "resolved"),
        "messages per person": _per_person(came, planned),
        "first page of a service, seconds": {
            "services": len(first),
            "median": round(first[len(first) // 2], 2),
            "slowest": round(first[-1], 2),
        },
        "the sev1, seconds": {k: round(v, 3) for k, v in sorted(worst_pages(evidence).items())},
        "as rehearsed, mails": {
            "alerts in the message they were rehearsed in": sum(each.alike for each in alike),
            "alerts at the edge of a window, in the one beside": sum(each.near for each in alike),
            "alerts that came sooner than rehearsed": sum(each.sooner for each in alike),
            "others": sum(len(each.others) for each in alike),
            "messages in another order": sum(each.turned for each in alike),
        },
        "messages that came again": len(evidence.received) - len(evidence.messages),
        "lost": sum(line.startswith("lost") for line in broken_promises(evidence)),
    }


def _told(evidence: Evidence, purpose: str) -> dict[str, Any]:
    """Return, by kind, how many were due, and in how many messages they came."""
    return {
        kind: {
            "due": sum(len(v) for (_, k, p), v in evidence.expected.items() if (k, p) == at),
            "messages": sum((m.kind, m.purpose) == at for m in evidence.messages),
        }
        for kind in ("email", "ntfy", "sms")
        for at in [(kind, purpose)]
        if any((k, p) == at for _, k, p in evidence.expected)
    }


def _per_person(came: Counter[Place], planned: Counter[Place]) -> dict[str, Any]:
    """Return, by what and why, the fewest and the most messages to one person."""
    found = {}
    for kind, purpose in sorted({place[1:] for place in came}):
        counts = [count for place, count in came.items() if place[1:] == (kind, purpose)]
        wanted = [count for place, count in planned.items() if place[1:] == (kind, purpose)]
        found[f"{kind}, {purpose}"] = {
            "fewest": min(counts),
            "most": max(counts),
            "most, rehearsed": max(wanted, default=0),
        }
    return found


def shown(broken: Sequence[str]) -> list[str]:
    """Return a few sentences of each kind, and how many more there are of it."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in broken:
        kinds[line.partition(":")[0]].append(line)
    more = {kind: len(lines) - MOST_SHOWN for kind, lines in kinds.items()}
    return [
        line
        for kind, lines in kinds.items()
        for line in (
            *lines[:MOST_SHOWN],
            *([f"{kind}: and {more[kind]} more"] if more[kind] > 0 else []),
        )
    ]


def main(place: Path) -> int:
    """Print the result; return the exit code."""
    evidence = read_evidence(place)
    broken = list(broken_promises(evidence))
    print("\n".join([*shown(broken), dumps(counted(evidence), indent=2, ensure_ascii=False)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
