"""Swaps: time given away, taken and taken back from their page."""

from datetime import UTC, datetime

import pytest
from tests.integration.inbound.console.site import ANA, AYA, Outline

from hikeshi.oncall import SwapStatus

#: Monday 5 January 2026, on Ana's clock: her turn lasts until the 12th, 09:00 in Tokyo.
OFFER = {"schedule": "primary", "start": "2026-01-06T09:00", "end": "2026-01-07T09:00"}


def only(site):
    """Return the one swap there is."""
    (found,) = site.store.swaps.rows.values()
    return found


async def test_one_is_asked_looks_and_takes_it(site):
    """Offered to Aya after a look; what speaks against it is said; then she is on call."""
    ana, aya = await site.browser(), await site.browser("aya", Accept_Language="ja")
    await aya.post("/away/me/add", first_day="2026-01-06", last_day="2026-01-06")
    page = Outline((await ana.get("/swaps")).text)
    looked = await ana.post("/swaps/offer", **OFFER, asked="aya", what="look")
    none_yet = dict(site.store.swaps.rows)
    offered = await ana.post("/swaps/offer", **OFFER, asked="aya", what="save")
    again = await ana.post("/swaps/offer", **OFFER, asked="aya", what="save")
    swap = only(site)
    asked = Outline((await aya.get("/swaps")).text)
    seen = await aya.post("/swaps/look", id=str(swap.id))
    still = only(site)
    taken = await aya.post("/swaps/accept", id=str(swap.id), version=str(swap.version))
    schedule = next(iter(site.store.schedules.rows.values()))
    after = Outline((await aya.get("/swaps")).text)

    assert page.faults == []
    assert "Your shifts in the next four weeks" in page.text
    assert (looked.status_code, none_yet) == (200, {})
    assert "火野 彩 is away from" in Outline(looked.text).text
    assert (offered.status_code, offered.headers["location"]) == (303, "/swaps")
    assert again.status_code == 409
    assert (swap.giver_id, swap.asked_id, swap.status) == (ANA, AYA, SwapStatus.ASKED)
    assert swap.start == datetime(2026, 1, 6, 8, tzinfo=UTC)
    assert (asked.faults, "あなたへの依頼" in asked.text) == ([], True)
    assert (seen.status_code, still) == (200, swap)
    assert "当番はこうなります" in seen.text
    assert Outline(seen.text).faults == []
    assert taken.status_code == 303
    assert [(o.user, o.start) for o in schedule.overrides] == [(AYA, swap.start)]
    assert "決まったもの" in after.text


async def test_it_is_declined_or_taken_back(site):
    """By who was asked, and by who gave; an old page's button changes nothing."""
    ana, aya = await site.browser(), await site.browser("aya")
    await ana.post("/swaps/offer", **OFFER, asked="aya", what="save")
    first = only(site)
    declined = await aya.post("/swaps/decline", id=str(first.id), version="1")
    stale = await aya.post("/swaps/decline", id=str(first.id), version="1")
    await ana.post("/swaps/offer", **OFFER, what="save")
    second = next(s for s in site.store.swaps.rows.values() if s.id != first.id)
    open_one = await aya.get("/swaps")
    withdrawn = await ana.post("/swaps/withdraw", id=str(second.id), version="1")
    late = await aya.post("/swaps/accept", id=str(second.id), version="2")

    assert (declined.status_code, stale.status_code) == (303, 409)
    assert "/swaps/accept" in open_one.text
    assert (withdrawn.status_code, late.status_code) == (303, 409)
    found = {swap.id: swap.status for swap in site.store.swaps.rows.values()}
    assert found == {first.id: SwapStatus.DECLINED, second.id: SwapStatus.WITHDRAWN}


async def test_only_one_s_own_is_given_and_observers_give_nothing(site):
    """Others see what is open without buttons."""
    ana, ben = await site.browser(), await site.browser("ben")
    await ana.post("/swaps/offer", **OFFER, what="save")
    page = (await ben.get("/swaps")).text.split("<main")[1]
    taken = await ben.post("/swaps/accept", id=str(only(site).id), version="1")
    given = await ben.post("/swaps/offer", **OFFER, what="save")

    assert ("Open to whoever comes first" in page, "<form" in page) == (True, False)
    assert (taken.status_code, given.status_code) == (403, 403)
    assert 'href="/swaps"' in (await ben.get("/schedules/primary")).text


@pytest.mark.parametrize(
    ("verb", "fields", "status", "field"),
    [
        ("offer", {**OFFER, "schedule": "none"}, 422, "schedule"),
        ("offer", {**OFFER, "start": "noon"}, 422, "start"),
        ("offer", {**OFFER, "end": "2026-01-06T08:00"}, 422, "end"),
        ("offer", {**OFFER, "asked": "zed"}, 422, "asked"),
        ("offer", {**OFFER, "asked": "aya", "return_start": "2026-01-20T09:00"}, 422, "return_end"),
        ("offer", {**OFFER, "start": "2026-01-13T12:00", "end": "2026-01-14T09:00"}, 409, "start"),
        ("accept", {"id": "x"}, 422, "id"),
        ("else", {}, 422, "verb"),
    ],
)
async def test_what_is_refused_names_its_field(site, verb, fields, status, field):
    """Nothing is offered; what was filled in stays."""
    ana = await site.browser()
    answer = await ana.post(f"/swaps/{verb}", **fields, what="save")

    assert answer.status_code == status
    assert f'role="alert"><p>{field} ' in answer.text
    assert fields.get("end", "") in answer.text
    assert site.store.swaps.rows == {}
    assert (await ana.get("/swaps/accept")).headers["location"] == "/swaps"
