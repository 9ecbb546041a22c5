"""The link in a message about several incidents: one page, one button, all of them."""

from attrs import evolve
from tests.integration.inbound.console.site import ANA, AYA, PUBLIC_URL, Outline
from tests.unit.outbound.envelopes import BUNDLE


async def bundled(site, user_id=ANA):
    """Let two incidents page Ana in one message, and a third alone; return that message."""
    incidents = [await site.alert(key=f"k{number}", title=f"Disk {number}") for number in range(3)]
    first, second, _ = sorted(site.store.notifications.rows.values(), key=lambda n: n.id)
    together = [evolve(each, bundle_id=first.id) for each in (first, second)]
    await site.run(lambda work: work.notifications.save_many(together))
    recipient = evolve(BUNDLE.recipient, user_id=user_id)
    paged_at = site.clock.now()
    return incidents, evolve(BUNDLE, bundle_id=first.id, recipient=recipient, paged_at=paged_at)


def statuses(site):
    """Return what each incident is, by number."""
    found = sorted(site.store.incidents.rows.values(), key=lambda incident: incident.number)
    return [incident.status.value for incident in found]


async def test_opening_it_names_them_and_changes_nothing(site):
    """Both incidents of the message stand there, the third does not."""
    _, message = await bundled(site)
    path = site.links.acknowledge_url_of(message).removeprefix(PUBLIC_URL)
    nobody = await site.browser(None)

    seen = Outline((await nobody.get(path)).text).text

    assert "Disk 0" in seen
    assert "Disk 1" in seen
    assert "Disk 2" not in seen
    assert statuses(site) == ["triggered"] * 3


async def test_its_button_acknowledges_each_of_them(site):
    """One press, two acknowledgements by the reader; the third incident stays as it was."""
    _, message = await bundled(site)
    path = site.links.acknowledge_url_of(message).removeprefix(PUBLIC_URL)
    nobody = await site.browser(None)

    answer = await nobody.post(path, seen_at=path)

    assert answer.status_code == 303
    assert statuses(site) == ["acknowledged", "acknowledged", "triggered"]
    taken = {i.acknowledged_by for i in site.store.incidents.rows.values()}
    assert taken == {ANA, None}


async def test_a_phones_button_does_the_same(site):
    """One POST, and a line for each incident."""
    _, message = await bundled(site)
    path = site.links.press_url_of(message).removeprefix(PUBLIC_URL)
    nobody = await site.browser(None)

    answer = await nobody.get(path, "POST")

    assert answer.status_code == 200
    assert [line.split()[1] for line in answer.text.splitlines()] == ["acknowledged"] * 2


async def test_it_is_about_nothing_for_somebody_else(site):
    """A link made out to another person finds nothing the message told them."""
    _, message = await bundled(site, AYA)
    path = site.links.acknowledge_url_of(message).removeprefix(PUBLIC_URL)
    nobody = await site.browser(None)

    assert (await nobody.get(path)).status_code == 404
    assert statuses(site) == ["triggered"] * 3
