"""Which messages leave at once, and which together, from the rules of storms."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.notifications.pages import INCIDENT, MAIL, MINUTE, NOW, PHONE, a_notification

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IncidentId, NotificationId, ServiceId
from hikeshi.notifications.model.bundling import (
    MOST_TOGETHER,
    WAITS,
    Bundling,
    Pace,
    Place,
    gather,
    places,
)
from hikeshi.notifications.model.notification import NotificationStatus, Purpose

API, WEB = ServiceId(UUID(int=31)), ServiceId(UUID(int=32))
SECOND = timedelta(seconds=1)
RULES = Bundling()
PLACE = Place(PHONE, Purpose.PAGE)
FULL = Pace(place=PLACE, opened_at=NOW, messages=3, service_ids=frozenset({API}))


def pages(count, *, at=NOW, **facts):
    """Return fresh pages of Ana about as many incidents."""
    facts = {"service_id": API, "bundles": True, "planned_at": at, "due_at": at, **facts}
    return [
        a_notification(
            100 + number,
            incident_id=IncidentId(UUID(int=INCIDENT.int + number)),
            **facts,
        )
        for number in range(count)
    ]


def waited(count, *, until, **facts):
    """Return pages that were told to wait until then."""
    return [evolve(page, due_at=until, reason=WAITS) for page in pages(count, **facts)]


def test_the_first_pages_go_at_once_and_alone():
    """Three of five leave; the others wait for the window's end."""
    found = gather(pages(5), {}, RULES, NOW)

    assert [n.id.int for n in found.leaving] == [100, 101, 102]
    assert all(n.bundle_id is None for n in found.leaving)
    assert [n.due_at for n in found.waiting] == [NOW + MINUTE] * 2
    assert found.paces == (FULL,)


def test_what_waited_goes_as_one_message_with_whatever_is_due():
    """One leader stands for all of them, and the next window begins full."""
    at = NOW + MINUTE
    ready = [*waited(3, until=at), evolve(pages(1, at=at)[0], id=NotificationId(UUID(int=500)))]
    found = gather(ready, {PLACE: FULL}, RULES, at)

    assert {n.bundle_id.int for n in found.leaving} == {100}
    assert len(found.leaving) == 4
    assert {n.reason for n in found.leaving} == {""}
    assert found.paces == (evolve(FULL, opened_at=at),)


def test_a_service_not_spoken_of_waits_seconds_only():
    """It leaves within three seconds, together with what else is new."""
    first = gather(pages(1, service_id=WEB, at=NOW + SECOND), {PLACE: FULL}, RULES, NOW + SECOND)
    (pace,) = first.paces
    second = gather(pages(1, service_id=None), {PLACE: pace}, RULES, NOW + 2 * SECOND)

    assert [n.due_at for n in first.waiting + second.waiting] == [NOW + 4 * SECOND] * 2


def test_a_look_that_comes_late_counts_as_waiting():
    """The seconds count from when a page was due: what is over them goes at once, together with
    what else is new; the others wait as ever."""
    late, soon = NOW + 5 * SECOND, NOW + 2 * SECOND
    new = [*pages(1, service_id=WEB), *pages(1, service_id=None, at=late)]
    new[1] = evolve(new[1], id=NotificationId(UUID(int=500)))
    heard = [evolve(n, id=NotificationId(UUID(int=600))) for n in pages(1, at=late)]
    found = gather([*new, *heard], {PLACE: FULL}, RULES, late)
    in_time = gather(pages(1, service_id=WEB), {PLACE: FULL}, RULES, soon)

    assert {n.service_id for n in found.leaving} == {WEB, None}
    assert {n.bundle_id.int for n in found.leaving} == {100}
    assert [n.due_at for n in found.waiting] == [NOW + MINUTE]
    assert [n.due_at for n in in_time.waiting] == [NOW + 3 * SECOND]


