"""What nobody is told of: the page, silences and maintenance windows made and ended."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from tests.integration.inbound.console.site import SERVICE, START, Outline

from hikeshi_server.inbound.console.quiet_form import service_field


def only(rows):
    """Return the one row of a table."""
    (found,) = rows.values()
    return found


async def test_an_alert_s_like_are_kept_quiet_and_told_of_again(site):
    """From the incident's page: look first, then make it; what it keeps is shown, and it ends."""
    ana = await site.browser()
    incident = await site.alert("Replication is behind", key="a", component="db")
    page = (await ana.get(f"/incidents/{incident.number}")).text
    proposed = unquote(page.split("/quiet?matchers=")[1].split("#")[0])
    filled = await ana.get(f"/quiet?matchers={page.split('/quiet?matchers=')[1].split('#')[0]}")
    wanted = {"matchers": "component=db", "comment": "Being moved <b>", "minutes": "240"}
    looked = await ana.post("/quiet/silence", **wanted, what="look")
    before = dict(site.store.silences.rows)
    made = await ana.post("/quiet/silence", **wanted, what="save")
    silence = only(site.store.silences.rows)
    await site.alert("Replication is far behind", key="b", component="db")
    shown = Outline((await ana.get("/quiet")).text)
    ended = await ana.post("/quiet/end-silence", id=str(silence.id), version=str(silence.version))
    stale = await ana.post("/quiet/end-silence", id=str(silence.id), version="1")
    after = Outline((await ana.get("/quiet")).text)

    assert proposed.splitlines() == ["service=shop", "component=db", "severity=critical"]
    assert "component=db" in filled.text.split("<textarea")[1]
    assert (looked.status_code, before) == (200, {})
    assert "1 alert that fires now meets it." in looked.text
    assert Outline(looked.text).faults == []
    assert (made.status_code, made.headers["location"]) == (303, "/quiet")
    assert (silence.starts_at, silence.ends_at) == (START, START + timedelta(hours=4))
    assert shown.faults == []
    assert "It keeps 1 alert quiet that fires now" in shown.text
    assert "Replication is far behind" in shown.text
    assert "Being moved <b>" in shown.text
    assert (ended.status_code, stale.status_code) == (303, 409)
    assert "Nothing is kept quiet now." in after.text
    assert site.store.silences.rows[silence.id].ends_at == START


async def test_work_on_a_service_until_somebody_ends_it(site):
    """A window that is to come is called off; one that keeps everything quiet is said loudly."""
    aya = await site.browser("aya", Accept_Language="ja")
    box = {service_field(SERVICE): "yes"}
    none = await aya.post("/quiet/window", reason="new racks")
    made = await aya.post("/quiet/window", **box, reason="new racks")
    window = only(site.store.maintenance_windows.rows)
    board = await aya.get("/")
    shown = Outline((await aya.get("/quiet")).text)
    ended = await aya.post("/quiet/end-window", id=str(window.id), version="1")
    loud = await aya.post("/quiet/silence", matchers="env=~.*", comment="all", what="look")

    assert (none.status_code, "「サービス」: サービスを少なくとも一つ" in none.text) == (422, True)
    assert "new racks" in none.text
    assert (made.status_code, window.service_ids, window.ends_at) == (303, (SERVICE,), None)
    assert 'href="/quiet"' in board.text
    assert (shown.faults, "Shop <API>" in shown.text) == ([], True)
    assert ended.status_code == 303
    assert only(site.store.maintenance_windows.rows).ends_at == START
    assert "逃れるアラートはありません。" in loud.text


async def test_who_only_looks_makes_and_ends_nothing(site):
    """Observers see the page without buttons; what they send is refused."""
    ana, ben = await site.browser(), await site.browser("ben")
    await ana.post("/quiet/silence", matchers="env=staging", comment="x", what="save")
    silence = only(site.store.silences.rows)
    page = await ben.get("/quiet")
    main = page.text.split("<main")[1]
    made = await ben.post("/quiet/silence", matchers="a=b", comment="x", what="save")
    ended = await ben.post("/quiet/end-silence", id=str(silence.id), version="1")

    assert ("env=staging" in main, "<form" in main) == (True, False)
    assert (made.status_code, ended.status_code) == (403, 403)
    assert only(site.store.silences.rows) == silence


@pytest.mark.parametrize(
    ("verb", "fields", "field"),
    [
        ("silence", {"matchers": "nonsense", "comment": "x"}, "matchers"),
        ("silence", {"matchers": "a=b", "comment": "x", "ends_at": "2020-01-01T00:00"}, "ends_at"),
        ("end-silence", {"id": "x", "version": "1"}, "id"),
        ("end-window", {"id": str(SERVICE)}, "version"),
        ("else", {}, "verb"),
    ],
)
async def test_what_is_refused_names_its_field(site, verb, fields, field):
    """Nothing is made; what was filled in stays."""
    ana = await site.browser()
    answer = await ana.post(f"/quiet/{verb}", **fields, what="save")

    assert answer.status_code == 422
    assert f'role="alert"><p>{field} ' in answer.text
    assert fields.get("matchers", "") in answer.text
    assert site.store.silences.rows == {}
    assert (await ana.get("/quiet/silence")).headers["location"] == "/quiet"
