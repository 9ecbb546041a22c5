"""When somebody is away, holidays and the ledger: the pages and their buttons."""

from datetime import date

import pytest
from tests.integration.inbound.console.site import AYA, Outline

from hikeshi.kernel.ids import HolidaySetId
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.testing.builders import new_id

URL = "https://calendar.example.org/private-3cr3t/basic.ics"


async def test_saying_when_one_is_away(site):
    """Whole days; taken back with one button; nonsense is said at its field and kept."""
    aya = await site.browser("aya", Accept_Language="ja")
    saved = await aya.post("/away/me/add", first_day="2026-01-20", last_day="", reason="歯医者")
    shown = Outline((await aya.get("/away/me")).text)

    assert (saved.status_code, shown.faults) == (303, [])
    assert "2026-01-20" in shown.text
    assert "歯医者" in shown.text
    (absence,) = site.store.unavailabilities.rows.values()
    assert (absence.user_id, absence.last_day) == (AYA, date(2026, 1, 20))
    wrong = await aya.post("/away/me/add", first_day="tomorrow", reason="歯医者")
    assert (wrong.status_code, "歯医者" in wrong.text) == (422, True)
    assert "「最初の日」: 2026-01-05 のような日付にしてください。" in wrong.text
    await aya.post("/away/me/remove", id=str(absence.id))
    assert site.store.unavailabilities.rows == {}


async def test_having_a_calendar_read(site):
    """Its state is shown and its address is not; it is read at once, or no more."""
    ana = await site.browser()
    await ana.post("/away/aya/subscribe", url=URL, name="leave")
    page = await ana.get("/away/aya")
    (calendar,) = site.store.subscribed_calendars.rows.values()

    assert (calendar.user_id, calendar.url) == (AYA, URL)
    assert "https://calendar.example.org/…" in page.text
    assert "3cr3t" not in page.text
    assert "It is read soon." in page.text
    assert (await ana.post("/away/aya/refresh", id=str(calendar.id))).status_code == 303
    assert (await ana.post("/away/aya/unsubscribe", id=str(calendar.id))).status_code == 303
    assert site.store.subscribed_calendars.rows == {}
    refused = await ana.post("/away/aya/subscribe", url="file:///etc/passwd")
    assert (refused.status_code, "whole URL" in refused.text) == (422, True)


async def test_it_is_nobody_else_s_to_see(site):
    """When and why somebody is away is theirs and who looks after them's."""
    aya = await site.browser("aya", Accept_Language="ja")

    assert (await aya.get("/away/ana")).status_code == 403
    assert (await aya.get("/away/nobody")).status_code == 404
    assert (await aya.post("/away/ana/add", first_day="2026-01-20")).status_code == 403


async def test_holidays_that_end_soon_are_loud(site):
    """The last day that is known, and a calendar that tells the days that follow."""
    ours = HolidaySet(id=HolidaySetId(new_id()), key="ours", dates=(date(2026, 1, 12),))
    await site.run(lambda work: work.holiday_sets.save_many([ours]))
    ana, ben = await site.browser(), await site.browser("ben")
    page = Outline((await ana.get("/holidays")).text)

    assert page.faults == []
    assert "Known until 2026-01-12. That is soon: add the days that follow." in page.text
    done = await ana.post("/holidays/ours/subscribe", url=URL, name="office")
    assert done.status_code == 303
    shown = (await ben.get("/holidays")).text
    assert ("office" in shown, "3cr3t" in shown, "<form" in shown.split("<main")[1]) == (
        True,
        False,
        False,
    )
    assert (await ben.post("/holidays/ours/unsubscribe")).status_code == 403
    assert (await ana.post("/holidays/ours/unsubscribe")).status_code == 303


@pytest.mark.parametrize(("person", "word"), [("ana", "on holidays"), ("aya", "祝日")])
async def test_the_ledger(site, person, word):
    """A row for everybody, hours on holidays of the person's own clock among them."""
    ours = HolidaySet(id=HolidaySetId(new_id()), key="ours", dates=(date(2026, 1, 6),))
    await site.run(lambda work: work.holiday_sets.save_many([ours]))
    browser = await site.browser(person)
    page = Outline((await browser.get("/load?from=2026-01-05&until=2026-01-11")).text)

    assert page.faults == []
    assert word in page.text
    assert "Ana García" in page.text
    assert " 24 " in f" {page.text} "
    wrong = await browser.get("/load?from=2026-01-05&until=2020-01-05")
    assert (wrong.status_code, "<table>" in wrong.text) == (422, False)


async def test_a_conflict_names_who_could_stand_in(site):
    """Ana is away in her own week: the schedule's page says so, and that Aya could take it."""
    ana = await site.browser()
    await ana.post("/away/me/add", first_day="2026-01-06", last_day="2026-01-07")
    page = Outline((await ana.get("/schedules/primary")).text)

    assert page.faults == []
    assert "Somebody is on call who cannot be" in page.text
    assert "could stand in: 火野 彩" in page.text
