"""The page behind the link in a mail."""

import pytest
from attrs import evolve
from tests.integration.inbound.console.site import ANA, AYA, BEN, ZED, Outline, form_token

from hikeshi.incidents.model.drill import DrillDraft
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.actor import SYSTEM


async def test_opening_the_link_changes_nothing(site):
    """Mail scanners open it by GET and HEAD as often as they like (Escalation 12)."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    nobody = await site.browser(None)
    before = site.store.incidents.rows[incident.id]

    for _ in range(50):
        seen = await nobody.get(path)
        headed = await nobody.get(path, "HEAD")
        assert (seen.status_code, headed.status_code, headed.content) == (200, 200, b"")

    assert site.store.incidents.rows[incident.id] == before
    assert seen.headers["cache-control"] == "no-store"


async def test_the_button_acknowledges_as_the_person_of_the_link(site):
    """Nobody has to sign in; afterwards the page says who has it, since when."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    nobody = await site.browser(None)

    page = await nobody.get(path)
    pressed = await nobody.post(path, seen_at=path)
    after = await nobody.get(path)

    assert "Ana García, nobody has this yet." in Outline(page.text).text
    assert (pressed.status_code, pressed.headers["location"]) == (303, path)
    assert "You have it, since 04:10" in Outline(after.text).text
    assert "<button" not in after.text
    found = site.store.incidents.rows[incident.id]
    assert (found.status, found.acknowledged_by) == ("acknowledged", ANA)


async def test_a_drill_is_answered_by_its_own_person_only(site):
    """The page says that it is one, in the reader's language, and that it is passed."""
    targets = (Target(TargetKind.USER, AYA, "aya"),)
    drill = await site.run(CreateDrill(), DrillDraft(key="night", targets=targets), by=SYSTEM)
    (run,) = await site.run(RunDrill(), drill.id, by=SYSTEM)
    incident = site.store.incidents.rows[run.incident_id]
    nobody = await site.browser(None)
    own, other = site.acknowledge_path(incident, AYA), site.acknowledge_path(incident, ANA)

    page = await nobody.get(own)
    refused = await nobody.post(other, seen_at=other)
    await nobody.post(own, seen_at=own)
    after = await nobody.get(own)

    assert "これは訓練です。" in Outline(page.text).text
    assert refused.status_code == 409
    assert "訓練に合格しました。" in Outline(after.text).text
    assert [found.outcome for found in site.store.drill_runs.rows.values()] == ["passed"]


async def test_a_second_press_changes_nothing(site):
    """A page left open may be used twice."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    nobody = await site.browser(None)
    token = form_token((await nobody.get(path)).text)

    await nobody.post(path, token=token)
    before = site.store.incidents.rows[incident.id]
    again = await nobody.post(path, token=token)

    assert again.status_code == 303
    assert site.store.incidents.rows[incident.id] == before


async def test_others_learn_who_has_it_and_may_join(site):
    """In their own language, by their own link."""
    incident = await site.alert()
    nobody = await site.browser(None)
    first, second = site.acknowledge_path(incident), site.acknowledge_path(incident, AYA)
    await nobody.post(first, seen_at=first)

    page = await nobody.get(second)
    await nobody.post(second, seen_at=second)
    after = await nobody.get(second)

    assert "すでに Ana García が担当しています。" in Outline(page.text).text
    assert '<html lang="ja">' in page.text
    assert "Ana García と一緒に対応しています。" in Outline(after.text).text
    assert site.store.incidents.rows[incident.id].acknowledged_by == ANA


async def test_a_link_needs_its_form_token(site):
    """A program that posts to links without looking at the page acknowledges nothing."""
    incident = await site.alert()
    nobody = await site.browser(None)
    path, other = site.acknowledge_path(incident), site.acknowledge_path(incident, AYA)
    others = form_token((await nobody.get(other)).text)

    for token in ("", "x", others):
        assert (await nobody.post(path, token=token)).status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_forged_link_is_refused(site, language):
    """A changed token is not believed, and the page says what to do."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    stranger = await site.browser(None, Accept_Language=language)

    for wrong in (path[:-3] + "AAA", "/acknowledge/x", "/acknowledge/" + "A" * 76):
        for method in ("GET", "POST"):
            answer = await stranger.get(wrong, method)
            assert answer.status_code == 403
            assert f'<html lang="{language}">' in answer.text
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_an_old_link_is_gone(site):
    """It was real, and is too old: 410 says so."""
    incident = await site.alert()
    path = site.acknowledge_path(incident, minutes=10)
    nobody = await site.browser(None)
    token = form_token((await nobody.get(path)).text)
    await site.pass_time(minutes=10)

    seen, pressed = await nobody.get(path), await nobody.post(path, token=token)

    assert (seen.status_code, pressed.status_code) == (410, 410)
    assert "too old" in Outline(seen.text).text
    assert site.store.incidents.rows[incident.id].status == "triggered"


@pytest.mark.parametrize("person", [ZED, None])
async def test_a_person_who_has_left_acknowledges_nothing(site, person):
    """The person is looked up when the link is used, not when it was made."""
    incident = await site.alert()
    path = site.acknowledge_path(incident, person or ANA)
    nobody = await site.browser(None)
    token = None if person else form_token((await nobody.get(path)).text)
    if person is None:
        gone = evolve(site.store.users.rows[ANA], active=False, version=2)
        await site.run(lambda work: work.users.save_many([gone]))

    answer = await nobody.post(path, token=token or "x")

    assert answer.status_code == 403
    assert "no longer here" in answer.text
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_an_observers_link_does_not_acknowledge(site):
    """The role counts as it is now."""
    incident = await site.alert()
    path = site.acknowledge_path(incident, BEN)
    nobody = await site.browser(None)

    answer = await nobody.post(path, seen_at=path)

    assert answer.status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_what_is_over_has_no_button(site):
    """A late reader learns that nothing is left to do; pressing anyway is refused in words."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    nobody, ana = await site.browser(None), await site.browser()
    token = form_token((await nobody.get(path)).text)
    await ana.post(f"/incidents/{incident.number}/resolve")

    seen, pressed = await nobody.get(path), await nobody.post(path, token=token)

    assert "It is over." in seen.text
    assert "<button" not in seen.text
    assert pressed.status_code == 409
    assert site.store.incidents.rows[incident.id].status == "resolved"


async def test_the_link_works_in_a_browser_that_is_signed_in_as_somebody_else(site):
    """The link's person acknowledges, whoever uses the browser otherwise."""
    incident = await site.alert()
    aya = await site.browser("aya")
    path = site.acknowledge_path(incident)

    answer = await aya.post(path, seen_at=path, headers={"Origin": "http://falconframework.org"})

    assert answer.status_code == 303
    assert site.store.incidents.rows[incident.id].acknowledged_by == ANA
