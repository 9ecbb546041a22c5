"""Taking many pages that could not be delivered off the list."""

import pytest
from tests.unit.notifications.office import Office
from tests.unit.notifications.use_cases.test_record_deliveries import ElsewhereHeld
from tests.unit.notifications.use_cases.test_replay_dead_letters import with_dead_letters

from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.discarding import Discarding
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters

CALLED = Discarding(because="called her")
FORCED = Discarding(because="the drill is over", force=True)


def discard(office: Office, ids, asked=CALLED, role=Role.ADMIN):
    """Discard these; return why each stays."""
    made = office.do(DiscardDeadLetters(), ids, asked, by=office.person(role=role))
    return [each.skipped and each.skipped.value for each in made]


def test_what_nobody_knows_of_stays_unless_forced():
    """Nobody has the incident and nobody was told: this may be the only trace of the page."""
    office, ids = with_dead_letters()

    assert discard(office, ids) == ["unreached", "unreached"]
    assert [n.is_dead_letter for n in office.notifications] == [True, True]
    assert discard(office, ids, FORCED) == [None, None]
    assert [n.is_dead_letter for n in office.notifications] == [False, False]


@pytest.mark.parametrize("kind", ["acknowledge", "resolve"])
def test_what_somebody_has_or_is_over_goes(kind):
    """Its incident needs nobody any more."""
    office, ids = with_dead_letters()
    office.happens(kind, dedup_key="k", by="ben")

    assert discard(office, ids) == [None, None]


def test_what_somebody_was_told_another_way_goes():
    """One message about the incident has arrived, to whomever."""
    office = Office()
    office.report(office.claim(), Outcome.PERMANENT, reason="no such number")
    office.report(office.claim(), Outcome.ACCEPTED)
    dead = office.first

    assert discard(office, [dead.id]) == [None]


def test_the_record_stays_and_the_journal_says_why():
    """What had come of it is as it was; who asked, why, and whether by force, are facts."""
    office, ids = with_dead_letters()
    before = office.first
    discard(office, ids, FORCED)
    after = office.first

    assert (after.status, after.outcome, after.reason, after.attempts) == (
        before.status,
        before.outcome,
        before.reason,
        before.attempts,
    )
    assert after.discarded_at == office.world.now
    journal = office.world.store.journal.rows.values()
    told = [entry for entry in journal if entry.type == "notification.discarded"]
    assert [(e.facts["because"], e.facts["forced"]) for e in told] == [(FORCED.because, True)] * 2
    assert office.kinds().count("notification.discarded") == 2


def test_what_is_off_the_list_is_neither_discarded_nor_sent_again():
    """Said twice, or unknown, is passed over and is no error."""
    office, ids = with_dead_letters()
    discard(office, ids, FORCED)
    unknown = NotificationId(office.world.ids())
    again = office.do(ReplayDeadLetters(), ids, by=office.person(role=Role.ADMIN))

    assert discard(office, [*ids, unknown], FORCED) == ["no_dead_letter"] * 2
    assert [each.skipped.value for each in again] == ["no_dead_letter"] * 2


def test_what_is_being_changed_stays():
    """What an acknowledgement decides at this moment is not known yet."""
    office, ids = with_dead_letters()
    by = office.person(role=Role.ADMIN)
    made = office.world.do(
        lambda work: DiscardDeadLetters()(ElsewhereHeld(work), ids, FORCED, by=by)
    )

    assert [each.skipped.value for each in made] == ["busy", "busy"]


def test_a_responder_may_not():
    """Dead letters are for those who operate."""
    office, ids = with_dead_letters()
    with pytest.raises(ForbiddenError):
        discard(office, ids, FORCED, role=Role.RESPONDER)


@pytest.mark.parametrize("because", ["", "  ", "x" * 501])
def test_a_reason_is_needed(because):
    """Whoever reads the journal wants to know why."""
    with pytest.raises(InvalidError) as refused:
        Discarding(because=because)

    assert refused.value.faults[0].pointer == "/because"
