"""Settling: consequences until none follow, then timeline and journal."""

import pytest
from attrs import evolve
from tests.flow.story import Story, a_configuration, a_step

from hikeshi.flow import settle as settling
from hikeshi.flow.reactions import EVENTS_WITHOUT_CONSEQUENCE, REACTIONS, Within
from hikeshi.flow.settle import EndlessConsequencesError
from hikeshi.incidents.events import NoteAdded
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.events import Event


def kinds_below(kind: type[Event]) -> set[type[Event]]:
    """Return all kinds of events there are that nothing is derived from, below this one."""
    below = {found for sub in kind.__subclasses__() for found in kinds_below(sub)}
    return below or {kind}


def test_every_event_has_a_reaction_or_is_said_to_have_none():
    """No fact is forgotten: it stands in the table, or among those without consequence."""
    named = {row.on for row in REACTIONS} | set(EVENTS_WITHOUT_CONSEQUENCE)
    ours = {kind for kind in kinds_below(Event) if kind.__module__.startswith("hikeshi.")}
    assert ours - named == set()


def test_no_event_is_named_in_both_places():
    """What has a reaction is not among those without consequence, and nothing is there twice."""
    assert {row.on for row in REACTIONS} & set(EVENTS_WITHOUT_CONSEQUENCE) == set()
    assert len(set(EVENTS_WITHOUT_CONSEQUENCE)) == len(EVENTS_WITHOUT_CONSEQUENCE)


async def _again(work, events) -> None:
    work.record(*(evolve(event, id=work.ids()) for event in events))


def test_consequences_without_end_roll_the_work_back(monkeypatch):
    """A chain longer than allowed is a defect, and leaves nothing behind."""
    monkeypatch.setattr(settling, "REACTIONS", (*REACTIONS, Within(NoteAdded, _again)))
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    entries = story.timeline

    async def note(work) -> None:
        facts = {"id": work.ids(), "at": work.now, "by": SYSTEM, "text": "x"}
        work.record(NoteAdded(incident_id=story.incident.id, **facts))

    with pytest.raises(EndlessConsequencesError):
        story.world.do(note)
    assert story.timeline == entries


def test_repeated_signals_are_one_journal_entry_a_sender():
    """A storm of repetitions fills the journal with a count, not with lines."""
    story = Story(a_configuration(a_step("ana")))
    story.alert()
    before = len(story.world.store.journal.rows)
    story.alert()
    new = list(story.world.store.journal.rows.values())[before:]
    assert [(entry.type, entry.facts) for entry in new] == [("alert.repeated", {"count": 1})]


def test_the_journal_names_the_actor_of_each_event():
    """What a sender began, Hikeshi escalated and a person took is told apart."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.acknowledge("ana")
    by = {entry.type: entry.by.kind.value for entry in story.world.store.journal.rows.values()}
    assert by["incident.triggered"] == "integration"
    assert by["person.paged"] == "system"
    assert by["incident.acknowledged"] == "user"
