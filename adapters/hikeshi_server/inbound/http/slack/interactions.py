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
from hikeshi_server.inbound.http.slack.parts import LONGEST_ONCE, SlackParts
from hikeshi_server.inbound.http.slack.people import Member
from hikeshi_server.inbound.http.slack.replies import escaped, reply, who_are_you
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
        body = await signed_body(request, parts.signing_secret, parts.clock)
        request_id = getattr(request.context, "request_id", None)
        # Who listened may repeat it for five minutes, and cannot sign anything else.
        once = request.get_header("X-Slack-Signature") or ""
        await take_press(parts, _payload(body), request_id, once=once)
        response.status = 200


async def take_press(
    parts: SlackParts, payload: bytes, request_id: str | None = None, *, once: str
) -> None:
    """Do what the buttons of a payload say, however it came; what came before does nothing.

    Args:
        payload: JSON, as Slack puts it into a form or sends it over a socket.
        once: The same for the same press, however often it comes.

    Raises:
        SlackBodyError: It is none that Slack sends.
    """
    found = _read(payload)
    known = f"press {once[:LONGEST_ONCE]}"
    if await parts.seen.was_seen(known):
        return
    for pressed in found.actions:
        press = _press(pressed, parts)
        if press is None:
            continue  # a link, which Slack tells of as well
        member = await parts.people.find(found.user.id)
        said = await _do(parts, press, member, found.user.id, request_id)
        if said is None:
            await parts.seen.mark_seen(known)
        elif found.channel.id:
            await parts.whisper(found.channel.id, found.user.id, said)


async def _do(
    parts: SlackParts, press: Press, member: Member | None, slack_id: str, request_id: str | None
) -> str | None:
    """Return what the person has to be told; a success shows in the message itself."""
    if member is None:
        return who_are_you(parts.link_url(slack_id))
    locale, by = member.user.locale, member.actor
    try:
        done = await parts.transactions.run(
            lambda work: _act(parts, work, press, by), request_id=request_id
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


def _payload(body: bytes) -> bytes:
    try:
        (text,) = parse_qs(body.decode(), strict_parsing=True)["payload"]
        return text.encode()
    except (ValueError, KeyError):
        raise SlackBodyError from None


def _read(payload: bytes) -> _Payload:
    try:
        return msgspec.json.decode(payload, type=_Payload)
    except ValueError:
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
