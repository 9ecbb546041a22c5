"""Each kind of event as an English sentence that says why it happened."""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
#: Turns the identity of a person into their name.
Name = Callable[[Any], str]


def sentence(kind: str, facts: Facts, name: Name) -> str:
    """Return what happened and why, for the log of a rehearsal and for `hikeshi explain`.

    Args:
        kind: The kind of event, such as `person.paged`.
        facts: What the event says, as JSON builtins.
        name: Turns the identity of a person into their name.
    """
    tell = _SENTENCES.get(kind)
    if tell is None:
        told = ", ".join(f"{key} {value}" for key, value in facts.items() if value is not None)
        return f"{kind.replace('.', ' ').replace('_', ' ')} ({told})" if told else kind
    return tell(facts, name)


def _triggered(facts: Facts, _: Name) -> str:
    return f"triggered: “{facts['title']}”, {facts['severity']}, urgency {facts['urgency']}"


def _opened(facts: Facts, _: Name) -> str:
    if facts.get("suppressed_since") is None:
        return f"another alert joined: “{facts['title']}”"
    return (
        f"what suppressed “{facts['title']}” since {facts['suppressed_since']} is over, "
        "and it still fires"
    )


def _over(facts: Facts, _: Name) -> str:
    if facts.get("with_incident"):
        return "an alert is over, because its incident was resolved"
    told = "the source says that an alert is over"
    return f"{told}; it was suppressed all the time" if facts.get("suppressed") else told


def _suppressed(facts: Facts, _: Name) -> str:
    until = facts["until"] or "somebody ends it"
    return f"“{facts['title']}” fires, and nobody is told until {until}, because of {facts['why']}"


def _paged(facts: Facts, name: Name) -> str:
    where = "" if facts["step"] is None else f" on step {facts['step']}, round {facts['round']}"
    via = "by name" if facts["via"] == "user" else f"through {facts['via']}"
    why = "" if facts["why"] == "step" else f", because: {facts['why']}"
    return f"{name(facts['user_id'])} is paged{where}, {via}{why}"


def _acknowledged(facts: Facts, name: Name) -> str:
    who = name(facts["user_id"]) if facts["user_id"] else "the source"
    others = "" if facts["stop_everybody"] else "; others paged on this step keep their rules"
    return f"{who} acknowledged: paging stops{others}"


def _exhausted(facts: Facts, _: Name) -> str:
    if not facts["paged_anybody"]:
        text = "the policy ended WITHOUT PAGING ANYBODY"
    else:
        text = "the policy is exhausted: every step of every round ran and nobody acknowledged"
    after = "others are told from now on" if facts["followed_up"] else "nobody else is told"
    return f"{text}; {after}"


def _reassigned(facts: Facts, name: Name) -> str:
    if facts["user_id"]:
        return f"given to {name(facts['user_id'])}, who has to accept it in time"
    return "given to another escalation policy"


def _expired_reassignment(facts: Facts, name: Name) -> str:
    giver = name(facts["giver"]) if facts["giver"] else "the policy"
    return f"nobody accepted the reassignment in time: it returns to {giver}"


def _channel(facts: Facts, name: Name) -> str:
    return f"{name(facts['user_id'])} by {facts['kind']}"


