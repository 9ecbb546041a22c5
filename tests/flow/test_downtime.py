"""Nothing ran for a while ("Escalation" 6 and 9), and what people changed meanwhile (7)."""

from tests.flow.story import Story, a_configuration, a_person, a_schedule, a_step


def rules(*minutes: int) -> list[dict]:
    """Return rules by phone after so many minutes."""
    rule = {"urgency": "high", "contact_method": "phone"}
    return [{**rule, "delay_seconds": after * 60} for after in minutes]


def test_exactly_one_overdue_step_runs_after_a_downtime():
    """Of several steps missed one runs at the end, and the delays count from there."""
    story = Story(a_configuration(a_step("ana"), a_step("ben"), a_step("cai")))
    story.alert()
    story.expect_page("ana")

    story.down(minutes=60)
    story.advance(minutes=59)
    story.expect_silence()
    story.advance(minutes=1)
    story.expect_page("ben", step=2)
    story.expect_silence()
    story.advance(minutes=5)
    story.expect_page("cai", step=3)


def test_who_acknowledged_during_the_downtime_is_not_paged():
    """An acknowledgement counts while no worker runs; nothing is caught up on after it."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.down(minutes=60)
    story.alert()
    story.forget()
    story.advance(minutes=30)

    story.acknowledge("ana")
    story.advance(minutes=600)

    story.expect_silence()
    story.expect_no_attempt()


def test_after_a_downtime_the_newest_due_rule_runs_and_older_ones_are_superseded():
    """Personal rules that piled up are told once, by the newest of them."""
    people = [a_person("ana", notification_rules=rules(0, 2, 4, 20)), "dee"]
    story = Story(a_configuration(a_step("ana", delay=36_000), people=people))
    story.down(minutes=10)
    story.alert()

    story.advance(minutes=10)

    story.expect_attempt("ana", outcome="expired")
    story.expect_attempt("ana", outcome="expired")
    story.expect_attempt("ana")
    story.expect_no_attempt()
    over = [n.reason for n in story.notifications if n.is_over and n.attempts == 0]
    assert over == ["superseded", "superseded"]
    story.advance(minutes=10)
    story.expect_attempt("ana")


def test_a_page_is_told_however_long_nothing_could_be_sent():
    """A downtime longer than the deadline loses no page: its newest rule still runs."""
    people = [a_person("ana", notification_rules=rules(0, 2)), "dee"]
    story = Story(a_configuration(a_step("ana", delay=36_000), people=people))
    story.down(minutes=300)
    story.alert()

    story.advance(minutes=300)

    story.expect_attempt("ana", outcome="expired")
    story.expect_attempt("ana")
    story.expect_no_attempt()


def test_a_running_escalation_keeps_its_policy_version():
    """A policy changed meanwhile steers new incidents only."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert("old")
    story.forget()

    story.configure(a_configuration(a_step("dee")))
    story.alert("new")
    story.expect_page("dee", incident=2)
    story.advance(minutes=5)

    story.expect_page("ben", incident=1, step=2)
    story.expect_silence()


def test_people_and_schedules_are_looked_up_live():
    """A running escalation pages whoever is on call now, by the schedule as it is now."""
    steps = (a_step("ana"), a_step("schedule:primary"))
    before = a_schedule("primary", (0, 60, "ben"))
    story = Story(a_configuration(*steps, schedules=[before]))
    story.alert()
    story.forget()

    after = a_schedule("primary", (0, 60, "cai"))
    story.configure(a_configuration(*steps, schedules=[after]))
    story.advance(minutes=5)

    story.expect_page("cai", step=2)


def test_contact_methods_are_looked_up_live():
    """A page goes where the person can be reached when it is decided."""
    story = Story(a_configuration(a_step("ana"), a_step("ben")))
    story.alert()
    story.forget()
    moved = a_person(
        "ben",
        contact_methods=[
            {"key": "new", "kind": "sms", "address": "+81312345679", "verified": True}
        ],
        notification_rules=[{"urgency": "high", "delay_seconds": 0, "contact_method": "new"}],
    )

    story.configure(a_configuration(a_step("ana"), a_step("ben"), people=["ana", moved, "dee"]))
    story.advance(minutes=5)

    story.expect_attempt("ben", "new")
