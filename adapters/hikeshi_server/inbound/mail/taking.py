"""Takes in one mail, however it came: refuses it aloud, ignores machines, or does what it says."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Protocol

import structlog
from attrs import field, frozen

from hikeshi.flow.mail_replies import AnswerMail, TakeBounce, read_mail_reply
from hikeshi.flow.phone_replies import Meaning
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import ForbiddenError, HikeshiError, InvalidError
from hikeshi.kernel.ids import NotificationId
from hikeshi_server.inbound.mail.reading import Bounce, Mail, read_mail

_log = structlog.get_logger(__name__)


class NotUnderstoodError(InvalidError):
    """Nothing was done: begin your reply with the word ack to acknowledge, or resolve."""


class AnsweredAlreadyError(ForbiddenError):
    """This page was answered by mail already: open the incident and sign in."""


class Taken(StrEnum):
    """What came of a mail."""

    ACKNOWLEDGE = "acknowledged"
    RESOLVE = "resolved"
    BOUNCED = "taken as not delivered"
    IGNORED = "written by a machine, nothing was done"
    REPEATED = "known already, nothing was done"


class Seen(Protocol):
    """Knows mails again."""

    async def was_seen(self, callback_id: str) -> bool:
        """Say whether this was taken in before."""
        ...

    async def mark_seen(self, callback_id: str) -> None:
        """Remember that this was taken in."""
        ...


@frozen(kw_only=True)
class TakeInMail:
    """Takes in one mail.

    Args:
        read_address: Returns which notification an address stands for, or raises ForbiddenError.
        is_automatic: Says by its headers whether a machine wrote a mail.
        seen: Remembers longer than a page can be answered.
    """

    transactions: Transactions
    read_address: Callable[[str], NotificationId]
    is_automatic: Callable[[Iterable[tuple[str, str]]], bool]
    seen: Seen
    answer_mail: AnswerMail = field(factory=AnswerMail)
    take_bounce: TakeBounce = field(factory=TakeBounce)

    async def __call__(self, address: str, raw: bytes, *, return_path: str | None = None) -> Taken:
        """Do what a mail says.

        Args:
            address: Where it was sent to; empty: look for it in the mail.
            return_path: See `read_mail`.

        Raises:
            ForbiddenError: The address was not made here, the page is too old, was answered
                already, or the mail is not from its person.
            InvalidError: The mail cannot be read or understood.
            UnavailableError: Try again soon.
        """
        try:
            # Reading a hostile mail takes its time, and pages do not wait for it.
            mail = await asyncio.to_thread(read_mail, raw, return_path)
            taken = await self._take_in(address, mail)
        except HikeshiError as error:
            _log.warning("mail_refused", reason=type(error).__name__)
            raise
        _log.info("mail_taken_in", what=taken.value)
        return taken

    async def _take_in(self, address: str, mail: Mail) -> Taken:
        notification_id = self._notification(address, mail)
        known = f"mail {notification_id} {mail.digest}"
        if await self.seen.was_seen(known):
            return Taken.REPEATED
        if mail.bounce is not None:
            await self._bounced(notification_id, mail.bounce)
            taken = Taken.BOUNCED
        elif self.is_automatic(mail.headers):
            taken = Taken.IGNORED
        else:
            taken = await self._answered(notification_id, mail)
        await self.seen.mark_seen(known)
        return taken

    def _notification(self, address: str, mail: Mail) -> NotificationId:
        candidates = [address] if address else list(mail.recipients)
        for candidate in candidates[:-1]:
            try:
                return self.read_address(candidate)
            except ForbiddenError:
                continue
        return self.read_address(candidates[-1] if candidates else "")

    async def _answered(self, notification_id: NotificationId, mail: Mail) -> Taken:
        meaning = read_mail_reply(mail.text)
        if meaning is Meaning.UNKNOWN:
            raise NotUnderstoodError
        # Each word works once for a page: a mail that somebody kept and changed is worth nothing.
        used = f"mail {notification_id} {meaning.value}"
        if await self.seen.was_seen(used):
            raise AnsweredAlreadyError

        async def answer(work: Work) -> None:
            await self.answer_mail(work, notification_id, meaning, sender=mail.sender)

        await self._run(answer)
        await self.seen.mark_seen(used)
        return Taken[meaning.name]

    async def _bounced(self, notification_id: NotificationId, bounce: Bounce) -> None:
        reason = f"A mail server gave it back: {bounce.status} {bounce.said}".rstrip()
        evidence = {"status": bounce.status, "answer": bounce.said}

        async def take(work: Work) -> None:
            await self.take_bounce(work, notification_id, reason, evidence)

        await self._run(take)

    async def _run(self, act: Callable[[Work], Awaitable[None]]) -> None:
        await self.transactions.run(act)