_OUTSIDE = "it is outside their hours"
_SENTENCES: Mapping[str, Callable[[Facts, Name], str]] = {
    "acknowledgement.confirmed": lambda f, n: f"{n(f['user_id'])} acknowledged once more",
    "alert.opened": _opened,
    "alert.resolved": _over,
    "alert.suppressed": _suppressed,
    "drill.answered": lambda f, n: f"the drill is passed: {n(f['user_id'])} answered in time",
    "drill.called_off": lambda f, n: f"the drill of {n(f['user_id'])} was called off",
    "drill.missed": lambda f, n: f"the drill is missed: {n(f['user_id'])} did not answer in time",
    "escalation.exhausted": _exhausted,
    "fallback.used": lambda f, n: f"{_channel(f, n)} instead: {f['reason']}",
    "floor.applied": lambda f, n: (
        f"{_channel(f, n)} after {f['within_seconds']} s is added: team {f['team']} asks for it"
    ),
    "floor.missed": lambda f, n: (
        f"team {f['team']} asks for {' or '.join(f['kinds'])} within {f['within_seconds']} s, and "
        f"{n(f['user_id'])} has no such verified contact method"
    ),
    "incident.acknowledged": _acknowledged,
    "incident.closed": lambda _, __: "closed",
    "incident.edited": lambda f, _: f"changed: {', '.join(f['fields'])}",
    "incident.escalated": lambda f, _: f"escalated by hand to step {f['step']}",
    "incident.mitigated": lambda _, __: "mitigated: the harm has stopped, so paging stops",
    "incident.reassigned": _reassigned,
    "incident.reopened": lambda _, __: "reopened: the policy starts from its first step",
    "incident.resolved": lambda f, _: f"resolved {f['reason']}",
    "incident.snoozed": lambda f, _: f"snoozed until {f['until']}: nothing happens before",
    "incident.triggered": _triggered,
    "incident.unacknowledged": lambda f, _: (
        f"the acknowledgement ended ({f['reason']}): the policy goes on from the same step"
    ),
    "note.added": lambda f, _: f"note: {f['text']}",
    "notification.discarded": lambda f, n: (
        f"{_channel(f, n)} was a dead letter and is discarded: {f['because']}"
    ),
    "notification.failed": lambda f, n: (
        f"{_channel(f, n)} could not be delivered ({f['outcome']}): {f['reason']}"
    ),
    "notification.held": lambda f, n: (
        f"{_channel(f, n)} waits until {f['until']}, for the end of their quiet hours"
    ),
    "notification.replayed": lambda f, n: f"{_channel(f, n)} was a dead letter and is sent again",
    "notification.retried": lambda f, n: (
        f"{_channel(f, n)} failed at attempt {f['attempt']} and is tried again: {f['reason']}"
    ),
    "notification.sent": lambda f, n: f"{_channel(f, n)}: {f['outcome']}",
    "notification.superseded": lambda f, n: (
        f"{_channel(f, n)} given up: a newer rule of the same person ran instead"
    ),
    "page.raised": lambda f, n: (
        f"{n(f['user_id'])} is told again, now by the rules for urgency {f['urgency']}"
    ),
    "person.left_out": lambda f, n: (
        f"{n(f['user_id'])} is left out on step {f['step']}: {f.get('reason', _OUTSIDE)} in "
        f"{f['time_zone']}"
    ),
    "person.paged": _paged,
    "person.unreachable": lambda f, n: (
        f"{n(f['user_id'])} CANNOT BE REACHED: no verified contact method; a dead letter stands"
    ),
    "reassignment.expired": _expired_reassignment,
    "recipient.unsubscribed": lambda f, n: (
        f"{_channel(f, n)} is no way any more until it is verified anew: {f['reason']}"
    ),
    "responder.joined": lambda f, n: f"{n(f['user_id'])} joined as responder; no timer changes",
    "rule.passed_over": lambda f, n: (
        f"{_channel(f, n)} after {f['delay_seconds']} s is passed over: {f['reason']}"
    ),
    "severity.changed": lambda f, _: f"severity {f['before']} → {f['after']}",
    "step.skipped": lambda f, _: (
        f"step {f['step']} of round {f['round']} was passed at once: {f['reason']}"
    ),
    "step.waiting": lambda f, _: (
        f"step {f['step']} waits until somebody is on call, at most until {f['until']}"
    ),
    "urgency.raised": lambda f, _: f"support hours began: urgency {f['before']} → {f['after']}",
    "trigger.while_acknowledged": lambda f, _: (
        f"the source fired again ({f['count']}×) while somebody has it: nobody is told"
    ),
}
