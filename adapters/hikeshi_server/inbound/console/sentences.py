"""What stands on a timeline, as sentences for people."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen
from markupsafe import Markup

from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi_server.inbound.console.names import Names
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import Words

Facts = Mapping[str, Any]


@frozen
class Line:
    """An entry as it is shown.

    Args:
        tone: How much it matters: `alarm`, `act`, `good`, `quiet` or `plain`.
        quote: What somebody wrote, as they wrote it.
    """

    entry: TimelineEntry
    sentence: Markup
    tone: str
    quote: str = ""


@frozen
class Sentences:
    """Turns entries into sentences; a kind nobody has words for is shown by its name."""

    words: Words
    names: Names
    times: Times
    _special: Mapping[str, Callable[[TimelineEntry], Markup]] = field(init=False)

    @_special.default
    def _special_kinds(self) -> Mapping[str, Callable[[TimelineEntry], Markup]]:
        return {
            "incident.triggered": self._triggered,
            "person.paged": self._paged,
            "incident.acknowledged": self._acknowledged,
            "incident.reassigned": self._reassigned,
            "incident.unacknowledged": self._unacknowledged,
            "incident.resolved": self._resolved,
            "escalation.exhausted": self._exhausted,
            "notification.failed": self._failed,
            "alert.opened": self._opened,
            "alert.resolved": self._alert_over,
        }

    def line(self, entry: TimelineEntry) -> Line:
        """Return the entry with its sentence."""
        special = self._special.get(entry.kind)
        sentence = special(entry) if special is not None else self._plain(entry)
        quote = str(entry.facts.get("text", "")) if entry.kind == "note.added" else ""
        return Line(entry, sentence, TONES.get(entry.kind, "plain"), quote)

    def _plain(self, entry: TimelineEntry) -> Markup:
        key = f"timeline.{entry.kind}"
        if key not in self.words.texts:
            return self.words.text("timeline.unknown", kind=entry.kind)
        return self._say(entry, key)

    def _say(self, entry: TimelineEntry, key: str) -> Markup:
        return self.words.text(key, **self._facts(entry))

    def _facts(self, entry: TimelineEntry) -> dict[str, object]:
        """Return everything a sentence may name."""
        facts = entry.facts
        shown: dict[str, object] = {
            "by": self.names.actor(entry.by),
            "person": self.names.person_of(facts.get("user_id") or facts.get("giver")),
            "reason": self._reason(facts.get("reason", "")),
            "channel": self.words.known(f"channels.{facts.get('kind')}", str(facts.get("kind"))),
            "fields": self._fields(facts),
            "until": self._instant(facts.get("until")),
            "since": self._instant(facts.get("suppressed_since")),
            "kinds": self._kinds(facts),
        }
        for name in _AS_THEY_ARE:
            shown[name] = self._value(facts.get(name))
        return shown

    def _value(self, value: Any) -> object:
        text = "" if value is None else str(value)
        return text.upper() if text.startswith("sev") and len(text) == 4 else text

    def _reason(self, reason: Any) -> str:
        said = str(reason)
        return self.words.known(f"reasons.{slug(said)}", said)

    def _fields(self, facts: Facts) -> str:
        found = facts.get("fields") or ()
        named = (self.words.known(f"fields.{name}", str(name)) for name in found)
        return self.words.plain("names.separator").join(named)

    def _kinds(self, facts: Facts) -> str:
        named = (self.words.known(f"channels.{k}", str(k)) for k in facts.get("kinds") or ())
        return self.words.plain("names.separator").join(named)

    def _instant(self, value: Any) -> object:
        return self.times.at(parse_instant(value)) if isinstance(value, str) else ""

    def _triggered(self, entry: TimelineEntry) -> Markup:
        by_hand = entry.facts.get("page") is not None
        key = "by_hand" if by_hand else "by_sender" if entry.by.id is not None else "by_system"
        return self._say(entry, f"triggered.{key}")

    def _paged(self, entry: TimelineEntry) -> Markup:
        facts = entry.facts
        kind, _, key = str(facts.get("via", "")).partition(":")
        via = self.words.text(
            f"via.{kind if kind in {'schedule', 'team'} else 'user'}",
            name=self.names.schedule(key) if kind == "schedule" else self.names.team(key),
        )
        why = str(facts.get("why", "step"))
        if why == "step" and facts.get("step") is not None:
            because = self._say(entry, "because.step")
        else:
            because = Markup("{}").format(self.words.known(f"because.{slug(why)}", why))
        return self.words.text(
            "timeline.person.paged",
            person=self.names.person_of(facts.get("user_id")),
            via=via,
            because=because,
        )

    def _acknowledged(self, entry: TimelineEntry) -> Markup:
        person = entry.facts.get("user_id") is not None
        return self._say(entry, f"acknowledged.{'by_person' if person else 'by_sender'}")

    def _reassigned(self, entry: TimelineEntry) -> Markup:
        facts = entry.facts
        if facts.get("user_id") is not None:
            return self._say(entry, "reassigned.to_person")
        policy_id = facts.get("escalation_policy_id")
        policy = next(
            (p for p in self.names.directory.policies.values() if str(p.id) == str(policy_id)), None
        )
        name = self.names.policy(EscalationPolicyId(policy.id)) if policy is not None else ""
        return self.words.text(
            "reassigned.to_policy", by=self.names.actor(entry.by), policy=name or str(policy_id)
        )

    def _unacknowledged(self, entry: TimelineEntry) -> Markup:
        by_person = entry.facts.get("reason") == "by a person"
        return self._say(entry, f"unacknowledged.{'by_person' if by_person else 'by_rule'}")

    def _resolved(self, entry: TimelineEntry) -> Markup:
        by_person = entry.facts.get("reason") == "by a person"
        return self._say(entry, f"resolved.{'by_person' if by_person else 'by_rule'}")

    def _exhausted(self, entry: TimelineEntry) -> Markup:
        facts = entry.facts
        first = "somebody" if facts.get("paged_anybody") else "nobody"
        then = "followed" if facts.get("followed_up") else "silent"
        return Markup("{} {}").format(
            self.words.text(f"exhausted.{first}"), self.words.text(f"exhausted.{then}")
        )

    def _failed(self, entry: TimelineEntry) -> Markup:
        expired = entry.facts.get("outcome") == "expired"
        return self._say(entry, f"failed.{'too_late' if expired else 'refused'}")

    def _opened(self, entry: TimelineEntry) -> Markup:
        released = entry.facts.get("suppressed_since") is not None
        return self._say(entry, f"opened.{'released' if released else 'joined'}")

    def _alert_over(self, entry: TimelineEntry) -> Markup:
        by_person = bool(entry.facts.get("with_incident"))
        return self._say(entry, f"alert_over.{'with_incident' if by_person else 'by_source'}")


def slug(text: str) -> str:
    """Return a reason of the core as a key of the catalogue: `by the source` is `by_the_source`."""
    return text.strip().lower().replace(" ", "_").replace("-", "_")


#: Facts a sentence shows as the core wrote them.
_AS_THEY_ARE = (
    "step",
    "round",
    "attempt",
    "count",
    "delay_seconds",
    "team",
    "within_seconds",
    "before",
    "after",
    "severity",
    "title",
    "time_zone",
    "because",
)

#: How much each kind matters to somebody who skims; kinds not named are plain.
TONES: Mapping[str, str] = {
    "incident.triggered": "alarm",
    "escalation.exhausted": "alarm",
    "person.unreachable": "alarm",
    "notification.failed": "alarm",
    "floor.missed": "alarm",
    "drill.missed": "alarm",
    "recipient.unsubscribed": "alarm",
    "person.paged": "act",
    "page.raised": "act",
    "incident.escalated": "act",
    "incident.unacknowledged": "act",
    "reassignment.expired": "act",
    "step.skipped": "act",
    "urgency.raised": "act",
    "incident.acknowledged": "good",
    "drill.answered": "good",
    "responder.joined": "good",
    "acknowledgement.confirmed": "good",
    "incident.mitigated": "good",
    "incident.resolved": "good",
    "notification.sent": "quiet",
    "notification.retried": "quiet",
    "notification.superseded": "quiet",
    "rule.passed_over": "quiet",
    "alert.repeated": "quiet",
    "trigger.while_acknowledged": "quiet",
}
