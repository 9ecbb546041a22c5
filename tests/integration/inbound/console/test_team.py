"""A team's page: members, who is reached how, what the team asks for, and its drills."""

from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import ANA, AYA, BEN, Outline

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.ids import TeamId
from hikeshi.kernel.severity import Urgency
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.team import Membership, Team
from hikeshi.testing.builders import new_id
from hikeshi_server.inbound.console.team_requests import changed_floor

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


async def test_a_lead_takes_people_in_and_lets_them_go(team):
    """With what they may do there; somebody nobody knows is refused."""
    aya, members = await team.browser("aya"), lambda: team.store.teams.rows[SRE].members
    await aya.post("/teams/sre/remove-member", user="ben", version="1")
    without = [member.user_id for member in members()]
    taken = await aya.post("/teams/sre/put-member", user="ben", role="responder", version="2")
    changed = await aya.post("/teams/sre/put-member", user="ana", role="manager", version="3")
    unknown = await aya.post("/teams/sre/put-member", user="x", role="manager", version="4")
    nothing = await aya.post("/teams/sre/put-member", user="ben", role="king", version="4")

    assert without == [AYA, ANA]
    assert (taken.status_code, changed.status_code) == (303, 303)
    assert taken.headers["location"] == "/teams/sre#members"
    assert {m.user_id: m.role for m in members()} == {
        AYA: TeamRole.MANAGER,
        ANA: TeamRole.MANAGER,
        BEN: TeamRole.RESPONDER,
    }
    assert (unknown.status_code, "「人」: 「x」というキーの人は" in unknown.text) == (422, True)
    assert (nothing.status_code, "「できること」: 次のどれか" in nothing.text) == (422, True)


async def test_a_drill_is_laid_down_run_and_answered(team):
    """Every week for whoever is on call, or at once; what it showed stands beside the person."""
    ana = await team.browser()
    made = await ana.post(
        "/teams/sre/add-drill", schedule="primary", weekday="wed", at="10:30", name="Weekly"
    )
    (drill,) = team.store.drills.rows.values()
    begun = await ana.post("/teams/sre/run-drill", id=str(drill.id))
    again = await ana.post("/teams/sre/run-drill", id=str(drill.id))
    (run,) = team.store.drill_runs.rows.values()
    number = team.store.incidents.rows[run.incident_id].number
    await team.pass_time(seconds=30)
    await ana.post(f"/incidents/{number}/acknowledge")
    shown, mine = await ana.get("/teams/sre"), await ana.get("/reached/me")
    removed = await ana.post("/teams/sre/remove-drill", id=str(drill.id), version="1")
    gone = await ana.post("/teams/sre/run-drill", id=str(drill.id))

    assert (made.status_code, made.headers["location"]) == (303, "/teams/sre#drills")
    assert (drill.key, drill.name, drill.team_id) == ("sre-drill", "Weekly", SRE)
    assert (drill.recurrence.weekdays, drill.recurrence.time_zone) == (("wed",), "Europe/Berlin")
    assert (begun.status_code, again.status_code) == (303, 409)
    assert Outline(shown.text).faults == Outline(mine.text).faults == []
    assert "whoever is on call in Primary" in shown.text
    for page in (shown, mine):
        assert "answered after 30 s." in Outline(page.text).text
    assert (removed.status_code, gone.status_code) == (303, 404)
    assert team.store.drills.rows == {}


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
        ("add-drill", {"at": "noon"}, "at"),
        ("add-drill", {"at": "10:30", "weekday": "day"}, "weekday"),
        ("add-drill", {"at": "10:30", "schedule": "x"}, "schedule"),
        ("run-drill", {"id": "x"}, "id"),
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
