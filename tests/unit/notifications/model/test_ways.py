"""By which methods a page reaches one person."""

from attrs import evolve
from tests.unit.notifications.pages import ALMANAC, MAIL, MINUTE, NOW, PHONE, a_contact

from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.contact import Minimum
from hikeshi.notifications.model.ways import Why, ways


def a_floor(minutes: float, *kinds: str, urgency: Urgency = Urgency.HIGH) -> Minimum:
    """Return what team sre asks for."""
    return Minimum(team="sre", urgency=urgency, kinds=kinds, within=minutes * MINUTE)


def found(contact, *floor: Minimum):
    """Return the ways of an urgent page."""
    asked = evolve(contact, floor=floor)
    return ways(asked, Urgency.HIGH, Severity.SEV1, ALMANAC, NOW)


def told(found):
    """Return the ways as (method, minutes, why)."""
    return [(w.reach.contact_method_id, w.after / MINUTE, w.why) for w in found.ways]


def test_rules_below_the_floor_are_lifted_to_it():
    """The first verified method of the kinds is added, as late as the floor lets it."""
    lifted = found(a_contact((MAIL, 0), (PHONE, 9)), a_floor(5, "sms", "voice"))

    assert told(lifted) == [
        (MAIL, 0, Why.RULE),
        (PHONE, 5, Why.FLOOR),
        (PHONE, 9, Why.RULE),
    ]
    assert not lifted.missed


def test_rules_that_keep_the_floor_are_left_alone():
    """A rule of one of the kinds in time is enough; floors of another urgency do not count."""
    rules = a_contact((MAIL, 0), (PHONE, 5))
    floors = a_floor(5, "sms"), a_floor(0, "sms", urgency=Urgency.LOW)

    assert [way.why for way in found(rules, *floors).ways] == [Why.RULE, Why.RULE]


def test_the_strictest_floor_may_be_enough_for_all():
    """What one floor adds counts for the next one."""
    lifted = found(a_contact((MAIL, 0)), a_floor(10, "sms", "voice"), a_floor(3, "sms"))

    assert told(lifted)[1:] == [(PHONE, 3, Why.FLOOR)]


def test_the_fallback_is_lifted_too():
    """Without rules the first verified method stands in, and floors hold all the same."""
    lifted = found(a_contact(), a_floor(2, "email"))

    assert told(lifted) == [(PHONE, 0, Why.FALLBACK), (MAIL, 2, Why.FLOOR)]


def test_what_nobody_verified_lifts_nothing():
    """The floor is missed, and it is said which."""
    floor = a_floor(2, "voice")
    missed = found(a_contact((MAIL, 0)), floor)

    assert (told(missed), missed.missed) == ([(MAIL, 0, Why.RULE)], (floor,))
