"""The others are told that somebody has an incident, and nobody else."""

from attrs import evolve

from hikeshi.flow.taking import TakeIncident
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.notifications.model.notice import Topic
from hikeshi.teams.model.notice_wishes import NoticeWishes
from tests.flow.story import Story, a_configuration, a_method, a_person, a_step

BOTH = a_step("ana", "ben")


def told(story):
    """Who was told that who has what, in order."""
    names = {user.id: user.key for user in story.world.store.users.rows.values()}
    return [
        (names[n.user_id], n.facts["who"], len(n.facts["incidents"]))
        for n in story.world.store.notices.rows.values()
        if n.topic is Topic.INCIDENT_TAKEN
    ]


def test_the_others_who_were_paged_are_told():
    """Not whoever took it, not somebody no attempt was made at, and not twice for a repetition."""
    story = Story(a_configuration(BOTH, a_step("cai")))
    story.alert()
    story.acknowledge("ana")
    story.acknowledge("ana")

    assert told(story) == [("ben", "Ana", 1)]


def test_everybody_so_far_is_told_of_a_hand_over():
    """Of a reassignment once it is accepted, of taking it over at once."""
    story = Story(a_configuration(BOTH))
    story.alert()
    story.acknowledge("ana")
    story.acts("ana", "reassign", to="user:cai")

    assert told(story) == [("ben", "Ana", 1)]

    story.acknowledge("cai")

    assert told(story)[1:] == [("ana", "Cai", 1), ("ben", "Cai", 1)]

    story.does("dee", lambda work, incident, by: TakeIncident()(work, incident, by=by))

    assert told(story)[3:] == [("ana", "Dee", 1), ("ben", "Dee", 1), ("cai", "Dee", 1)]


def test_who_took_much_at_once_is_told_once():
    """One message names all of it."""
    story = Story(a_configuration(BOTH))
    story.alert("one")
    story.alert("two")
    story.world.do(lambda work: _acknowledge_all(story, work))
    story.advance()

    assert told(story) == [("ben", "Ana", 2)]


async def _acknowledge_all(story, work):
    by = Actor(ActorKind.USER, story.player.names.user("ana").id, Role.RESPONDER)
    for incident in list(story.world.store.incidents.rows):
        await AcknowledgeIncident()(work, incident, by=by)


def test_a_sender_that_acknowledges_is_nobody():
    """There is nobody to name."""
    story = Story(a_configuration(BOTH))
    story.alert()
    story.acknowledge(None)

    assert told(story) == []


def test_who_turned_it_off_is_not_told():
    """The wish of each counts."""
    story = Story(a_configuration(BOTH))
    ben = story.player.names.user("ben")
    quiet = evolve(ben, notices=NoticeWishes(taken=False), version=ben.version + 1)
    story.world.do(lambda work: work.users.save_many([quiet]))
    story.alert()
    story.acknowledge("ana")

    assert told(story) == []


def test_whose_message_changes_in_place_is_not_told_twice():
    """A thread shows it already."""
    thread = a_method("chat", "slack") | {"address": "U0BEN"}
    rules = [{"urgency": "high", "delay_seconds": 0, "contact_method": "chat"}]
    ben = a_person("ben", contact_methods=[thread], notification_rules=rules)
    story = Story(a_configuration(BOTH, people=["ana", ben, "cai", "dee"]))
    story.alert()
    story.acknowledge("ana")

    assert told(story) == []
