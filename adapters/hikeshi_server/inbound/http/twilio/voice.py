"""What a call says, and what the key means that was pressed."""

from collections.abc import Mapping

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.answering_bundles import incidents_of_bundle
from hikeshi.flow.phone_replies import Meaning
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import ForbiddenError, HikeshiError, UnavailableError
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.twilio.calls import Call, ReadCall, RenderPage, RenderSaid
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.inbound.http.twilio.status import is_machine, record, sent_by
from hikeshi_server.inbound.http.twilio.twiml import follow

_KEYS = {"4": Meaning.ACKNOWLEDGE_ALL, "6": Meaning.ESCALATE}
_KIND = "voice"
_HANG_UP = "<Response><Hangup/></Response>"
_LONGEST = 100


@frozen(kw_only=True)
class CallInProgress:
    """POST /integrations/twilio/voice/{token}"""

    parts: TwilioParts
    read_call: ReadCall
    render_page: RenderPage
    render_said: RenderSaid
    clock: Clock

    async def on_post(self, request: Request, response: Response, token: str) -> None:
        """Say the page, or do what the key means; voicemail hears nothing."""
        try:
            form = await self.parts.door.read(request)
            call = self.read_call(token, self.clock.now())
            document = await self._document(request, form, call)
        except ForbiddenError as error:
            response.status, response.text = 403, error.detail
        except UnavailableError as error:
            response.status, response.text = 503, error.detail
            response.set_header("Retry-After", "2")
        else:
            follow(response, document)

    async def _document(self, request: Request, form: Mapping[str, str], call: Call) -> str:
        if is_machine(form):
            await self._prove(
                request, call, form, Outcome.PERMANENT, "Voicemail answered the call."
            )
            return _HANG_UP
        person, incident, others = await self._about(call)
        if person is None or incident is None:
            return _HANG_UP
        if not incident.status.is_open:
            return self._said(person, "over", incident)
        meaning = _KEYS.get(form.get("Digits", ""))
        if meaning is not None:
            return await self._pressed(request, form, call, meaning, person, incident)
        if incident.status is not IncidentStatus.TRIGGERED:
            return self._said(person, "over", incident)
        return self.render_page(
            locale=person.locale,
            severity=incident.severity.value,
            number=incident.number,
            title=incident.title,
            action=self.parts.door.address_of(request),
            others=others,
            drill=incident.is_drill,
        )

    async def _about(self, call: Call) -> tuple[User | None, Incident | None, int]:
        async def look(work: Work) -> tuple[User | None, Incident | None, int]:
            directory = await work.directory()
            incidents = await work.incidents.get_many([call.incident_id])
            active = directory.is_active(call.user_id)
            person = directory.users[call.user_id] if active else None
            told = (await work.notifications.get_many([call.notification_id])).values()
            bundles = [n.bundle_id for n in told if n.bundle_id is not None]
            named = [
                found
                for bundle in bundles
                for found in await incidents_of_bundle(work, bundle, call.user_id)
            ]
            return person, incidents.get(call.incident_id), max(0, len(named) - 1)

        return await self.parts.transactions.run(look)

    async def _pressed(
        self,
        request: Request,
        form: Mapping[str, str],
        call: Call,
        meaning: Meaning,
        person: User,
        incident: Incident,
    ) -> str:
        """Do it once; the same key of the same call again is only said again."""
        known = f"{form.get('CallSid', '')[:_LONGEST]} {meaning.value}"
        if not await self.parts.callbacks.was_seen(known):
            try:
                await self._answer(call, meaning)
            except UnavailableError:
                raise
            except HikeshiError:
                return self._said(person, "refused", incident)
            await self._prove(request, call, form, Outcome.DELIVERED, "A person pressed a key.")
            await self.parts.callbacks.mark_seen(known)
        said = "escalate" if meaning is Meaning.ESCALATE else "acknowledge"
        return self._said(person, said, incident)

    async def _answer(self, call: Call, meaning: Meaning) -> None:
        async def answer(work: Work) -> None:
            await self.parts.answer_page(
                work, call.incident_id, meaning, user_id=call.user_id, kinds=(_KIND,)
            )

        await self.parts.transactions.run(answer)

    async def _prove(
        self,
        request: Request,
        call: Call,
        form: Mapping[str, str],
        outcome: Outcome,
        reason: str,
    ) -> None:
        evidence = {
            name: form[field][:_LONGEST]
            for name, field in (
                ("sid", "CallSid"),
                ("answered_by", "AnsweredBy"),
                ("digits", "Digits"),
            )
            if form.get(field)
        }
        evidence |= sent_by(request)
        report = DeliveryReport(outcome=outcome, reason=reason, evidence=evidence)
        receipt = Receipt(notification_id=call.notification_id, number=call.attempt, report=report)
        await record(self.parts, receipt)

    def _said(self, person: User, what: str, incident: Incident) -> str:
        return self.render_said(locale=person.locale, what=what, number=incident.number)
