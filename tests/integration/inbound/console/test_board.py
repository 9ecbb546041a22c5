"""The board, the lists, and who is on call."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from tests.integration.inbound.console.site import ANA, AYA, SCHEDULE, SERVICE, START, Outline

from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Override, OverrideMode
from hikeshi.testing.builders import (
    a_maintenance_window,
    a_silence,
    a_swap,
    an_unavailability,
)

LATE = START + timedelta(days=2)


async def test_the_board_shows_what_is_open_the_worst_first(site):
    """Unanswered before answered, then by severity; resolved ones are not there."""
    low = await site.alert("Report late", "a", "info")
    bad = await site.alert("Disk full", "b", "critical")
    over = await site.alert("Over already", "c", "critical")
    ana = await site.browser()
    await ana.post(f"/incidents/{over.number}/resolve")

    page = Outline((await ana.get("/")).text)

    assert page.text.index(f"#{bad.number} Disk full") < page.text.index(f"#{low.number} Report")
    assert "Over already" not in page.text
    assert "2 open incidents" in page.text
    assert "Nobody yet; paged: Ana García" in page.text
    assert "Escalates 04:15 (in 5 min)" in page.text


async def test_an_exhausted_policy_is_loud(site):
    """When everybody was paged in vain the board says so first."""
    await site.alert("Nobody answers")
    for _ in range(3):
        await site.pass_time(minutes=5)
    ana = await site.browser()

    page = await ana.get("/")

    assert 'role="alert"' in page.text
    assert "Everybody was paged, and nobody answered" in page.text


async def test_the_board_says_of_what_nobody_is_told(site):
    """Silences and maintenance that hold now, with their end; what is to come or over is not."""
    silence = a_silence(comment="Load test", ends_at=START + timedelta(hours=2))
    later = a_silence(comment="Tomorrow", starts_at=START + timedelta(days=1), ends_at=LATE)
    window = a_maintenance_window(service_ids=(SERVICE,), reason="New disks", ends_at=None)
    await site.run(lambda work: work.silences.save_many([silence, later]))
    await site.run(lambda work: work.maintenance_windows.save_many([window]))
    ana = await site.browser()

    page = Outline((await ana.get("/")).text).text

    assert "Nobody is told of some alerts now (2 silences and maintenance windows)" in page
    assert page.index("Load test until 06:10 (in 2 h") < page.index("Shop <API>: New disks until")
    assert "Tomorrow" not in page


async def test_an_empty_board_is_calm(site):
    """Nothing open is good news."""
    ana = await site.browser()

    assert "All is calm." in (await ana.get("/")).text


async def test_a_newcomers_board_leads_to_the_first_steps(empty_site):
    """Before anything is set up silence means nothing, and the board does not call it calm."""
    ana = await empty_site.browser()

    page = await ana.get("/")

    assert "Nothing is set up yet." in page.text
    assert "All is calm." not in page.text


async def test_the_page_updates_itself_until_one_stops_it(site):
    """Without scripts by a refresh every 15 seconds; a link turns it off (WCAG 2.2.2)."""
    ana = await site.browser()
    living, still = await ana.get("/"), await ana.get("/?live=0")

    assert '<meta http-equiv="refresh" content="15">' in living.text
    assert 'href="/?live=0"' in living.text
    assert "http-equiv" not in still.text


async def test_who_is_on_call_now_is_shown_in_the_readers_zone(site):
    """With the hand-off and who comes next; times name their zone."""
    aya = await site.browser("aya")

    page = Outline((await aya.get("/on-call")).text)

    assert "Primary Ana García 1月12日 09:00 まで · 次は 火野 彩" in page.text
    assert "時刻: Asia/Tokyo (UTC+09:00)。" in page.text


async def test_a_gap_is_marked(site):
    """Nobody on call is said in words on board, list and calendar."""
    schedule = site.store.schedules.rows[SCHEDULE]
    gone = Override(START, START + timedelta(hours=5), ANA, OverrideMode.REMOVE)
    emptied = evolve(schedule.add_override(gone, START), version=2)
    await site.run(lambda work: work.schedules.save_many([emptied]))
    ana = await site.browser()

    for path in ("/", "/on-call", "/schedules/primary"):
        page = Outline((await ana.get(path)).text)
        assert "Nobody until 09:10" in page.text
    assert "1 gap: nobody is on call 04:10 – 09:10 (5 h)" in page.text


async def test_the_calendar_shows_four_weeks(site):
    """28 days, hand-offs to the minute on the reader's clock, layers and overrides."""
    ana = await site.browser()

    answer = await ana.get("/schedules/primary?from=2026-01-05")
    page = Outline(answer.text)

    assert answer.text.count('<li class="day') == 28
    assert "Mon 12 Jan 00:00–01:00 Ana García 01:00–24:00 火野 彩" in page.text
    assert "Mon 5 Jan Today Ana García all day" in page.text
    assert "week every week" in page.text
    assert "No override now or later." in page.text
    assert "style=" not in answer.text


