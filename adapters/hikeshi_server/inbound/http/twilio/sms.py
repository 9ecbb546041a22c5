"""What people answer by text message."""

from collections.abc import Mapping

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.phone_replies import Meaning, Reply, methods_at, owner_of, read_reply
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.queries import IncidentFilters
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import ForbiddenError, HikeshiError, UnavailableError
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.paging import PageRequest
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.inbound.http.twilio.twiml import say_by_message, say_nothing
from hikeshi_server.inbound.http.twilio.words import words_of

_KIND = "sms"


@frozen
class IncomingMessage:
    """POST /integrations/twilio/sms"""

    parts: TwilioParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Do what the person wrote; a stranger, a machine and a repetition get no answer."""
        try:
            text = await self._take_in(await self.parts.door.read(request))
        except ForbiddenError as error:
            response.status, response.text = 403, error.detail
            return
        except UnavailableError as error:
            response.status, response.text = 503, error.detail
            response.set_header("Retry-After", "2")
            return
        if text is None:
            say_nothing(response)
        else:
            say_by_message(response, text)

    async def _take_in(self, form: Mapping[str, str]) -> str | None:
        sid = form.get("MessageSid", "")
        if not sid or await self.parts.callbacks.was_seen(sid):
            return None
        text = await self._answered(form.get("From", ""), _meant(form))
        await self.parts.callbacks.mark_seen(sid)
        return text

    async def _answered(self, sender: str, reply: Reply) -> str | None:
        if reply.meaning is Meaning.STOP:
            await self._stop(sender)
            return None  # Twilio answers STOP itself, and would refuse to send ours
        if reply.meaning is Meaning.AUTOMATIC:
            return None
        directory = await self.parts.transactions.run(lambda work: work.directory())
        user = owner_of(directory, _KIND, sender)
        if user is None:
            return None
        words = words_of(user.locale)
        if reply.meaning is Meaning.UNKNOWN:
            return words.help
        if reply.number is not None:
            return await self._done(user, reply.meaning, reply.number)
        numbers = await self._paged_for(user)
        if not numbers:
            return words.none
        if len(numbers) > 1:
            return words.several.format(number=numbers[0])
        return await self._done(user, reply.meaning, numbers[0])

    async def _done(self, user: User, meaning: Meaning, number: int) -> str:
        words = words_of(user.locale)
        incident = await self.parts.incident_of_number(number)
        if incident is None:
            return words.refused.format(number=number)

        async def answer(work: Work, incident_id: IncidentId = incident.id) -> None:
            await self.parts.answer_page(
                work, incident_id, meaning, user_id=user.id, kinds=(_KIND,)
            )

        try:
            await self.parts.transactions.run(answer)
        except UnavailableError:
            raise
        except HikeshiError:
            return words.refused.format(number=number)
        said = {
            Meaning.ACKNOWLEDGE: words.acknowledged,
            Meaning.ACKNOWLEDGE_ALL: words.acknowledged_all,
        }.get(meaning, words.resolved)
        return said.format(number=number)

    async def _paged_for(self, user: User) -> list[int]:
        waiting = (IncidentStatus.TRIGGERED,)
        filters = IncidentFilters(status=waiting, assignee_id=user.id, drill=None)
        page = await self.parts.incidents.list_page(PageRequest(limit=20), filters)
        return [incident.number for incident in page.items]

    async def _stop(self, sender: str) -> None:
        async def end(work: Work) -> None:
            methods = methods_at(await work.directory(), _KIND, sender)
            await self.parts.end_verification(work, [m.id for m in methods], by=SYSTEM)

        await self.parts.transactions.run(end)


def _meant(form: Mapping[str, str]) -> Reply:
    if form.get("OptOutType", "").upper() == "STOP":
        return Reply(Meaning.STOP)
    return read_reply(form.get("Body", ""))