def test_a_service_spoken_of_waits_for_the_end():
    """Only its first page is hurried."""
    found = gather(pages(1), {PLACE: FULL}, RULES, NOW + SECOND)

    assert [n.due_at for n in found.waiting] == [NOW + MINUTE]


def test_the_worst_stands_outside():
    """A sev1 leaves at once, alone, and uses nothing up."""
    found = gather(pages(9, bundles=False), {PLACE: FULL}, RULES, NOW + SECOND)

    assert (len(found.leaving), found.waiting, found.paces) == (9, (), ())
    assert {n.bundle_id for n in found.leaving} == {None}


def test_raised_it_leaves_what_it_waited_for():
    """What becomes a sev1 is due now and bundles no more; what has not waited keeps its time."""
    (page,) = waited(1, until=NOW + MINUTE)
    (delayed,) = pages(1, at=NOW + MINUTE)

    hastened = page.hastened(NOW + SECOND)
    found = gather([hastened], {PLACE: FULL}, RULES, NOW + SECOND)

    assert (hastened.due_at, hastened.bundles) == (NOW + SECOND, False)
    assert [n.bundle_id for n in found.leaving] == [None]
    assert delayed.hastened(NOW).due_at == NOW + MINUTE


def test_a_repetition_waits_for_nothing():
    """What was tried before goes again at once, under the same leader."""
    leader = NotificationId(UUID(int=100))
    again = [
        evolve(n, attempts=1, status=NotificationStatus.PENDING, bundle_id=leader) for n in pages(2)
    ]
    found = gather(again, {PLACE: FULL}, RULES, NOW)

    assert list(found.leaving) == again


def test_each_place_has_its_own_window():
    """Mail is not held up by text messages, nor a page by what is over."""
    mails = pages(1, contact_method_id=MAIL, kind="email")
    over = pages(1, purpose=Purpose.RESOLVED)
    found = gather([*mails, *over], {PLACE: FULL}, RULES, NOW)

    assert len(found.leaving) == 2


def test_programs_get_every_page_by_itself():
    """Webhooks and the log are not gathered, unless the organisation says so."""
    posts = pages(5, kind="webhook")
    every = Bundling(kinds=("webhook",))

    assert len(gather(posts, {PLACE: FULL}, RULES, NOW).leaving) == 5
    assert places(posts, RULES) == frozenset()
    assert len(gather(posts, {}, every, NOW).leaving) == 3
    assert places(pages(1), every) == frozenset()


def test_it_can_be_switched_off():
    """A window of zero gathers nothing."""
    assert len(gather(pages(9), {}, Bundling(window=timedelta(0)), NOW).leaving) == 9


def test_escalation_never_overtakes_what_waits():
    """It waits at most half as long as the page is worth anything."""
    soon = pages(1, expires_at=NOW + 20 * SECOND)
    found = gather(soon, {PLACE: FULL}, RULES, NOW)

    assert [n.due_at for n in found.waiting] == [NOW + 10 * SECOND]


def test_a_message_names_a_thousand_at_most():
    """What is beyond goes in a further message at the same moment."""
    found = gather(
        waited(MOST_TOGETHER + 1, until=NOW + MINUTE), {PLACE: FULL}, RULES, NOW + MINUTE
    )
    leaders = {n.bundle_id for n in found.leaving}

    assert len(found.leaving) == MOST_TOGETHER + 1
    assert len(leaders) == 2


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("/messages", {"messages": 0}),
        ("/window_seconds", {"window": timedelta(seconds=-1)}),
        ("/window_seconds", {"window": timedelta(hours=2)}),
        ("/new_service_seconds", {"new_service": timedelta(hours=2)}),
    ],
)
def test_what_makes_no_sense_is_refused(field, facts):
    """The error names the field."""
    with pytest.raises(InvalidError) as refused:
        Bundling(**facts)

    assert [fault.pointer for fault in refused.value.faults] == [field]