async def test_the_calendar_warns_and_shows_what_waits(site):
    """Somebody on call who is away, and an offer nobody has taken yet, are on the page."""
    ana = await site.browser()
    week = Interval(datetime(2026, 1, 13, 0, tzinfo=UTC), datetime(2026, 1, 13, 12, tzinfo=UTC))
    away = an_unavailability(user_id=AYA, start=week.start, end=week.end)
    offer = a_swap(schedule_id=SCHEDULE, giver_id=AYA, asked_id=ANA, pieces=(week,))
    await site.run(lambda work: work.unavailabilities.save_many([away]))
    await site.run(lambda work: work.swaps.save_many([offer]))

    page = Outline((await ana.get("/schedules/primary")).text)

    assert "Somebody is on call who cannot be 火野 彩: 13 Jan 01:00" in page.text
    assert "火野 彩 asks Ana García to take this; until then they stay on call" in page.text


async def test_days_with_a_change_of_the_clock_are_whole(site):
    """In Berlin 29 March 2026 has 23 hours: the bar is full all the same."""
    ana = await site.browser()

    answer = await ana.get("/schedules/primary?from=2026-03-29")

    assert answer.status_code == 200
    assert "Sun 29 Mar" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/schedules/nothing", 404),
        ("/schedules/primary?from=yesterday", 422),
        ("/schedules/primary?from=0001-01-01", 422),
        ("/schedules/primary?from=9999-12-31", 422),
        ("/schedules/primary?from=1970-01-01", 200),
        ("/schedules/primary?from=9000-01-01", 200),
        ("/incidents?status=odd", 422),
        ("/incidents?severity=9", 422),
        ("/incidents?service=none", 422),
        ("/incidents?cursor=x", 422),
        ("/incidents?status=&severity=&service=", 200),
        ("/welcome?page=x", 404),
        ("/static/../parts.py", 404),
        ("/static/none.css", 404),
    ],
)
async def test_wrong_input_is_a_page_that_says_so(site, path, status):
    """Never a 5xx, always a page of ours with a way back."""
    ana = await site.browser()

    answer = await ana.get(path)

    assert answer.status_code == status
    if status == 422:
        assert Outline(answer.text).text.count(path.split("?")[1].split("=")[0]) >= 1
    if not path.startswith("/static/.."):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_list_is_filtered_and_paged(site):
    """Filters combine; the next page begins where the last one ended."""
    for number in range(52):
        await site.alert(f"Alert {number}", f"k{number}", "critical" if number % 2 else "warning")
    ana = await site.browser()

    first = await ana.get("/incidents?service=shop")
    link = next(a["href"] for a in Outline(first.text).all("a") if a.get("rel") == "next")
    second = await ana.get(link)
    bad = await ana.get("/incidents?severity=sev1&status=triggered")

    assert first.text.count('class="card ') == 50
    assert "service=shop" in urlsplit(link).query
    assert second.text.count('class="card ') == 2
    assert bad.text.count('class="card sev1') == 26
    assert 'class="card sev3' not in bad.text


async def test_a_hold_is_loud_on_every_page(site):
    """While nothing is sent, whoever signed in reads why, and what to do."""
    ana = await site.browser()
    before = await ana.get("/incidents")
    site.held = "The database was restored."
    held = await ana.get("/incidents")

    assert "Nothing is sent" not in before.text
    assert "The database was restored." in held.text
    assert "hikeshi hold" in held.text
