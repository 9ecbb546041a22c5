"""The page on which a signed-in person says that a Slack account is theirs."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import NotFoundError
from hikeshi_server.inbound.console.pressing import FormScreen, Press
from hikeshi_server.inbound.console.slack_linking import SlackLinking
from hikeshi_server.inbound.console.visits import page


@frozen
class LinkSlack(FormScreen):
    """GET|POST /link/slack/{token}"""

    @page
    async def on_get(self, request: Request, response: Response, token: str) -> None:
        """Show which account it is, and the button: opening the link changes nothing."""
        visit = await self.desk.visit(request)
        linking = self._linking()
        member = await linking.member_of(token, self.desk.parts.clock.now())
        email = await linking.email_of(member)
        self.desk.show(response, visit, "link_slack.html", member=member, email=email, linked=False)

    on_head = on_get

    async def act(self, press: Press) -> None:
        """Make the account a verified contact method of the person who is signed in."""
        linking, token = self._linking(), press.at["token"]
        member = await linking.member_of(token, self.desk.parts.clock.now())
        await self.desk.do(press.request, lambda work: linking.link(work, member, by=press.by))
        await linking.use_up(token)
        self.desk.show(
            press.response, press.visit, "link_slack.html", member=member, email=None, linked=True
        )

    def _linking(self) -> SlackLinking:
        linking = self.desk.parts.slack_linking
        if linking is None:
            raise NotFoundError("There is no such page.")
        return linking
