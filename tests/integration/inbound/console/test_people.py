"""Everybody on one page: whom a page reaches now, those first whom it does not."""

from uuid import UUID

from tests.integration.inbound.console.site import ANA, BEN, Outline

from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod


async def test_who_is_not_reached_stands_first(site):
    """Then who has nothing that rings; who is on call is marked, who has left is not there."""
    phone = ContactMethod(
        id=ContactMethodId(UUID(int=900)),
        user_id=ANA,
        key="phone",
        kind=ContactKind.SMS,
        address="+81312345678",
        verified=True,
    )
    console = site.store.contact_methods.rows[ContactMethodId(UUID(int=100 + ANA.int))]
    await site.run(lambda work: work.contact_methods.delete_many([console.id]))
    await site.run(lambda work: work.contact_methods.save_many([phone]))
    ben = await site.browser("ben")
    page = Outline((await ben.get("/people")).text)
    found = Outline((await ben.get("/people?q=GARC")).text)
    nobody = Outline((await ben.get("/people?q=nobody")).text)

    assert page.faults == found.faults == nobody.faults == []
    places = [page.text.index(name) for name in ("Ben", "火野 彩", "Ana García")]
    assert places == sorted(places)
    assert "2 people are not reached, or by nothing that rings." in page.text
    assert "NOTHING ARRIVES" in page.text
    assert "Ana García On call now text message at once" in page.text
    assert "Zed" not in page.text
    assert "A page rings for everybody here." in found.text
    assert "火野 彩" not in found.text
    assert "A page rings" not in nobody.text


async def test_details_are_for_who_looks_after_them(site):
    """The owner may open everybody's page, an observer their own."""
    ana, ben = await site.browser(), await site.browser("ben")

    assert 'href="/reached/aya"' in (await ana.get("/people")).text
    page = (await ben.get("/people")).text
    assert ('href="/reached/aya"' in page, 'href="/reached/ben"' in page) == (False, True)
    assert BEN in site.store.users.rows
