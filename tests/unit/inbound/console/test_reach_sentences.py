"""How pages reach somebody, in the words people read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup
from tests.flow.story import START, a_configuration, a_method, a_person

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.identities import user_id
from hikeshi.flow.proofs import EVERY_KIND, Doubt, methods_of
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.queries import MeasuredMethod
from hikeshi_server.inbound.console.reach_sentences import shown_method, tonight
from hikeshi_server.inbound.console.reach_view import asked, reach_view, telling
from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import words

ANA = user_id("ana")
NIGHT = {"windows": [{"from": "22:00", "to": "07:00"}]}
METHODS = [a_method("phone"), a_method("landline", "voice"), a_method("work", "voice")]
RULES = [
    {"contact_method": "phone"},
    {"contact_method": "landline", "delay_seconds": 120},
    {"contact_method": "work", "delay_seconds": 300, "when": {"severities": ["sev1"]}},
]


def a_directory(*, floor=(), **changes):
    """Ana with two phones, and a team that asks for something."""
    ana = a_person("ana", **{"contact_methods": METHODS, "notification_rules": RULES, **changes})
    team = {"key": "sre", "name": "S<R>E", "members": [{"user": "ana"}], "floor": list(floor)}
    return directory_of(read({**a_configuration(people=[ana, "dee"]), "teams": [team]}))


def said(directory, severity=Severity.SEV1, urgency=Urgency.HIGH, language="en", at=START):
    """What the page says about a page to Ana, without the elements times are in."""
    found = asked(directory, ANA, severity, urgency, at)
    tell = telling(directory, ANA, Times.in_zone("UTC", START, words(language)))
    return found, re.sub("<.*?>", "", tell.ways(found))


@pytest.mark.parametrize(
    ("severity", "language", "sentence"),
    [
        (
            Severity.SEV1,
            "en",
            (
                "text message at once, phone call (landline) after 2 min, "
                "phone call (work) after 5 min"
            ),
        ),
        (Severity.SEV2, "en", "text message at once, phone call (landline) after 2 min"),
        (Severity.SEV2, "ja", "すぐにSMS、2分後に電話 (landline)"),
    ],
)
def test_a_page_is_told_method_by_method(severity, language, sentence):
    """Each with its time; its key only where another one is of the same kind."""
    assert said(a_directory(), severity, language=language)[1] == sentence


def test_what_a_team_adds_is_said_with_its_name():
    """Escaped, as everything people write."""
    floor = [{"kinds": ["voice"], "within_seconds": 60}]

    assert said(a_directory(floor=floor), Severity.SEV2)[1] == (
        "text message at once, phone call (landline) after 1 min (team S&lt;R&gt;E asks for it), "
        "phone call (landline) after 2 min"
    )


def test_without_a_rule_the_first_method_stands_in():
    """And it says why."""
    directory = a_directory(notification_rules=[])

    assert said(directory)[1].startswith("text message at once (no rule applies")


def test_nothing_is_said_where_nothing_arrives():
    """So that the page can shout."""
    found, sentence = said(a_directory(contact_methods=[], notification_rules=[]))

    assert (found.found.reachable, found.rings, sentence) == (False, False, "")


@pytest.mark.parametrize(("kind", "rings"), [("email", False), ("sms", True)])
def test_what_cannot_wake_anybody_does_not_ring(kind, rings):
    """A mail at night is read in the morning."""
    found, _ = said(a_directory(contact_methods=[a_method("x", kind)], notification_rules=[]))

    assert found.rings is rings


def test_quiet_hours_let_what_can_wait_wait():
    """Until they are over; what is urgent goes at once."""
    low = [{"urgency": "low", "contact_method": "phone"}]
    directory = a_directory(notification_rules=[*RULES, *low], quiet_hours=NIGHT)

    assert said(directory, Severity.SEV4, Urgency.LOW)[1] == (
        "text message at 07:00, when quiet hours are over"
    )
    assert said(directory)[1].startswith("text message at once")
    assert said(directory)[0].left_out_until is None


def test_who_lets_what_is_urgent_wait_is_left_out_until_then():
    """Steps page others; the page says until when."""
    directory = a_directory(quiet_hours={**NIGHT, "high_urgency_waits": True})

    found, sentence = said(directory)

    assert found.left_out_until == datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert sentence.startswith("text message at 07:00")
    assert said(directory, at=START + timedelta(hours=5))[0].left_out_until is None


def test_a_condition_is_told_in_parts():
    """Severities, hours with days as runs and a foreign zone, holidays by name."""
    when = {
        "severities": ["sev1", "sev2"],
        "times": [
            {
                "weekdays": ["mon", "tue", "wed", "sat"],
                "from": "09:00",
                "to": "17:00",
                "time_zone": "Asia/Tokyo",
            },
            {"from": "22:00", "to": "07:00", "time_zone": "responder"},
        ],
    }
    directory = a_directory(notification_rules=[{"contact_method": "phone", "when": when}])
    (rule,) = directory.notification_rules[:1]
    tell = telling(directory, ANA, Times.in_zone("UTC", START, words("en")))

    assert tell.condition(rule.when) == (
        "SEV1, SEV2 · Mon–Wed, Sat 09:00–17:00 Asia/Tokyo, 22:00–07:00"
    )
    assert tell.condition(None) == "always"
    assert isinstance(tell.condition(rule.when), Markup)


@pytest.mark.parametrize(
    ("verified", "measured", "provided", "state", "doubts"),
    [
        (True, {"last_sent_at": START, "sent": 1}, EVERY_KIND, "verified", ()),
        (True, {"last_sent_at": START, "sent": 1}, {"email"}, "verified", (Doubt.NO_PROVIDER,)),
        (True, None, EVERY_KIND, "verified", (Doubt.NOTHING_SENT,)),
        (False, None, EVERY_KIND, "waiting", ()),
        (False, {"last_failed_at": START, "failed": 1}, EVERY_KIND, "ended", ()),
    ],
)
def test_a_method_has_its_state(verified, measured, provided, state, doubts):
    """What was used and is not verified any more has ended: STOP, or a subscription's end."""
    methods = [a_method("phone", verified=verified)]
    directory = a_directory(contact_methods=methods, notification_rules=[])
    (phone,) = methods_of(directory, ANA)
    found = None if measured is None else MeasuredMethod(contact_method_id=phone.id, **measured)

    shown = shown_method(phone, found, START, provided)

    assert (shown.state, shown.doubts) == (state, doubts)


def test_rules_are_listed_in_the_order_in_which_they_run():
    """Whatever order they were made in; only one that follows another can move up."""
    directory = a_directory(notification_rules=RULES[::-1])

    rules = reach_view(directory, directory.users[ANA], {}, START).rules[Urgency.HIGH]

    assert [rule.rule.delay.seconds for rule in rules] == [0, 120, 300]
    assert [rule.follows for rule in rules] == [False, True, True]


@pytest.mark.parametrize(
    ("now", "zone", "night"),
    [
        ("2026-01-05T01:00", "UTC", "2026-01-05T03:00"),
        ("2026-01-05T03:00", "UTC", "2026-01-06T03:00"),
        ("2026-01-05T12:00", "Asia/Tokyo", "2026-01-05T18:00"),
        # The clock jumps from 02:00 to 03:00.
        ("2026-03-28T20:00", "Europe/Berlin", "2026-03-29T01:00"),
    ],
)
def test_tonight_is_the_next_three_o_clock(now, zone, night):
    """On the person's clock, on nights of the change, too."""
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert tonight(instant, zone) == datetime.fromisoformat(night).replace(tzinfo=UTC)
