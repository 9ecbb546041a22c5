"""What pages become: personal rules, fallbacks, retries, dead letters ("Escalation" 9, 13)."""

from datetime import timedelta
from itertools import pairwise

import pytest

from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from tests.flow.story import START, Story, a_configuration, a_method, a_person, a_step


def a_rule(method: str, minutes: float = 0, urgency: str = "high") -> dict:
    """Return a personal rule."""
    seconds = int(minutes * 60)
    return {"urgency": urgency, "delay_seconds": seconds, "contact_method": method}


def ana(*rules: dict, methods=("phone",)) -> dict:
    """Return Ana with these rules and verified methods."""
    reachable = [m if isinstance(m, dict) else a_method(m) for m in methods]
    return a_person("ana", contact_methods=reachable, notification_rules=list(rules))


def a_story(*people, **changes) -> Story:
    """Return a story in which these people are on the only step for hours."""
    keys = [person["key"] for person in people]
    step = a_step(*keys, delay=36_000)
    return Story(a_configuration(step, people=[*people, "dee"], **changes))


def test_rules_run_after_their_delays():
    """Each rule of the urgency runs after its delay, by its method."""
    story = a_story(ana(a_rule("mail", 3), a_rule("phone"), methods=("phone", "mail")))

    story.alert()
    story.expect_attempt("ana", "phone")
    story.expect_no_attempt()
    story.advance(minutes=3)
    story.expect_attempt("ana", "mail")


def test_the_urgency_chooses_the_rules():
    """A page of low urgency runs the rules for low urgency only."""
    person = ana(a_rule("phone"), a_rule("mail", urgency="low"), methods=("phone", "mail"))
    story = a_story(person)

    story.alert(severity="sev4")

    story.expect_attempt("ana", "mail")
    story.expect_no_attempt()


def test_without_a_usable_rule_the_first_verified_method_stands_in():
    """A person whose rules cannot run is paged by their first verified method, as logged."""
    unverified = a_method("old", verified=False)
    story = a_story(ana(a_rule("old"), methods=(unverified, "phone", "mail")))

    story.alert()

    story.expect_attempt("ana", "phone")
    story.expect_no_attempt()
    assert "fallback.used" in story.kinds()


def test_rules_of_another_urgency_only_are_no_usable_rule():
    """Who has rules for low urgency only is still reached about what is urgent."""
    story = a_story(ana(a_rule("phone", urgency="low")))

    story.alert()

    story.expect_attempt("ana", "phone")


def test_a_person_without_a_verified_method_is_a_dead_letter():
    """A page nobody can deliver stands as a dead letter, visibly."""
    story = a_story(ana(methods=(a_method("old", verified=False),)))

    story.alert()

    (dead,) = story.notifications
    assert dead.is_dead_letter
    assert dead.reason == "no verified contact method"
    assert "person.unreachable" in story.kinds()


def test_a_permanent_failure_falls_back_to_the_next_verified_method():
    """A method that fails for good is replaced by the next verified one, at once."""
    story = a_story(ana(a_rule("phone"), methods=("phone", a_method("mail", "email"))))
    story.channel(Outcome.PERMANENT, minutes=60, kind="sms")

    story.alert()

    story.expect_attempt("ana", "phone", "permanent")
    story.expect_attempt("ana", "mail")
    story.expect_no_attempt()


def test_a_method_whose_rule_still_waits_stands_in_at_once():
    """A later rule's method is not kept back when the first one fails for good."""
    person = ana(a_rule("phone"), a_rule("mail", 10), methods=("phone", a_method("mail", "email")))
    story = a_story(person)
    story.channel(Outcome.PERMANENT, minutes=60, kind="sms")

    story.alert()

    story.expect_attempt("ana", "phone", "permanent")
    story.expect_attempt("ana", "mail")


def test_every_page_has_its_fallback():
    """A person paged again on the same step falls back again, whatever was used before."""
    person = ana(a_rule("phone"), methods=("phone", a_method("mail", "email")))
    story = a_story(person)
    story.channel(Outcome.PERMANENT, minutes=60, kind="sms")
    story.alert()
    story.acknowledge("ana")
    story.advance(minutes=1)
    story.forget()

    story.acts("ana", "unacknowledge")

    story.expect_attempt("ana", "phone", "permanent")
    story.expect_attempt("ana", "mail")


