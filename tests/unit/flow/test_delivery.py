"""From claims to envelopes: what a channel has to know."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.flow.story import Story, a_configuration, a_person, a_step

from hikeshi.flow.delivery import address
from hikeshi.notifications.model.claim import Claimant


def envelopes(story, **changes):
    """What the channels are told of the notifications of a story, changed or not."""
    claimant = Claimant("w1", timedelta(seconds=60))
    rows = [evolve(row, **changes) for row in story.notifications]
    claims = [claimant.claim(row, story.world.now, story.world.ids) for row in rows]
    return [envelope for _, envelope in story.world.do(lambda work: address(work, claims))]


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
