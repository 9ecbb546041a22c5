"""What people see while the database is away."""

from attrs import evolve
from falcon.testing import ASGIConductor
from tests.integration.inbound.console.site import Outline

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.console import console_routes
from hikeshi_server.inbound.http.app import create_app


class Away:
    """Transactions over a database that does not answer."""

    async def run(self, do, *, request_id=None):
        """Refuse."""
        raise UnavailableError("The database is away; try again soon.")


async def test_a_link_says_that_it_could_not_be_done_now(site):
    """503 with words and a time to come back, on the page as on the button."""
    incident = await site.alert()
    path = site.acknowledge_path(incident)
    parts = evolve(site.parts, transactions=Away())

    async with ASGIConductor(create_app(console_routes(parts))) as conductor:
        for method in ("GET", "POST"):
            answer = await conductor.simulate_request(method, path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "2"
            assert "The database is away; try again soon." in Outline(answer.text).text
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_signing_in_still_shows_its_form(site):
    """The form needs nothing from the database, nor do style and script."""
    parts = evolve(site.parts, transactions=Away())

    async with ASGIConductor(create_app(console_routes(parts))) as conductor:
        for path in ("/sign-in", "/static/console.css"):
            assert (await conductor.simulate_get(path)).status_code == 200
