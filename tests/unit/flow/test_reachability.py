"""Tests of whether, how and when a page arrives at a person."""

from datetime import timedelta

from tests.flow.story import START, a_configuration, a_method, a_person

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.identities import user_id
from hikeshi.flow.reachability import reachability
from hikeshi.kernel.severity import Severity, Urgency


def a_rule(method, delay, urgency="high"):
    """A personal rule."""
    return {"urgency": urgency, "delay_seconds": delay, "contact_method": method}


def reach(urgency=Urgency.HIGH, severity=Severity.SEV1, at=START, **changes):
    """What becomes of a page to Ana, and the key of the method used first."""
    directory = directory_of(read(a_configuration(people=[a_person("ana", **changes), "dee"])))
    found = reachability(directory, user_id("ana"), urgency, severity, at)
    method = directory.methods_by_id.get(found.method_id)
    return found, method and method.key


METHODS = [a_method("mail", "email", verified=False), a_method("phone"), a_method("second")]


class TestReachability:
    """`reachability`."""

    def test_the_earliest_usable_rule_counts(self):
        """Of the rules with a verified method, the one with the shortest delay comes first."""
        rules = [a_rule("phone", 600), a_rule("second", 60), a_rule("mail", 0)]
        found, method = reach(contact_methods=METHODS, notification_rules=rules)

        assert (found.after, method) == (timedelta(seconds=60), "second")
        assert not found.by_fallback

    def test_rules_of_another_urgency_do_not_count(self):
        """A rule runs for its urgency only."""
        rules = [a_rule("phone", 600), a_rule("second", 60, "low")]
        found, method = reach(contact_methods=METHODS, notification_rules=rules)

        assert (found.after, method) == (timedelta(seconds=600), "phone")

    def test_without_a_usable_rule_the_first_verified_method_stands_in(self):
        """The safe fallback is the first verified method, at once."""
        found, method = reach(contact_methods=METHODS, notification_rules=[a_rule("mail", 60)])

        assert (found.after, method, found.by_fallback) == (timedelta(0), "phone", True)

    def test_without_a_verified_method_never(self):
        """Nothing is ever sent to a method nobody verified."""
        found, method = reach(contact_methods=METHODS[:1], notification_rules=[a_rule("mail", 0)])

        assert (found.after, method, found.reachable) == (None, None, False)

    def test_who_has_left_is_not_reachable(self):
        """Nobody pages a deactivated person."""
        assert not reach(active=False)[0].reachable

    def test_conditions_of_rules_decide_by_severity_and_hour(self):
        """What holds at the instant is what becomes of a page then."""
        night = {"times": [{"time_zone": "responder", "from": "22:00", "to": "07:00"}]}
        worst = {"severities": ["sev1"]}
        rules = [a_rule("phone", 60) | {"when": night}, a_rule("second", 600) | {"when": worst}]
        facts = {"contact_methods": METHODS, "notification_rules": rules, "time_zone": "Asia/Tokyo"}

        at_noon, method = reach(**facts)
        at_night, loud = reach(**facts, at=START + timedelta(hours=12))
        mild, _ = reach(**facts, severity=Severity.SEV2)

        assert (at_noon.after, method) == (timedelta(seconds=600), "second")
        assert (at_night.after, loud) == (timedelta(seconds=60), "phone")
        assert (mild.after, mild.by_fallback) == (timedelta(0), True)
