"""What people answer a page by mail: what they mean, whether they may, and what it proves."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.phone_replies import ANSWER_WITHIN, AnswerPage, Meaning
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import NotificationId, UserId
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts
from hikeshi.teams.model.contact_method import ContactKind

KIND = ContactKind.EMAIL.value
_LONGEST_LINE = 1_000
#: A question acknowledges nothing: “ack?” asks whether somebody has it.
_END = r"(?=$|[\s,;:.!。、！])(?!\s*\?)"
_WORDS = {
    Meaning.ACKNOWLEDGE: re.compile(
        rf"(?:ack|acked|acknowledged?|(?:了解|承知|確認)(?:致|いた)?(?:しました|です|します)?){_END}"
    ),
    Meaning.RESOLVE: re.compile(rf"(?:resolved?|解決(?:致|いた)?(?:しました|済み)?){_END}"),
}


class ReplyTooOldError(ForbiddenError):
    """This page is too old to be answered by mail: open the incident and sign in."""


class NotTheirAddressError(ForbiddenError):
    """Only the person who was paged may answer, from an e-mail address of theirs known here."""


class AnsweredSeveralError(ForbiddenError):
    """Nothing was done: that mail is about several incidents; open each to resolve it, or ack."""


def read_mail_reply(text: str) -> Meaning:
    """Return what a reply means: its first line begins with the word.

    Args:
        text: Plain text; what is quoted above an answer makes it not understood.
    """
    first = next(_lines(text), "")
    for meaning, form in _WORDS.items():
        if form.match(first):
            return meaning
    return Meaning.UNKNOWN


@frozen
class AnswerMail:
    """Do what a person said by mail about a page; that they answered proves that it arrived."""

    answer_page: AnswerPage = field(factory=AnswerPage)
    record_receipts: RecordReceipts = field(factory=RecordReceipts)

    async def __call__(
        self, work: Work, notification_id: NotificationId, meaning: Meaning, *, sender: str
    ) -> Incident:
        """Do it as the person the notification was for.

        Where its mail was about several, `acknowledge` is meant for each, as its link is.

        Args:
            meaning: `acknowledge` or `resolve`.
            sender: The address it came from.

        Raises:
            ReplyTooOldError: The page was sent too long ago, or is no page.
            NotTheirAddressError: The address is none of the person's.
            AnsweredSeveralError: The mail was about several, and `resolve` does not say which.
            NotPagedError: The person has left.
            IncidentBusyError: Somebody changes the incident at this moment.
        """
        told = await _told(work, notification_id)
        directory = await work.directory()
        if sender.strip().casefold() not in set(_addresses(directory, told.user_id)):
            raise NotTheirAddressError
        incident = await self.answer_page(
            work,
            told.incident_id,
            _meant(told, meaning),
            user_id=told.user_id,
            kinds=(KIND,),
            bundle_id=told.bundle_id,
        )
        proof = DeliveryReport(outcome=Outcome.DELIVERED, reason="The person answered the mail.")
        await self.record_receipts(work, [_receipt(told, proof)])
        return incident


@frozen
class TakeBounce:
    """Write down that a mail server gave a page back: the person's next method follows."""

    record_receipts: RecordReceipts = field(factory=RecordReceipts)

    async def __call__(
        self,
        work: Work,
        notification_id: NotificationId,
        reason: str,
        evidence: Mapping[str, str],
    ) -> None:
        """Count the newest attempt as failed for good.

        Raises:
            ReplyTooOldError: The mail was sent too long ago.
            IncidentBusyError: Somebody changes the incident at this moment.
        """
        told = await _told(work, notification_id, of_any_purpose=True)
        report = DeliveryReport(outcome=Outcome.PERMANENT, reason=reason, evidence=evidence)
        await self.record_receipts(work, [_receipt(told, report)])


def _meant(told: Notification, meaning: Meaning) -> Meaning:
    if told.bundle_id is None:
        return meaning
    if meaning is not Meaning.ACKNOWLEDGE:
        raise AnsweredSeveralError
    return Meaning.ACKNOWLEDGE_ALL


async def _told(
    work: Work, notification_id: NotificationId, *, of_any_purpose: bool = False
) -> Notification:
    told = (await work.notifications.get_many([notification_id])).get(notification_id)
    if told is None or told.kind != KIND or told.created_at <= work.now - ANSWER_WITHIN:
        raise ReplyTooOldError
    if told.purpose is not Purpose.PAGE and not of_any_purpose:
        raise ReplyTooOldError
    return told


def _receipt(told: Notification, report: DeliveryReport) -> Receipt:
    return Receipt(notification_id=told.id, number=told.attempts, report=report)


def _addresses(directory: Directory, user_id: UserId) -> Iterator[str]:
    user = directory.users.get(user_id)
    if user is not None and user.email:
        yield user.email.casefold()
    for method in directory.contact_methods:
        if method.user_id == user_id and method.kind is ContactKind.EMAIL and method.verified:
            yield method.address.casefold()


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        plain = unicodedata.normalize("NFKC", line[:_LONGEST_LINE]).casefold().strip()
        if plain := plain.strip("\ufeff\u200b*_ "):
            yield plain
