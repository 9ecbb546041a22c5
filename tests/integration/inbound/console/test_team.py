"""A team's page: who is reached how, and what the team asks for."""

from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import ANA, AYA, BEN, Outline

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.ids import TeamId
from hikeshi.kernel.severity import Urgency
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.team import Membership, Team
from hikeshi.testing.builders import new_id
from hikeshi_server.inbound.console.screens.team import changed_floor

SRE = TeamId(new_id())


@pytest.fixture
async def team(site):
    """Aya leads, Ana is a member, Ben looks on."""
    members = (Membership(AYA, TeamRole.MANAGER), Membership(ANA))
    members = (*members, Membership(BEN, TeamRole.OBSERVER))
    made = Team(id=SRE, key="sre", name="SRE <x>", members=members)
    await site.run(lambda work: work.teams.save_many([made]))
    return site


async def test_a_lead_asks_for_more(team):
    """Who has no method for it is named at once; an old page's form is refused."""
    aya = await team.browser("aya")
    asked = {"sms": "yes", "voice": "yes", "minutes": "5", "urgency": "high"}
    added = await aya.post("/teams/sre/add-floor", **asked, version="1")
    stale = await aya.post("/teams/sre/add-floor", **asked, version="1")
    page = Outline((await aya.get("/teams/sre")).text)
    (entry,) = team.store.teams.rows[SRE].floor
    changed = await aya.post(
        "/teams/sre/change-floor", ntfy="yes", seconds="90", entry="0", version="2"
    )
    (after,) = team.store.teams.rows[SRE].floor
    removed = await aya.post("/teams/sre/remove-floor", entry="0", version="3")

    assert (added.status_code, added.headers["location"]) == (303, "/teams/sre#floor")
    assert stale.status_code == 409
    assert page.faults == []
    assert page.text.count("チームは5分以内にSMSまたは電話を求めています") == 2
    assert page.text.count("呼び出されません。") == 1
    assert (entry.kinds, entry.within) == (
        (ContactKind.SMS, ContactKind.VOICE),
        timedelta(minutes=5),
    )
    assert changed.status_code == 303
    assert (after.kinds, after.within) == ((ContactKind.NTFY,), timedelta(seconds=90))
    assert (removed.status_code, team.store.teams.rows[SRE].floor) == (303, ())


async def test_only_who_configures_the_team_asks(team):
    """Others see the page without its buttons."""
    ben = await team.browser("ben")
    page = await ben.get("/teams/sre")
    refused = await ben.post("/teams/sre/add-floor", sms="yes", version="1")

    assert (page.status_code, "add-floor" in page.text) == (200, False)
    assert "SRE &lt;x&gt;" in page.text
    assert (refused.status_code, team.store.teams.rows[SRE].floor) == (403, ())
    assert "/teams/sre" in (await ben.get("/on-call")).text
    assert (await ben.get("/teams/none")).status_code == 404


@pytest.mark.parametrize(
    ("verb", "form", "field"),
    [
        ("add-floor", {}, "kinds"),
        ("add-floor", {"sms": "yes", "minutes": "x"}, "minutes"),
        ("change-floor", {"sms": "yes", "entry": "1"}, "entry"),
        ("remove-floor", {}, "entry"),
        ("else", {}, "verb"),
    ],
)
async def test_what_is_refused_names_its_field(team, verb, form, field):
    """What was filled in stays on the page."""
    ana = await team.browser()
    answer = await ana.post(f"/teams/sre/{verb}", **form, version="1")

    assert answer.status_code == 422
    assert f'role="alert"><p>{field} ' in answer.text


def test_one_entry_changes_and_the_others_stay():
    """By their place in the list the page showed."""
    first, second, third = (
        changed_floor((), "add-floor", {kind: "yes"})[0] for kind in ("sms", "voice", "ntfy")
    )
    before = (first, second)

    assert changed_floor(before, "add-floor", {"ntfy": "yes"}) == (first, second, third)
    assert changed_floor(before, "change-floor", {"ntfy": "yes", "entry": "0"}) == (third, second)
    assert changed_floor(before, "remove-floor", {"entry": "1"}) == (first,)
    assert third.urgency is Urgency.HIGH
