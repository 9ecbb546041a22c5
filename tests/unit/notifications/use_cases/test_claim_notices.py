"""Beginning attempts at notices."""

from tests.unit.notifications.office import Office

from hikeshi.notifications.model.notice import NO_METHOD
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.testing.builders import a_notice


def claimed(office, *notices, void=lambda _: None, limit=9):
    """Write notices and begin what is due; return it, and how all of them stand then."""
    office.do(lambda work: work.notices.add_many(notices))
    begun = office.do(ClaimNotices(), limit, void)
    kept = office.do(lambda work: work.notices.lock_many([n.id for n in notices]))
    return begun, [kept[n.id] for n in notices]


def due(office, **changes):
    """Return a notice to Ana that is due now."""
    now = office.world.now
    later = now.replace(year=now.year + 1)
    facts = {"user_id": office.person().id, "due_at": now, "expires_at": later}
    return a_notice(**{**facts, **changes})


def test_what_is_due_is_leased_once():
    """It goes by the person's mail; nobody else begins it meanwhile."""
    office = Office(page=False)
    begun, (kept,) = claimed(office, due(office))

    assert (begun, kept.kind, kept.attempts) == ([kept], "email", 1)
    assert claimed(office)[0] == ()


def test_what_is_no_longer_wanted_is_given_up():
    """Too late, or void by what is so now: it is never sent, and says why."""
    office = Office(page=False)
    late = due(office, expires_at=office.world.now)
    begun, found = claimed(office, late, due(office), void=lambda _: "the shift changed")

    assert begun == []
    assert [n.reason for n in found] == ["too late", "the shift changed"]


def test_who_has_no_way_to_be_told_is_not_told():
    """The notice has failed, for that reason."""
    office = Office(page=False)
    begun, (kept,) = claimed(office, due(office, user_id=a_notice().user_id))

    assert begun == []
    assert (kept.status, kept.reason) == (NotificationStatus.FAILED, NO_METHOD)
