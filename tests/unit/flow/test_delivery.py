"""From claims to envelopes: what a channel has to know."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.flow.story import Story, a_configuration, a_person, a_step

from hikeshi.flow.delivery import address
from hikeshi.notifications.model.claim import Claimant
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


def envelopes(story, **changes):
    """What the channels are told of the notifications of a story, changed or not."""
    claimant = Claimant("w1", timedelta(seconds=60))
    rows = [evolve(row, **changes) for row in story.notifications]
    claims = [claimant.claim(row, story.world.now, story.world.ids) for row in rows]
    return [message.envelope for message in story.world.do(lambda work: address(work, claims))]


@pytest.fixture
def story():
    """Ana is paged."""
    told = Story(a_configuration(a_step("ana"), people=[a_person("ana", locale="ja"), "dee"]))
    told.alert()
    return told


def test_an_envelope_says_what_happened_where_and_to_whom(story):
    """The incident, the service by its name, and the person as they want to be told."""
    (envelope,) = envelopes(story)

    assert (envelope.incident_id, envelope.incident_number) == (story.incident.id, 1)
    assert (envelope.service, envelope.title) == ("API", story.incident.title)
    assert (envelope.recipient.name, envelope.recipient.locale) == ("Ana", "ja")
    assert envelope.recipient.address == "+81312345678"
    assert (envelope.step, envelope.round, envelope.acknowledged_by) == (1, 1, "")


def test_who_has_it_is_named(story):
    """By their name, once somebody acknowledged."""
    story.acknowledge("dee")

    assert envelopes(story)[0].acknowledged_by == "Dee"


@pytest.mark.parametrize("gone", ["incident_id", "user_id", "contact_method_id"])
def test_what_is_gone_meanwhile_is_no_envelope(story, gone):
    """An incident, a person or a method nobody knows any more: nothing is sent."""
    assert envelopes(story, **{gone: story.world.ids()}) == [None]


def test_a_repetition_begins_with_the_provider_the_last_attempt_named(story):
    """Where nobody knows whether the first has it, the next one is asked; else nobody is named."""
    claimant, world = Claimant("w1", timedelta(seconds=60)), story.world
    first = claimant.claim(story.notifications[0], world.now, world.ids)
    silent = DeliveryReport(outcome=Outcome.RETRYABLE, evidence={"next": "smtp-2"})

    async def end(work):
        await work.delivery_attempts.add_many([first.attempt.ended(silent, world.now)])

    assert envelopes(story)[0].first_provider == ""
    world.do(end)
    again = claimant.claim(first.notification, world.now, world.ids)
    (message,) = world.do(lambda work: address(work, [again]))
    assert message.envelope.first_provider == "smtp-2"

    third = claimant.claim(again.notification, world.now, world.ids)
    (message,) = world.do(lambda work: address(work, [third]))
    assert message.envelope.first_provider == ""


def test_several_claims_of_a_bundle_are_one_message(story):
    """The worst and oldest leads, the others are named, and the first one's id is the key."""
    story.alert("a", severity="sev3")
    story.alert("b", severity="sev2")
    pages = [n for n in story.notifications if n.incident_id != story.incidents[0].id]
    leader = min(n.id for n in pages)
    claimant, world = Claimant("w1", timedelta(seconds=60)), story.world
    claims = [
        claimant.claim(evolve(page, bundle_id=leader), world.now, world.ids)
        for page in sorted(pages, key=lambda n: n.id, reverse=True)
    ]

    (message,) = story.world.do(lambda work: address(work, claims))

    assert message.envelope.incident_number == 3
    assert [each.number for each in message.envelope.others] == [2]
    assert (message.envelope.notification_id, message.envelope.bundle_id) == (leader, leader)
    assert len(message.claims) == 2


def test_an_incident_that_came_twice_into_a_bundle_is_told_once(story):
    """A way that stands in for another may meet a page of its own: the count names incidents."""
    story.alert("a", severity="sev3")
    claimant, world = Claimant("w1", timedelta(seconds=60)), story.world
    first, second = sorted(story.notifications, key=lambda n: n.id)

    def told(*pages):
        claims = [
            claimant.claim(evolve(page, bundle_id=first.id), world.now, world.ids) for page in pages
        ]
        (message,) = world.do(lambda work: address(work, claims))
        return message.envelope.bundle_id, [each.number for each in message.envelope.others]

    twice = evolve(first, id=world.ids())
    assert told(first, twice, second, evolve(second, id=world.ids())) == (first.id, [2])
    assert told(first, twice) == (None, [])
