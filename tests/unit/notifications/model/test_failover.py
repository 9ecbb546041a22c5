"""Which provider of a channel is asked, and what comes of an attempt that asked several."""

from datetime import timedelta

import pytest
from attrs import evolve

from hikeshi.notifications.model.failover import (
    Try,
    asks_another,
    first_of_repetition,
    in_turn,
    is_overruled,
    summed_up,
)
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome

ALL = ("smtp", "smtp-2", "smtp-3")
TAKEN = DeliveryReport(
    outcome=Outcome.ACCEPTED, reason="250 OK", evidence={"code": "250"}, maybe_taken=False
)
REFUSED = DeliveryReport(
    outcome=Outcome.RETRYABLE, reason="connection refused", evidence={"sent": "no"}
)
BUSY = DeliveryReport(
    outcome=Outcome.RETRYABLE,
    reason="429",
    evidence={"status": "429"},
    retry_after=timedelta(seconds=60),
)
RESTING = DeliveryReport(
    outcome=Outcome.RETRYABLE,
    reason="rests",
    evidence={"breaker": "open"},
    retry_after=timedelta(seconds=9),
    away=True,
)
SILENT = DeliveryReport(
    outcome=Outcome.RETRYABLE, reason="no answer", evidence={"sent": "maybe"}, maybe_taken=True
)
NO_LOGIN = DeliveryReport(
    outcome=Outcome.PERMANENT, reason="535 wrong password", evidence={"code": "535"}
)
NOBODY = DeliveryReport(
    outcome=Outcome.PERMANENT, reason="550 5.1.1", evidence={"code": "550"}, bad_address=True
)


@pytest.mark.parametrize(
    ("report", "another"),
    [
        (TAKEN, False),
        (REFUSED, True),
        (BUSY, True),
        (RESTING, True),
        (NO_LOGIN, True),
        (SILENT, False),
        (NOBODY, False),
    ],
)
def test_only_what_is_certainly_not_taken_goes_to_another(report, another):
    """Taken, perhaps taken, and an address nobody takes end the attempt; all else goes on."""
    assert asks_another(report) is another


@pytest.mark.parametrize(
    ("first", "order"),
    [("", ALL), ("smtp-2", ("smtp-2", "smtp-3", "smtp")), ("gone", ALL)],
)
def test_an_attempt_begins_where_the_last_one_left_it(first, order):
    """All are asked, in their order, from there on; one that is gone begins with the first."""
    assert in_turn(ALL, first) == order


@pytest.mark.parametrize(
    ("reports", "outcome", "decides", "following", "wait"),
    [
        ([TAKEN], Outcome.ACCEPTED, "smtp", None, None),
        ([REFUSED, TAKEN], Outcome.ACCEPTED, "smtp-2", None, None),
        ([SILENT], Outcome.RETRYABLE, "smtp", "smtp-2", None),
        ([REFUSED, BUSY, SILENT], Outcome.RETRYABLE, "smtp-3", "smtp", None),
        ([REFUSED, NOBODY], Outcome.PERMANENT, "smtp-2", None, None),
        ([BUSY, RESTING, BUSY], Outcome.RETRYABLE, "smtp-3", None, 9),
        ([BUSY, REFUSED, RESTING], Outcome.RETRYABLE, "smtp-3", None, None),
        ([BUSY, NO_LOGIN, NO_LOGIN], Outcome.RETRYABLE, "smtp", None, 60),
        ([NO_LOGIN, NO_LOGIN, NO_LOGIN], Outcome.PERMANENT, "smtp-3", None, None),
        ([REFUSED, REFUSED], Outcome.RETRYABLE, "smtp-2", "smtp-3", None),
    ],
)
def test_an_attempt_is_what_its_tries_were(reports, outcome, decides, following, wait):
    """The answer that counts, whom the next attempt begins with, and how soon it may."""
    tries = [Try(name, report) for name, report in zip(ALL, reports, strict=False)]

    found = summed_up(tries, ALL)

    assert (found.outcome, found.evidence["provider"]) == (outcome, decides)
    assert first_of_repetition(found.evidence) == (following or "")
    assert found.retry_after == (None if wait is None else timedelta(seconds=wait))


def test_what_each_said_is_kept():
    """The reason tells the tries in their order; the evidence keeps the others' by their names."""
    found = summed_up([Try("smtp", REFUSED), Try("smtp-2", TAKEN)], ALL)

    assert found.reason == "smtp: connection refused; smtp-2: 250 OK"
    assert found.evidence == {
        "provider": "smtp-2",
        "code": "250",
        "smtp.reason": "connection refused",
        "smtp.sent": "no",
    }


def test_one_provider_alone_changes_nothing():
    """Its report is the attempt's, word for word."""
    assert summed_up([Try("smtp", SILENT)], ("smtp",)) is SILENT


@pytest.mark.parametrize(
    ("reports", "away"), [([RESTING, RESTING], True), ([RESTING, REFUSED], False)]
)
def test_a_channel_is_away_when_all_of_it_is(reports, away):
    """While one provider may answer, the person's next method need not help at once."""
    tries = [Try(name, report) for name, report in zip(ALL, reports, strict=False)]

    assert summed_up(tries, ALL[:2]).away is away


@pytest.mark.parametrize(
    ("told", "speaks", "outcome", "overruled"),
    [
        ("twilio-2", "twilio", Outcome.PERMANENT, True),
        ("twilio-2", "twilio", Outcome.DELIVERED, False),
        ("twilio", "twilio", Outcome.PERMANENT, False),
        ("", "twilio", Outcome.PERMANENT, False),
        ("twilio", "", Outcome.PERMANENT, False),
    ],
)
def test_bad_word_of_one_that_was_stood_in_for_counts_for_nothing(told, speaks, outcome, overruled):
    """The one that took the message has the last word; proof of arrival counts from anybody."""
    later = DeliveryReport(outcome=outcome, evidence={"provider": speaks} if speaks else {})

    assert is_overruled({"provider": told} if told else {}, later) is overruled


def test_a_stop_is_told_on():
    """Who wants nothing more there is remembered, whoever said so."""
    stopped = evolve(NOBODY, unsubscribed=True)

    assert summed_up([Try("smtp", REFUSED), Try("smtp-2", stopped)], ALL).unsubscribed
