"""Pages that reached nobody, and the buttons that send them again."""

from hikeshi.notifications.model.outcome import Outcome


async def test_a_button_sends_all_again_that_nobody_has(site):
    """The page names person, reason and incident; what somebody has has no button."""
    await site.alert("Disk full", key="a")
    taken = await site.alert("Queue long", key="b")
    await site.deliver(Outcome.PERMANENT, "550 no such mailbox")
    ana = await site.browser()
    await ana.post(f"/incidents/{taken.number}/acknowledge")
    page = await ana.get("/dead-letters")
    ids = " ".join(str(each) for each in site.store.notifications.rows)
    answer = await ana.post("/dead-letters/replays", seen_at="/dead-letters", ids=ids)
    after = await ana.get(answer.headers["location"])

    assert "550 no such mailbox" in page.text
    assert f'href="/incidents/{taken.number}"' in page.text
    assert page.text.count('action="/dead-letters/replays"') == 1
    assert "1 page is sent again." in after.text
    assert 'action="/dead-letters/replays"' not in after.text


async def test_a_wrong_form_changes_nothing(site):
    """Ids that are none are refused with the reason, and so is whoever may not operate."""
    ana, ben = await site.browser(), await site.browser("ben")
    wrong = await ana.post("/dead-letters/replays", ids="x")

    assert wrong.status_code == 422
    assert "must be ids of notifications" in wrong.text
    assert (await ben.get("/dead-letters")).status_code == 403
    assert (await ben.post("/dead-letters/replays", ids="")).status_code == 403
