"""Somebody unknown in Slack says who they are here, and then their press counts."""

import re
from datetime import timedelta

import pytest
from attrs import evolve
from falcon.testing import ASGIConductor
from tests.integration.inbound.console.site import ANA, AYA, PUBLIC_URL
from tests.integration.inbound.http.twilio.phones import SeenInMemory
from tests.integration.inbound.slack.test_slack import Workspace

from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.inbound.console.routes import console_routes
from hikeshi_server.inbound.console.slack_linking import SlackLinking
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.auth import AuthMiddleware
from hikeshi_server.inbound.http.slack.commands import SlackCommands
from hikeshi_server.inbound.http.slack.interactions import SlackInteractions
from hikeshi_server.outbound.slack.linking import LINK_LIFE, SlackLinks


class Linked(Workspace):
    """The console and the doors for Slack in one application."""

    def __init__(self):
        super().__init__()
        linking = SlackLinking(
            read_token=self.slack_links.read, email_of=self.email_of, seen=SeenInMemory()
        )
        self.parts = self.with_linking(linking)
        self.app = create_app(
            [
                *console_routes(self.parts),
                ("/interactions", SlackInteractions(self.slack_parts)),
                ("/commands", SlackCommands(self.slack_parts)),
            ],
            middleware=[AuthMiddleware(self.access.parts())],
        )
        add_problems(self.app)

    def with_linking(self, linking):
        """Return the console's parts with that page, or without."""
        return evolve(self.parts, slack_linking=linking)

    def path(self, member):
        """Return the path of a link Slack was shown."""
        return self.slack_links.url_for(member).removeprefix(PUBLIC_URL)

    def accounts(self):
        """Return whose each Slack account is."""
        rows = self.store.contact_methods.rows.values()
        return {m.address: (m.user_id, m.verified) for m in rows if m.kind is ContactKind.SLACK}


@pytest.fixture
async def site():
    """A configured site; nobody has a Slack account yet."""
    made = Linked()
    await made.fill()
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made


async def test_whoever_links_their_account_presses_with_effect(site):
    """A press in vain, a link, a sign-in, a button; then the same press acknowledges."""
    incident = await site.alert()
    await site.press("acknowledge", incident, "U0NEW")
    path = re.search(rf"{PUBLIC_URL}(/link/slack/[\w-]+)", site.whispers[0][2])[1]

    stranger = await site.browser(None)
    sent_away = await stranger.get(path)
    ana = await site.browser()
    shown = await ana.get(path)
    before = site.accounts()
    done = await ana.post(path, seen_at=path)
    await site.press("acknowledge", incident, "U0NEW")

    assert (sent_away.status_code, sent_away.headers["location"][:13]) == (303, "/sign-in?next")
    assert "U0NEW" in shown.text
    assert "Ana García" in shown.text
    assert before == {}
    assert done.status_code == 200
    assert site.accounts() == {"U0NEW": (ANA, True)}
    assert site.now(incident).acknowledged_by == ANA


async def test_a_link_works_once(site):
    """Used, it neither shows the button nor does anything, for whomever."""
    path, ana = site.path("U0NEW"), await site.browser()
    await ana.post(path, seen_at=path)
    aya = await site.browser("aya")

    assert (await ana.get(path)).status_code == 403
    assert (await aya.post(path, seen_at="/welcome")).status_code == 403
    assert site.accounts() == {"U0NEW": (ANA, True)}


async def test_an_old_or_changed_link_is_refused(site):
    """After a quarter of an hour, or with another account in it."""
    path, ana = site.path("U0NEW"), await site.browser()
    changed = path[:-4] + ("AAAA" if path[-4:] != "AAAA" else "BBBB")

    for wrong in (changed, "/link/slack/x", "/link/slack/" + "A" * 44):
        assert (await ana.get(wrong)).status_code == 403
        assert (await ana.post(wrong, seen_at="/welcome")).status_code == 403
    await site.pass_time(seconds=LINK_LIFE / timedelta(seconds=1))
    assert (await ana.get(path)).status_code == 403
    assert (await ana.post(path, seen_at="/welcome")).status_code == 403
    assert site.accounts() == {}


async def test_an_account_of_somebody_else_stays_theirs(site):
    """They have to give it up first."""
    await site.link(AYA, "U0NEW")
    path, ana = site.path("U0NEW"), await site.browser()

    assert (await ana.post(path, seen_at=path)).status_code == 409
    assert site.accounts() == {"U0NEW": (AYA, True)}


async def test_another_sites_form_links_nothing(site):
    """Its token is missing."""
    path, ana = site.path("U0NEW"), await site.browser()

    assert (await ana.post(path, token="forged")).status_code == 403
    assert site.accounts() == {}


async def test_another_servers_link_is_refused(site):
    """It is signed with a key of the installation."""
    ana = await site.browser()
    other = SlackLinks(PUBLIC_URL, [bytes(32)], site.clock).url_for("U0NEW")

    assert (await ana.get(other.removeprefix(PUBLIC_URL))).status_code == 403


async def test_without_a_slack_app_there_is_no_such_page(site):
    """Nothing is linked that nobody could use."""
    path = site.path("U0NEW")
    app = create_app(
        console_routes(site.with_linking(None)), middleware=[AuthMiddleware(site.access.parts())]
    )
    async with ASGIConductor(app) as conductor:
        site.conductor = conductor
        ana = await site.browser()

        assert (await ana.get(path)).status_code == 404
