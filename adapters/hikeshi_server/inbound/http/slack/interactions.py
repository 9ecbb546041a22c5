"""Buttons somebody pressed in Slack (docs.slack.dev/interactivity/handling-user-interaction)."""

from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.http.slack.people import Member
from hikeshi_server.inbound.http.slack.replies import escaped, reply
from hikeshi_server.inbound.http.slack.signatures import SlackBodyError, signed_body

_PREFIX = "hikeshi."


class _Place(msgspec.Struct):
    id: str = ""


class _Pressed(msgspec.Struct):
    action_id: str = ""
    value: str = ""


class _Payload(msgspec.Struct):
    type: str
    user: _Place
    actions: list[_Pressed] = []
    channel: _Place = msgspec.field(default_factory=_Place)


@frozen
class Press:
    """A button, as it was when the message was written.

    Args:
        step: The step of the policy that had run; 0 where a page came from none.
    """

    verb: str
    incident_id: IncidentId
    step: int
    round: int


@frozen
class SlackInteractions:
    """POST /integrations/slack/interactions"""

    parts: SlackParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Do what the button says as the person who pressed it; a repetition changes nothing."""
        parts = self.parts
        payload = _payload(await signed_body(request, parts.signing_secret, parts.clock))
        response.status = 200
        for pressed in payload.actions:
            press = _press(pressed, parts)
            if press is None:
                continue  # a link, which Slack tells of as well
            member = await parts.people.find(payload.user.id)
            said = await self._do(press, member, payload.user.id, request)
            if said is not None and payload.channel.id:
                await parts.whisper(payload.channel.id, payload.user.id, said)

    async def _do(
        self, press: Press, member: Member | None, slack_id: str, request: Request
    ) -> str | None:
        """Return what the person has to be told; a success shows in the message itself."""
        if member is None:
            return reply("en", "unknown", member=slack_id)
        locale, by = member.user.locale, member.actor
        request_id = getattr(request.context, "request_id", None)
        try:
            done = await self.parts.transactions.run(
                lambda work: _act(self.parts, work, press, by), request_id=request_id
            )
        except HikeshiError as error:
            return escaped(error.detail)
        return None if done is None else reply(locale, "passed", number=done.number)


async def _act(parts: SlackParts, work: Work, press: Press, by: Actor) -> Incident | None:
    """Do it; return the incident where it has moved on, so that nothing was done."""
    if press.verb == "escalate" and press.step:
        found = (await work.incidents.lock_many([press.incident_id])).get(press.incident_id)
        if found is None:
            raise IncidentNotFoundError
        # A second press must not page a third person.
        if (found.escalation.step, found.escalation.round) != (press.step, press.round):
            return found
    await parts.verbs[press.verb](work, press.incident_id, by=by)
    return None


def _payload(body: bytes) -> _Payload:
    try:
        (text,) = parse_qs(body.decode(), strict_parsing=True)["payload"]
        return msgspec.json.decode(text, type=_Payload)
    except (ValueError, KeyError):
        raise SlackBodyError from None


def _press(pressed: _Pressed, parts: SlackParts) -> Press | None:
    verb = pressed.action_id.removeprefix(_PREFIX)
    if not pressed.action_id.startswith(_PREFIX) or verb not in parts.verbs:
        return None
    try:
        incident_id, step, round_number = pressed.value.split(" ")
        return Press(verb, IncidentId(UUID(incident_id)), int(step), int(round_number))
    except ValueError:
        raise SlackBodyError from None
