"""The slash command `/hikeshi` (docs.slack.dev/interactivity/implementing-slash-commands)."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.page_by_hand import PageRequested
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError
from hikeshi.oncall import Schedule, on_call
from hikeshi_server.inbound.http.idempotency import digest_of
from hikeshi_server.inbound.http.slack.parts import LONGEST_ONCE, SlackParts
from hikeshi_server.inbound.http.slack.people import Member
from hikeshi_server.inbound.http.slack.replies import escaped, reply, who_are_you
from hikeshi_server.inbound.http.slack.signatures import SlackBodyError, signed_body

#: What people write, and the verb it means.
_VERBS = {"ack": "acknowledge", "acknowledge": "acknowledge", "resolve": "resolve"}
#: A number of more digits is none of an incident.
_MOST_DIGITS = 9


@frozen
class SlackCommands:
    """POST /integrations/slack/commands"""

    parts: SlackParts

    async def on_post(self, request: Request, response: Response) -> None:
        """Do what the command says as the person who wrote it; they alone see the answer."""
        parts = self.parts
        form = _form(await signed_body(request, parts.signing_secret, parts.clock))
        # What is sent once more has the same trigger, or at least the same signature.
        once = form["trigger_id"] or request.get_header("X-Slack-Signature") or ""
        response.media = await answer_command(parts, form["user_id"], form["text"], once=once)


async def answer_command(
    parts: SlackParts, member_id: str, text: str, *, once: str
) -> Mapping[str, str]:
    """Do what a command says, however it came; return the answer its writer alone sees.

    Args:
        parts: What every door for Slack is made of.
        member_id: Who wrote it.
        text: What follows the command's name.
        once: The same for the same command, however often it comes.
    """
    member = await parts.people.find(member_id)
    if member is None:
        said = who_are_you(parts.link_url(member_id))
    else:
        said = await _Answering(parts, member, once).answer(text)
    return {"response_type": "ephemeral", "text": said}


@frozen
class _Answering:
    """One person's command."""

    parts: SlackParts
    member: Member
    once: str

    async def answer(self, text: str) -> str:
        """Return what the person is told."""
        word, _, rest = text.strip().partition(" ")
        try:
            if word == "oncall":
                return await self._on_call()
            if word in _VERBS:
                return await self._verb(_VERBS[word], rest.strip().lstrip("#"))
            if word == "page" and " " in rest.strip():
                key, _, title = rest.strip().partition(" ")
                return await self._page(key, title)
        except HikeshiError as error:
            return escaped(error.detail)
        return reply(self.member.user.locale, "usage")

    async def _verb(self, verb: str, number: str) -> str:
        member, locale = self.member, self.member.user.locale
        if not number.isdecimal() or len(number) > _MOST_DIGITS:
            return reply(locale, "usage")
        require(member.actor, Permission.READ)
        found = await self.parts.incident_of_number(int(number))
        if found is None:
            return reply(locale, "no_incident", number=number)
        known = f"command {self.once[:LONGEST_ONCE]}"
        if await self.parts.seen.was_seen(known):
            return reply(locale, "repeated", number=found.number)
        act = self.parts.verbs[verb]
        await self.parts.transactions.run(lambda work: act(work, found.id, by=member.actor))
        await self.parts.seen.mark_seen(known)
        return reply(locale, verb, number=found.number)

    async def _page(self, key: str, title: str) -> str:
        """Page somebody; the same command sent once more gets the answer of the first."""
        member = self.member
        keys, place = self.parts.idempotency_keys, _place(member, self.once)

        async def page(work: Work) -> str:
            directory = await work.directory()
            user = next((u for u in directory.users.values() if u.key == key.lstrip("@")), None)
            if user is None:
                return reply(member.user.locale, "no_person", name=key)
            kept = await keys.claim(work, **place, digest=digest_of([key, title]))
            if kept is not None:
                return kept.body.decode()
            wanted = PageRequested(title=title, user=user.id)
            made = await self.parts.page_by_hand(work, wanted, team_id=None, by=member.actor)
            said = reply(member.user.locale, "page", number=made.number, name=user.name)
            await keys.keep(work, **place, status=200, body=said.encode())
            return said

        return await self.parts.transactions.run(page)

    async def _on_call(self) -> str:
        require(self.member.actor, Permission.READ)
        directory = await self.parts.transactions.run(lambda work: work.directory())
        locale = self.member.user.locale
        nobody = reply(locale, "nobody")
        lines = [
            f"{escaped(schedule.name)}: {self._names(directory, schedule) or nobody}"
            for schedule in directory.schedules.values()
        ]
        return "\n".join(lines) or reply(locale, "no_schedule")

    def _names(self, directory: Directory, schedule: Schedule) -> str:
        people = on_call(schedule, self.parts.clock.now())
        return ", ".join(escaped(directory.users[p].name) for p in people if p in directory.users)


def _place(member: Member, once: str) -> dict[str, str]:
    route, key = "slack /hikeshi page", once[:LONGEST_ONCE]
    return {"actor": str(member.user.id), "route": route, "key": key}


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True)
        return {name: fields.get(name, [""])[0] for name in ("user_id", "text", "trigger_id")}
    except ValueError:
        raise SlackBodyError from None
