"""A schedule's page, and editing from it."""

import pytest
from tests.integration.inbound.console.site import AYA, SCHEDULE, Outline

from hikeshi.oncall import on_call

PAGE = "/schedules/primary"
DAY = {"user": "aya", "mode": "replace", "start": "2026-01-07T00:00", "end": "2026-01-08T00:00"}


def schedule(site):
    """Return the schedule as it is kept."""
    return site.store.schedules.rows[SCHEDULE]


async def test_both_clocks_are_named(site):
    """The reader's zone, and the schedule's where it is another one."""
    ana, aya = await site.browser(), await site.browser("aya", Accept_Language="ja")
    berlin = Outline((await ana.get(PAGE)).text).text
    tokyo = Outline((await aya.get(PAGE)).text).text

    assert "on your clock, Europe/Berlin" in berlin
    assert "hands over on the clock of Asia/Tokyo" in berlin
    assert "Asia/Tokyo" in tokyo
    assert "の時計で交代します" not in tokyo


async def test_an_override_is_looked_at_before_it_is_saved(site):
    """The look shows who would be on call when, on the reader's clock, and saves nothing."""
    ana = await site.browser()
    before = schedule(site)
    looked = await ana.post(f"{PAGE}/overrides", what="look", **DAY)
    page = Outline(looked.text)

    assert (looked.status_code, page.faults) == (200, [])
    assert "A look ahead: nothing has been saved" in page.text
    assert "Ana García → 火野 彩" in page.text
    assert schedule(site) == before
    start = next(field for field in page.all("input") if field.get("id") == "start")
    assert start["value"] == DAY["start"]

    saved = await ana.post(f"{PAGE}/overrides", what="save", **DAY)
    (override,) = schedule(site).overrides

    assert saved.status_code == 303
    assert override.start.isoformat() == "2026-01-06T23:00:00+00:00"
    assert on_call(schedule(site), override.start) == (AYA,)


async def test_other_people_are_looked_at_before_they_are_saved(site):
    """A line is a turn; several people have commas between, nobody is a hyphen."""
    ana = await site.browser()
    before = schedule(site)
    fields = {"layer": "week", "turns": "ana\r\naya, ana\r\n-\r\n"}
    looked = await ana.post(f"{PAGE}/layers", what="look", **fields)

    assert looked.status_code == 200
    assert schedule(site) == before
    assert "aya, ana" in looked.text

    assert (await ana.post(f"{PAGE}/layers", what="save", **fields)).status_code == 303
    (revision,) = schedule(site).revisions
    assert [len(turn) for turn in revision.layers[1].users] == [1, 2, 0]


async def test_a_look_that_changes_nothing_says_so(site):
    """The same people in the same order."""
    ana = await site.browser()
    looked = await ana.post(f"{PAGE}/layers", what="look", layer="week", turns="ana\naya")

    assert "nobody else would be on call" in looked.text


async def test_a_rotation_is_looked_at_before_it_is_saved(site):
    """Daily turns, another hand-off time and windows: drawn first, then in force from now on."""
    ana = await site.browser()
    before = schedule(site)
    shown = Outline((await ana.get(PAGE)).text)
    fields = {field["name"]: field.get("value", "") for field in shown.all("input")}
    assert {"length", "hand_off", "anchor", "start", "end"} <= fields.keys()
    wanted = {
        "layer": "week",
        "turns": "ana\naya",
        "rotation": "daily",
        "length": "2",
        "hand_off": "10:00",
        "anchor": "2026-01-05",
        "start": "2026-01-05T09:00",
        "end": "",
        "restrictions": "mon 09:00-sat 18:00",
        "advance": "clock",
    }
    looked = await ana.post(f"{PAGE}/layers", what="look", **wanted)
    page = Outline(looked.text)

    assert (looked.status_code, page.faults, schedule(site)) == (200, [], before)
    assert "Ana García → 火野 彩" in page.text
    assert "mon 09:00-sat 18:00" in looked.text
    assert (await ana.post(f"{PAGE}/layers", what="save", **wanted)).status_code == 303
    (revision,) = schedule(site).revisions
    assert revision.effective_at == site.clock.now()
    layer = revision.layers[1]
    assert (layer.rotation.type, layer.rotation.length) == ("daily", 2)
    assert (layer.anchor.hour, len(layer.restrictions), layer.end) == (10, 1, None)
    assert schedule(site).layers == before.layers


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("overrides", {**DAY, "user": "nobody"}, "nobody's key"),
        ("overrides", {**DAY, "user": "zed"}, "nobody's key"),
        ("overrides", {**DAY, "mode": "dance"}, "must be one of"),
        ("overrides", {**DAY, "start": "soon"}, "must be a date"),
        ("overrides", {**DAY, "start": "2026-01-07T00:00:00+01:00"}, "must be a date"),
        ("overrides", {**DAY, "start": "9999-12-31T23:59"}, "must be a date"),
        ("overrides", {**DAY, "end": "2026-01-06T00:00"}, "after the start"),
        ("overrides", {**DAY, "start": "2025-01-01T00:00", "end": "2025-01-02T00:00"}, "over"),
        ("layers", {"layer": "nope", "turns": "ana"}, "no layer"),
        ("layers", {"layer": "week", "turns": " "}, "at least one line"),
        ("layers", {"layer": "week", "turns": "ana,,aya"}, "nobody's key"),
        ("layers", {"layer": "week", "turns": "ana", "length": "0"}, "must be 1 to"),
        ("layers", {"layer": "week", "turns": "ana", "restrictions": "noon"}, "is none: write"),
    ],
)
@pytest.mark.parametrize("what", ["look", "save"])
async def test_what_cannot_be_is_refused_on_the_page(site, what, path, fields, said):
    """The page says why, keeps what was written, and nothing changes."""
    ana = await site.browser()
    before = schedule(site)
    answer = await ana.post(f"{PAGE}/{path}", what=what, **fields)

    assert answer.status_code in {409, 422}
    assert said in Outline(answer.text).text.replace("’", "'")
    assert Outline(answer.text).faults == []
    assert schedule(site) == before


async def test_an_observer_sees_no_form_and_saves_nothing(site):
    """What would be refused is not offered, and is refused when it is sent anyway."""
    ben = await site.browser("ben")
    shown = Outline((await ben.get(PAGE)).text)

    assert not [form for form in shown.all("form") if "/schedules/" in form.get("action", "")]
    refused = await ben.post(f"{PAGE}/overrides", what="save", **DAY)
    layers = await ben.post(f"{PAGE}/layers", what="save", layer="week", turns="aya")
    assert (refused.status_code, layers.status_code) == (403, 403)
    assert schedule(site).version == 1


@pytest.mark.parametrize("path", ["overrides", "layers"])
async def test_a_form_from_elsewhere_changes_nothing(site, path):
    """Without the token of our own page it is refused."""
    ana = await site.browser()
    refused = await ana.post(f"{PAGE}/{path}", token="forged", what="save", **DAY)

    assert refused.status_code == 403
    assert schedule(site).version == 1
    led = await ana.get(f"{PAGE}/{path}")
    assert (led.status_code, led.headers["location"]) == (303, PAGE)
