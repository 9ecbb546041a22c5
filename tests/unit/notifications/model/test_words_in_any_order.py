"""Providers repeat themselves and overtake themselves: what is proved once stays as it is."""

from datetime import timedelta

from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.notifications.office import Office
from tests.unit.notifications.pages import MINUTE, NOW, a_notification

from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts
from hikeshi.testing.builders import a_delivery_attempt

#: After these nothing further is believed.
PROVED = {Outcome.DELIVERED, Outcome.PERMANENT}
#: How far each has come; later word of the same attempt never leads back.
_WAY = {None: 0, Outcome.RETRYABLE: 0, Outcome.ACCEPTED: 1, **dict.fromkeys(PROVED, 2)}

#: What callbacks say of a message. One that was refused in the first place has none.
said = st.sampled_from([Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.PERMANENT])
callbacks = st.lists(said, max_size=6)
#: What the request itself ended with: taken, or nobody knows.
answers = st.sampled_from([Outcome.ACCEPTED, Outcome.RETRYABLE])
D, P, A = Outcome.DELIVERED, Outcome.PERMANENT, Outcome.ACCEPTED


def saying(outcome: Outcome) -> DeliveryReport:
    """Return word of an outcome."""
    return DeliveryReport(outcome=outcome, reason=outcome.value, evidence={outcome.value: "yes"})


def after(before: Notification, word: Outcome, *, is_answer: bool) -> Notification:
    """Return the notification after one word more, a second of which changes nothing."""
    now = NOW + MINUTE
    take = before.reported if is_answer else before.proved
    found = take(saying(word), now)
    if before.outcome in PROVED:
        assert found == before
    assert _WAY[found.outcome] >= _WAY[before.outcome]
    assert is_answer or found.proved(saying(word), now) == found
    return found


@given(callbacks, answers, callbacks)
@example([D], A, [P])
@example([P], A, [D])
@example([D], Outcome.RETRYABLE, [P])
@example([], Outcome.RETRYABLE, [P, D, P])
@example([], A, [D, D, A, P])
def test_a_page_never_goes_back(
    earlier: list[Outcome], answer: Outcome, later: list[Outcome]
) -> None:
    """Word of delivery or failure is final, whenever the answer to the request itself comes."""
    page = a_notification().claimed(NOW, MINUTE)
    for word in earlier:
        page = after(page, word, is_answer=False)
    page = after(page, answer, is_answer=True)
    for word in later:
        page = after(page, word, is_answer=False)

    words = [*earlier, answer, *later]
    first = next((word for word in words if word in PROVED), None)
    if answer is not Outcome.RETRYABLE or first in earlier:
        assert page.outcome is (first or Outcome.ACCEPTED)
    if D in later and answer is Outcome.RETRYABLE and not earlier:
        assert page.outcome is D


@given(callbacks)
@example([D, P, A])
def test_what_is_no_longer_wanted_arrives_at_most(words: list[Outcome]) -> None:
    """After an acknowledgement late proof of arrival is kept, and a failure changes nothing."""
    page = a_notification().claimed(NOW, MINUTE).expired("acknowledged")
    for word in words:
        before, page = page, page.proved(saying(word), NOW + MINUTE)
        if word is Outcome.PERMANENT and before.outcome is not Outcome.ACCEPTED:
            assert page == before
        if before.outcome in PROVED:
            assert page == before


@given(callbacks)
@example([D, A, P])
def test_an_attempt_keeps_its_first_proof_and_all_evidence(words: list[Outcome]) -> None:
    """Whatever is said afterwards is evidence, and no more; its end stays where it was."""
    attempt = a_delivery_attempt(a_notification())
    for number, word in enumerate(words):
        before, attempt = attempt, attempt.proved(saying(word), NOW + number * MINUTE)
        if before.outcome in PROVED:
            assert evolve(attempt, evidence=before.evidence) == before
        assert _WAY[attempt.outcome] >= _WAY[before.outcome]

    assert set(attempt.evidence) == {word.value for word in words}


@given(callbacks, callbacks)
@example([D], [P])
@example([P, P], [])
@example([], [D, A, P, D])
@settings(max_examples=15)
def test_page_and_attempt_agree_and_one_fallback_follows(
    earlier: list[Outcome], later: list[Outcome]
) -> None:
    """Through the use cases: the same outcome in both, and a next method only after a failure."""
    office = Office()
    (claim,) = office.claim()
    done = FinishedAttempt(claim.attempt, saying(A), office.world.now + timedelta(seconds=1))
    for word in earlier:
        office.do(RecordReceipts(), [receipt(office, word)])
    office.do(RecordDeliveries(), [done])
    for word in later:
        office.do(RecordReceipts(), [receipt(office, word)])

    expected = next((word for word in [*earlier, *later] if word in PROVED), A)
    (attempt,) = office.world.store.attempts.rows.values()
    assert (office.first.outcome, attempt.outcome) == (expected, expected)
    assert len(office.notifications) == (2 if expected is P else 1)


def receipt(office: Office, word: Outcome) -> Receipt:
    """Return later word of the first attempt."""
    return Receipt(notification_id=office.first.id, number=1, report=saying(word))
