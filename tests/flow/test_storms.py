"""A storm: few messages, none of them late, and each page comes to a named end."""

from hikeshi.flow.answering_bundles import AcknowledgeBundle, incidents_of_bundle
from hikeshi.flow.explanation import ExplainIncident
from hikeshi.flow.phone_replies import AnswerPage, Meaning
from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.notifications.model.notification import Purpose
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts
from tests.flow.story import Story, a_configuration, a_method, a_person, a_step


def a_storm(count=8, *, methods=("sms",), severity="sev2"):
    """Let as many incidents of one service page Ana in one second, then let a minute pass."""
    ways = [a_method(kind if number else "phone", kind) for number, kind in enumerate(methods)]
    ana = a_person("ana", contact_methods=ways)
    story = Story(a_configuration(a_step("ana", delay=3_600), people=[ana, "ben", "dee"]))
    for number in range(count):
        story.alert(f"k{number}", severity=severity)
    return story


def ana_of(story):
    """Return Ana as an actor."""
    return Actor(ActorKind.USER, story.player.names.user("ana").id, Role.RESPONDER)


def bundle_of(story):
    """Return what was sent out together."""
    (bundle_id,) = {n.bundle_id for n in story.notifications if n.bundle_id is not None}
    return bundle_id


def test_many_pages_become_few_messages_and_each_has_its_own_outcome():
    """Of eight pages three leave at once and five as one message; all eight are delivered."""
    story = a_storm()
    assert [n.attempts for n in story.notifications] == [1, 1, 1, 0, 0, 0, 0, 0]
    story.advance(minutes=1)

    together = [n for n in story.notifications if n.bundle_id is not None]
    assert len(together) == 5
    assert {n.outcome for n in story.notifications} == {Outcome.DELIVERED}
    evidence = [a.evidence for a in story.world.store.attempts.rows.values() if a.evidence]
    assert evidence == [{"bundle": str(bundle_of(story))}] * 5


def test_one_link_acknowledges_all_that_the_message_named():
    """Each named incident is acknowledged by its reader; the others are as they were."""
    story = a_storm()
    story.advance(minutes=1)
    ana = ana_of(story)

    for _ in range(2):
        done = story.world.do(
            lambda work: AcknowledgeBundle()(work, bundle_of(story), user_id=ana.id, by=ana)
        )

    assert [incident.number for incident in done] == [4, 5, 6, 7, 8]
    statuses = [incident.status.value for incident in story.incidents]
    assert statuses == ["triggered"] * 3 + ["acknowledged"] * 5


def test_a_bundle_is_its_readers_alone():
    """With somebody else's name it is about nothing."""
    story = a_storm()
    story.advance(minutes=1)
    ben = story.player.names.user("ben").id

    assert story.world.do(lambda work: incidents_of_bundle(work, bundle_of(story), ben)) == []


def test_each_incident_is_still_acknowledged_by_itself():
    """Who answers one number answers for that one; who says all answers for the message."""
    story = a_storm()
    story.advance(minutes=1)
    ana, (_, _, _, fourth, *_) = ana_of(story), story.incidents
    kinds = {"user_id": ana.id, "kinds": ("sms",)}

    story.world.do(lambda w: AnswerPage()(w, fourth.id, Meaning.ACKNOWLEDGE, **kinds))
    assert [i.status.value for i in story.incidents].count("acknowledged") == 1
    story.world.do(lambda w: AnswerPage()(w, fourth.id, Meaning.ACKNOWLEDGE_ALL, **kinds))
    assert [i.status.value for i in story.incidents].count("acknowledged") == 5


def test_what_is_acknowledged_meanwhile_is_not_named():
    """A page that waits for others ends with the acknowledgement, like any other."""
    story = a_storm()
    story.acknowledge("ana", "k5")
    story.advance(minutes=1)

    (gone,) = (n for n in story.notifications if n.outcome is Outcome.EXPIRED)
    assert (gone.reason, gone.bundle_id) == ("acknowledged", None)
    assert sum(n.bundle_id is not None for n in story.notifications) == 4


def test_word_of_the_message_is_word_of_each_page_in_it():
    """A failure told later makes each of them fall back, once."""
    story = a_storm(methods=("sms", "email"))
    story.channel(Outcome.ACCEPTED, minutes=10)
    story.advance(minutes=1)
    leader = bundle_of(story)
    failed = Receipt(
        notification_id=leader,
        number=1,
        report=DeliveryReport(outcome=Outcome.PERMANENT, reason="undelivered"),
    )
    for _ in range(2):
        story.world.do(lambda work: RecordReceipts()(work, [failed]))

    led = [n for n in story.notifications if n.bundle_id == leader and n.kind == "sms"]
    assert {n.outcome for n in led} == {Outcome.PERMANENT}
    assert sum(n.kind == "email" for n in story.notifications) == len(led) == 5


def test_a_bundle_that_fails_is_repeated_whole():
    """All of them come back at one instant, under the same leader."""
    story = a_storm()
    story.channel(Outcome.RETRYABLE, minutes=1.01)
    story.advance(minutes=1)
    leader = bundle_of(story)
    story.advance(minutes=1)

    led = [n for n in story.notifications if n.bundle_id == leader]
    assert len(led) == 5
    assert {(n.attempts, n.outcome) for n in led} == {(2, Outcome.DELIVERED)}
    assert len({n.sent_at for n in led}) == 1


def test_what_is_over_is_gathered_too():
    """Eight resolves become three messages and one."""
    story = a_storm(methods=("email",))
    story.advance(minutes=1)
    for number in range(8):
        story.alert_resolves(f"k{number}")
    story.advance(minutes=1)

    over = [n for n in story.notifications if n.purpose is Purpose.RESOLVED]
    assert len({n.bundle_id or n.id for n in over}) == 4
    assert {n.outcome for n in over} == {Outcome.DELIVERED}


def test_the_worst_is_never_bundled_away():
    """In the middle of a storm a sev1 leaves at once, and speaks of itself alone."""
    story = a_storm(20)
    story.alert("worst", severity="sev1")

    newest = story.notifications[-1]
    assert (newest.outcome, newest.bundle_id) == (Outcome.DELIVERED, None)


def test_an_explanation_names_what_went_out_together():
    """It says what a page waits for, and later which others its message spoke of."""
    story = a_storm(5)
    incident = story.incident

    def told():
        by = Actor(ActorKind.USER, ana_of(story).id, Role.OWNER)
        found = story.world.do(lambda work: ExplainIncident()(work, incident.id, by=by))
        return "\n".join(line.text for line in found.lines)

    assert "waits to go out in one message with others" in told()
    story.advance(minutes=1)
    assert "bundled with #4 in one message" in told()