def test_two_methods_that_fail_together_fall_back_once_each_way():
    """One verified method stands in once for all that failed at the same moment."""
    person = ana(
        a_rule("phone"), a_rule("second"), methods=("phone", "second", a_method("mail", "email"))
    )
    story = a_story(person)
    story.channel(Outcome.PERMANENT, minutes=60, kind="sms")

    story.alert()

    story.expect_attempt("ana", "phone", "permanent")
    story.expect_attempt("ana", "second", "permanent")
    story.expect_attempt("ana", "mail")
    story.expect_no_attempt()


def test_when_every_method_fails_dead_letters_remain():
    """A page that fails by every method is given up with all its evidence."""
    story = a_story(ana(a_rule("phone"), methods=("phone", a_method("mail", "email"))))
    story.channel(Outcome.PERMANENT, minutes=60)

    story.alert()
    story.advance(minutes=60)

    assert [n.is_dead_letter for n in story.notifications] == [True, True]


def test_what_may_pass_is_tried_again_with_growing_pauses():
    """A failure that may pass is repeated, less and less often, until it succeeds."""
    story = a_story(ana(a_rule("phone")))
    story.channel(Outcome.RETRYABLE, minutes=5)

    story.alert()
    story.advance(minutes=30)

    attempts = [a.started_at - START for a in story.world.store.attempts.rows.values()]
    pauses = [later - sooner for sooner, later in pairwise(attempts)]
    assert timedelta(seconds=5) <= pauses[0] <= timedelta(seconds=7)
    assert all(pause <= timedelta(minutes=2, seconds=30) for pause in pauses)
    assert story.notifications[0].status.value == "sent"
    assert timedelta(minutes=5) <= attempts[-1] <= timedelta(minutes=7, seconds=30)


def test_a_page_is_not_repeated_past_its_deadline():
    """Half an hour after its first attempt a page that never arrived is a dead letter."""
    story = a_story(ana(a_rule("phone")))
    story.channel(Outcome.RETRYABLE, minutes=600)

    story.alert()
    story.advance(minutes=120)

    (page,) = story.notifications
    assert page.is_dead_letter
    assert page.reason == "deadline"
    last = max(a.started_at for a in story.world.store.attempts.rows.values())
    assert last - START < timedelta(minutes=30)


def claim(story: Story):
    """Begin what is due."""
    return story.world.do(lambda work: ClaimNotifications("w")(work, limit=10))


def report(story: Story, claims, outcome: Outcome, **facts) -> None:
    """Take in what came of attempts."""
    done = [
        FinishedAttempt(c.attempt, DeliveryReport(outcome=outcome, **facts), story.world.now)
        for c in claims
    ]
    story.world.do(lambda work: RecordDeliveries()(work, done))


def quiet_alert(story: Story) -> None:
    """Let it fire while no worker runs."""
    story.down(minutes=600)
    story.alert()


def test_a_retry_honours_what_the_provider_asks():
    """A provider that asks to wait gets at least that long."""
    story = a_story(ana(a_rule("phone")))
    quiet_alert(story)

    report(story, claim(story), Outcome.RETRYABLE, retry_after=timedelta(minutes=7))

    assert story.notifications[0].due_at == START + timedelta(minutes=7)


def test_a_provider_that_asks_for_too_long_is_given_up():
    """When the provider's wish ends after the deadline, another method stands in."""
    story = a_story(ana(a_rule("phone"), methods=("phone", a_method("mail", "email"))))
    quiet_alert(story)

    report(story, claim(story), Outcome.RETRYABLE, retry_after=timedelta(hours=2))

    assert [n.kind for n in story.notifications] == ["sms", "email"]
    assert story.notifications[0].is_dead_letter


def test_an_attempt_already_begun_may_still_arrive_and_is_marked_so():
    """What was being sent when somebody acknowledged counts as sent, with a note."""
    story = a_story(ana(a_rule("phone")), a_person("ben"))
    quiet_alert(story)
    claims = claim(story)

    story.acknowledge("ben")
    report(story, claims, Outcome.ACCEPTED)

    sent = story.notifications[0]
    assert (sent.status.value, sent.outcome) == ("sent", Outcome.ACCEPTED)
    assert sent.reason == "acknowledged; the attempt had already begun"


