"""Timelines as sentences: every reason the core knows has its words."""

import re
from pathlib import Path

import pytest

import hikeshi
from hikeshi.flow.directory import Directory
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import SYSTEM, Actor, ActorKind
from hikeshi.kernel.condition import Failed
from hikeshi.kernel.ids import IncidentId
from hikeshi.testing.builders import START, a_policy, a_schedule, a_user, new_id
from hikeshi_server.inbound.console.names import Names
from hikeshi_server.inbound.console.sentences import Sentences, slug
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import LANGUAGES, words

ANA, BEN = a_user(name="Ana"), a_user(name="Ben <b>")
POLICY = a_policy(name="Default")
SCHEDULE = a_schedule(key="primary", name="Primary")
DIRECTORY = Directory(
    users={ANA.id: ANA, BEN.id: BEN},
    policies={POLICY.id: POLICY},
    schedules={SCHEDULE.id: SCHEDULE},
)
BY_ANA = Actor(ActorKind.USER, ANA.id)
SENDER = Actor(ActorKind.INTEGRATION, new_id())
MODELS = (Path(hikeshi.__path__[0]) / "incidents" / "model").glob("*.py")
SOURCE = "\n".join(path.read_text("utf-8") for path in MODELS)


def said(kind, by=SYSTEM, /, language="en", **facts):
    """The sentence for an entry."""
    catalogue = words(language)
    names = Names(DIRECTORY, catalogue)
    times = Times.in_zone("Asia/Tokyo", START, catalogue)
    entry = TimelineEntry(
        id=new_id(), incident_id=IncidentId(new_id()), at=START, by=by, kind=kind, facts=facts
    )
    return Sentences(catalogue, names, times).line(entry)


@pytest.mark.parametrize(
    ("kind", "by", "facts", "sentence"),
    [
        ("incident.triggered", BY_ANA, {"page": str(BEN.id), "severity": "sev1"}, "Ana paged"),
        (
            "incident.triggered",
            SENDER,
            {"severity": "sev1"},
            "triggered the incident (SEV1)",
        ),
        ("incident.triggered", SYSTEM, {"severity": "sev2"}, "The incident began (SEV2)."),
        (
            "person.paged",
            SYSTEM,
            {
                "user_id": str(ANA.id),
                "via": "schedule:primary",
                "why": "step",
                "step": 2,
                "round": 1,
            },
            "Ana was paged, on call in Primary (step 2, round 1).",
        ),
        (
            "person.paged",
            SYSTEM,
            {"user_id": str(BEN.id), "via": "user", "why": "last resort", "step": None, "round": 1},
            "Ben &lt;b&gt; was paged, directly (last resort: nobody had answered).",
        ),
        ("incident.acknowledged", BY_ANA, {"user_id": str(ANA.id)}, "Ana has it."),
        ("incident.acknowledged", SENDER, {"user_id": None}, "a sender says that somebody has it."),
        (
            "incident.unacknowledged",
            SYSTEM,
            {"reason": "acknowledge timeout"},
            "Nobody has it any more: the acknowledgement ran out.",
        ),
        ("incident.unacknowledged", BY_ANA, {"reason": "by a person"}, "Ana let it go"),
        (
            "incident.reassigned",
            BY_ANA,
            {"user_id": str(BEN.id), "escalation_policy_id": None},
            "Ana gave it to Ben &lt;b&gt;.",
        ),
        (
            "incident.reassigned",
            BY_ANA,
            {"user_id": None, "escalation_policy_id": str(POLICY.id)},
            "Ana gave it to the escalation policy Default.",
        ),
        ("incident.resolved", SYSTEM, {"reason": "by the source"}, "the source says it is over"),
        ("incident.resolved", BY_ANA, {"reason": "by a person"}, "Ana resolved it."),
        (
            "escalation.exhausted",
            SYSTEM,
            {"paged_anybody": False, "followed_up": True},
            "without anybody to page. Somebody else is told now.",
        ),
        (
            "notification.failed",
            SYSTEM,
            {"user_id": str(ANA.id), "kind": "sms", "outcome": "permanent", "reason": "550 no <x>"},
            "Ana could not be reached by text message: 550 no &lt;x&gt;.",
        ),
        (
            "notification.failed",
            SYSTEM,
            {"user_id": str(ANA.id), "kind": "sms", "outcome": "expired", "reason": "deadline"},
            "Ana was not reached by text message in time: it was too late to be of use.",
        ),
        ("severity.changed", BY_ANA, {"before": "sev3", "after": "sev1"}, "SEV3 → SEV1"),
        ("incident.snoozed", BY_ANA, {"until": "2026-01-05T04:00:00Z"}, ">13:00</time>"),
        ("incident.edited", BY_ANA, {"fields": ["title", "labels"]}, "the title, the labels"),
        ("step.skipped", SYSTEM, {"step": 1, "round": 1, "reason": "nobody is on call"}, "nobody"),
        ("person.paged", SYSTEM, {"user_id": str(new_id())}, "somebody who is gone was paged"),
        ("alert.opened", SENDER, {"title": "Disk"}, "A further alert joined: Disk"),
        (
            "alert.opened",
            SYSTEM,
            {"title": "Disk", "suppressed_since": "2026-01-05T04:00:00Z"},
            "that is over now and it still fires",
        ),
        ("alert.resolved", SENDER, {"with_incident": False}, "An alert is over, says its source."),
        ("alert.resolved", BY_ANA, {"with_incident": True}, "Ana ended an alert with the incident"),
        ("thing.happened", SYSTEM, {}, "Something happened: thing.happened."),
    ],
)
def test_an_entry_is_a_sentence(kind, by, facts, sentence):
    """With names for ids, words for reasons, and everything from outside escaped."""
    assert sentence in str(said(kind, by, **facts).sentence)


def test_a_note_is_quoted_as_it_was_written():
    """Its text stands beside the sentence, for the page to escape."""
    line = said("note.added", BY_ANA, text="<b>x</b>")

    assert (str(line.sentence), line.quote) == ("Ana wrote:", "<b>x</b>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_the_core_gives_has_words(language):
    """Found in the source of the rules, so that a new one is not forgotten."""
    why = set(re.findall(r'why="([^"]+)"', SOURCE)) - {"step"}
    reasons = set(re.findall(r'\breason="([^"]+)"', SOURCE)) | {each.value for each in Failed}
    texts = words(language).texts

    assert why
    assert reasons
    assert {f"because.{slug(each)}" for each in why} <= texts.keys()
    assert {f"reasons.{slug(each)}" for each in reasons} <= texts.keys()
