"""Pages that reached nobody, and the buttons that send them again or discard them."""

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


async def test_what_nobody_knows_of_is_discarded_only_if_one_insists(site):
    """A form for all of which somebody knows, one for each, and a box to tick for the others."""
    await site.alert("Disk full", key="a")
    taken = await site.alert("Queue long", key="b")
    await site.deliver(Outcome.PERMANENT, "550 no such mailbox")
    ana = await site.browser()
    await ana.post(f"/incidents/{taken.number}/acknowledge")
    page = await ana.get("/dead-letters")
    ids = " ".join(str(each) for each in site.store.notifications.rows)

    async def discard(**fields):
        answer = await ana.post("/dead-letters/discards", seen_at="/dead-letters", **fields)
        return await ana.get(answer.headers["location"])

    first = await discard(ids=ids, because="called her")
    second = await discard(ids=ids, because="a drill", force="yes")
    story = await ana.get(f"/incidents/{taken.number}")

    assert page.text.count('action="/dead-letters/discards"') == 2
    assert page.text.count('name="force"') == 1
    assert "1 page was taken off the list" in first.text
    assert "1 stays" in first.text
    assert 'action="/dead-letters/discards"' not in second.text
    assert "which had not arrived: called her" in story.text


async def test_a_reason_has_to_be_given(site):
    """An empty one is refused with what is missing; who may not operate may not discard."""
    ana, ben = await site.browser(), await site.browser("ben")
    empty = await ana.post("/dead-letters/discards", ids="", because=" ")

    assert empty.status_code == 422
    assert (await ben.post("/dead-letters/discards", ids="", because="x")).status_code == 403