def test_no_attempt_begins_after_an_acknowledgement():
    """An attempt that failed before the acknowledgement is not repeated after it, by any method."""
    story = a_story(ana(a_rule("phone"), methods=("phone", "mail")), a_person("ben"))
    quiet_alert(story)
    claims = claim(story)

    story.acknowledge("ben")
    report(story, claims, Outcome.PERMANENT)
    story.world.down_until = None
    story.advance(minutes=60)

    assert len(story.world.store.attempts.rows) == len(claims)


def test_an_attempt_of_a_worker_that_died_is_repeated():
    """An attempt whose lease ran out begins again, as the same notification."""
    story = a_story(ana(a_rule("phone")))
    quiet_alert(story)
    claim(story)

    story.world.clock.instant += timedelta(seconds=60)
    (again,) = claim(story)

    assert again.attempt.number == 2
    assert again.notification.id == story.notifications[0].id


def test_a_report_of_a_lost_attempt_says_nothing_about_its_repetition():
    """What a worker reports after its lease ran out does not end the attempt that replaced it."""
    story = a_story(ana(a_rule("phone")))
    quiet_alert(story)
    lost = claim(story)
    story.world.clock.instant += timedelta(seconds=60)
    claim(story)

    report(story, lost, Outcome.PERMANENT)

    assert story.notifications[0].status.value == "sending"


def test_the_next_step_ends_the_rules_of_the_one_before():
    """When the next step pages, personal rules still pending from before it end."""
    person = ana(a_rule("phone"), a_rule("phone", 10))
    story = Story(a_configuration(a_step("ana"), a_step("ben"), people=[person, "ben", "dee"]))

    story.alert()
    story.advance(minutes=30)

    cut = [n for n in story.notifications if n.attempts == 0]
    assert [(n.status.value, n.reason) for n in cut] == [("expired", "escalated")]


def test_those_told_by_a_quiet_channel_hear_that_it_is_over():
    """A resolve is told once by each quiet channel a page arrived by, and never by phone."""
    person = ana(a_rule("phone"), a_rule("mail"), methods=("phone", a_method("mail", "email")))
    story = a_story(person)
    story.alert()

    story.alert_resolves()

    notices = [n for n in story.notifications if n.purpose.value == "resolved"]
    assert [(n.kind, n.status.value) for n in notices] == [("email", "sent")]


@pytest.mark.parametrize(
    ("act", "facts", "reason"),
    [
        ("resolve", {}, "resolved"),
        ("snooze", {"for_seconds": 600}, "acknowledged"),
    ],
)
def test_what_is_not_sent_any_more_says_why(act, facts, reason):
    """Somebody who asks why their phone stayed quiet is told what happened."""
    story = a_story(ana(a_rule("phone"), a_rule("phone", 2)), a_person("ben"))
    story.alert()

    story.acts("ben", act, **facts)

    assert [n.reason for n in story.notifications if n.status.value == "expired"] == [reason]


def test_repetition_ends_when_the_next_step_pages_somebody():
    """The step's delay is the deadline; where nobody follows, it is 30 minutes."""
    story = Story(a_configuration(a_step("ana", delay=60), a_step("ben", delay=600)))
    story.channel(Outcome.RETRYABLE, minutes=60)

    story.alert()
    story.advance(minutes=32)

    assert [n.reason for n in story.notifications] == ["escalated", "deadline"]
    first, last = (n.id for n in story.notifications)
    began = {a.notification_id: a.started_at for a in story.world.store.attempts.rows.values()}
    assert START < began[first] < START + timedelta(minutes=1)
    assert START + timedelta(minutes=25) < began[last] < START + timedelta(minutes=31)


@pytest.mark.parametrize("which", ["exhausted", "last_resort"])
def test_the_last_resort_is_a_deadline_as_well(which):
    """It ends what the last step still repeats, and each of its pages the one before it."""
    again = {"targets": [{"kind": "user", "key": "ben"}], "every_seconds": 600}
    resort = again if which == "exhausted" else {**again, "after_seconds": 120}
    story = Story(a_configuration(a_step("ana", delay=120), **{which: resort}))
    story.channel(Outcome.RETRYABLE, minutes=60)

    story.alert()
    story.advance(minutes=25)

    *before, last = story.notifications
    assert [n.reason for n in before] == ["escalated"] * 3
    ends = [n.created_at for n in story.notifications[2:]]
    assert [after - n.created_at for n, after in zip(before[1:], ends, strict=True)] == [
        timedelta(minutes=10)
    ] * 2
    assert (last.status.value, last.outcome) == ("pending", Outcome.RETRYABLE)
