"""Through every channel: once, by the person it was made out to, and by nobody else."""

import pytest
from attrs import evolve
from falcon.testing import ASGIConductor
from tests.integration.inbound.answering.everywhere import Everywhere
from tests.integration.inbound.answering.ways import WAYS
from tests.integration.inbound.console.site import ANA, BEN

from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM

RECORDED = [pytest.param(way, id=name) for name, way in WAYS.items() if way.once]
GATHERED = [pytest.param(way, id=name) for name, way in WAYS.items() if way.bundles]


@pytest.fixture(params=WAYS)
def way(request):
    """One way after the other."""
    return WAYS[request.param]


@pytest.fixture
async def server(way):
    """A server with people who are reached that way."""
    made = Everywhere(way.kind)
    await made.fill()
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made


@pytest.fixture
async def site(server):
    """A server on which Ana has been paged."""
    await server.paged()
    return server


async def test_it_acknowledges_once_as_its_person(site, way):
    """What comes a second time is answered as kindly as the first, and changes nothing."""
    sent = await way.make(site, ANA)
    first = await site.send(sent)
    after = site.incident
    again = await site.send(sent)

    assert (after.status, after.acknowledged_by) == ("acknowledged", ANA)
    assert first.status_code in {200, 303}
    assert again.status_code == first.status_code
    assert site.incident == after
    assert len(site.store.incidents.rows) == 1


async def test_forgeries_do_nothing(site, way):
    """A changed letter, an added one, or none at all where the proof stood."""
    sent = await way.make(site, ANA)
    middle = len(sent.proof) // 2
    other = "b" if sent.proof[middle] not in "bB" else "c"
    forged = [
        sent.proof[:middle] + other + sent.proof[middle + 1 :],
        sent.proof + "A",
        sent.proof[:-2],
        "x",
    ]
    for proof in forged:
        answer = await site.send(sent.altered(proof))
        assert 300 <= answer.status_code < 500, proof
    for header in sent.headers:
        if header != "Content-Type":
            rest = {name: text for name, text in sent.headers.items() if name != header}
            await site.send(evolve(sent, headers=rest))

    assert site.incident.status == "triggered"


async def test_somebody_who_may_only_look_on_acknowledges_nothing(site, way):
    """Whose proof it is counts, whatever it is about."""
    await site.send(await way.make(site, BEN))

    assert site.incident.status == "triggered"


async def test_an_expired_proof_does_nothing(site, way):
    """What was good then is refused once its time is over."""
    sent = await way.make(site, ANA)
    await site.pass_time(seconds=way.expires_after.total_seconds())
    await site.send(sent)

    assert site.incident.status == "triggered"


async def test_looking_at_its_address_does_nothing(site, way):
    """Programs open addresses, and post to them without saying anything."""
    sent = await way.make(site, ANA)
    for method in ("GET", "HEAD", "OPTIONS"):
        await site.send(sent, method, "")
        await site.send(evolve(sent, path=f"{sent.path}?{sent.body}"), method)

    assert site.incident.status == "triggered"


@pytest.mark.parametrize("way", RECORDED)
async def test_a_recording_does_not_act_again(site, way):
    """Whoever listened sends it once more after the incident was given back."""
    sent = await way.make(site, ANA)
    await site.send(sent)
    await site.run(UnacknowledgeIncident(), site.incident.id, by=SYSTEM)
    answer = await site.send(sent)

    assert answer.status_code in {200, 403}
    assert site.incident.status == "triggered"


@pytest.mark.parametrize("way", GATHERED)
async def test_what_one_message_named_is_acknowledged_together(server, way):
    """Each of them once, and no other."""
    await server.paged_for_several()
    sent = await way.make(server, ANA)
    answers = [await server.send(sent)]
    after = server.incidents
    answers.append(await server.send(sent))

    assert [each.status for each in after] == ["acknowledged", "acknowledged", "triggered"]
    assert {each.acknowledged_by for each in after[:2]} == {ANA}
    assert server.incidents == after
    assert {answer.status_code for answer in answers} <= {200, 303}
