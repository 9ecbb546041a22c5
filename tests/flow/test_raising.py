"""What becomes urgent reaches those who are paged by their rules for it."""

from hikeshi.flow.sentences import sentence
from tests.flow.story import Story, a_configuration, a_method, a_person, a_step

RULES = [
    {"urgency": "low", "delay_seconds": 0, "contact_method": "mail"},
    {"urgency": "low", "delay_seconds": 600, "contact_method": "phone"},
    {"urgency": "high", "delay_seconds": 0, "contact_method": "phone"},
]
ANA = a_person(
    "ana", contact_methods=[a_method("mail", "email"), a_method("phone")], notification_rules=RULES
)


def raising(*, service=None):
    """Ana is paged about something that can wait, by mail."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), people=[ANA, "ben", "dee"]))
    story.alert(severity="sev3")
    story.expect_page("ana")
    story.expect_attempt("ana", "mail")
    return story


def test_a_raise_to_high_urgency_reaches_who_is_paged():
    """At once, by the rules for high urgency alone; it is no further page, and the step goes on."""
    story = raising()
    story.advance(minutes=2)
    story.alert(severity="sev1")

    story.expect_attempt("ana", "phone")
    story.expect_silence()
    (raised,) = [entry for entry in story.timeline if entry.kind == "page.raised"]
    assert sentence(raised.kind, raised.facts, lambda _: "ana") == (
        "ana is told again, now by the rules for urgency high"
    )

    story.advance(minutes=3)

    story.expect_page("ben")
    story.expect_attempt("ben")

    story.advance(minutes=30)

    assert [n.reason for n in story.notifications if n.status.value == "expired"] == ["raised"]


def test_a_raise_that_stays_as_urgent_is_silent():
    """Neither within low nor within high urgency; nor does a milder one say anything."""
    story = raising()
    story.alert(severity="sev3")
    story.expect_no_attempt()

    urgent = Story(a_configuration(a_step("ana"), people=[ANA, "ben", "dee"]))
    urgent.alert(severity="sev2")
    urgent.expect_attempt("ana", "phone")
    urgent.alert(severity="sev1")
    urgent.alert(severity="sev5")

    urgent.expect_no_attempt()


def test_whoever_has_it_is_paged_as_before():
    """An acknowledged incident pages its acknowledger, once."""
    story = raising()
    story.acknowledge("ana")
    story.alert(severity="sev1")

    story.expect_page("ana")
    story.expect_attempt("ana", "phone")
    story.expect_no_attempt()
    assert "page.raised" not in story.kinds()


def test_outside_support_hours_it_waits():
    """The urgency stays low until they begin, so nobody is told more."""
    hours = {"time_zone": "UTC", "windows": [{"from": "14:00", "to": "18:00"}]}
    people = [ANA, "ben", "dee"]
    story = Story(a_configuration(a_step("ana"), people=people, service={"support_hours": hours}))
    story.alert(severity="sev3")
    story.expect_attempt("ana", "mail")
    story.alert(severity="sev1")

    story.expect_no_attempt()
