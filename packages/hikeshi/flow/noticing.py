"""Messages that are no pages: which are still wanted, and to whom they go."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.reminding import reminder_is_void
from hikeshi.flow.telling_hand_offs import summary_is_void
from hikeshi.flow.telling_who_has_it import news_is_void
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ContactMethodId, NoticeId, UserId
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.teams.errors import TooManyCodesError
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.verification import CODE_LIFE, CODES_WITHIN, MOST_CODES_EACH
from hikeshi.teams.use_cases.request_verification import RequestVerification

#: A notice that begins to be sent, and whom it goes to.
Addressed = tuple[Notice, Recipient]


@frozen
class SendVerificationCode:
    """Make a code for a contact method and have it sent there, in one work."""

    request_verification: RequestVerification

    async def __call__(
        self, work: Work, method_id: ContactMethodId, *, by: Actor
    ) -> tuple[ContactMethod, Notice]:
        """Return the method and the notice with its code.

        Raises:
            ContactMethodNotFoundError: There is none.
            ForbiddenError: It is neither the actor's own nor theirs to administer.
            ConflictError: It is verified already, or its kind takes no codes.
            TooManyCodesError: Enough were sent of late, to it or to all methods of its person.
        """
        asked = await self.request_verification(work, method_id, by=by)
        await _refuse_too_many(work, asked.method.user_id)
        id_ = NoticeId(work.ids())
        notice = Notice(
            id=id_,
            user_id=asked.method.user_id,
            topic=Topic.VERIFICATION_CODE,
            subject=str(id_),
            code=asked.code,
            contact_method_id=method_id,
            created_at=work.now,
            due_at=work.now,
            expires_at=work.now + CODE_LIFE,
        )
        await work.notices.add_many([notice])
        return asked.method, notice


async def _refuse_too_many(work: Work, user_id: UserId) -> None:
    # Locked, so that two requests at one moment do not each take the last code there is.
    await work.users.lock_many((user_id,))
    since = work.now - CODES_WITHIN
    sent = await work.notices.created_since(user_id, Topic.VERIFICATION_CODE, since)
    if len(sent) >= MOST_CODES_EACH:
        raise TooManyCodesError(sent[-MOST_CODES_EACH] + CODES_WITHIN - work.now)


async def begin_notices(work: Work, claim: ClaimNotices, limit: int) -> Sequence[Addressed]:
    """Begin what is due and still wanted; return it with whom it goes to."""
    directory = await work.directory()
    claimed = await claim(work, limit, lambda notice: no_longer_wanted(notice, directory))
    return [(notice, _recipient(notice, directory)) for notice in claimed]


def no_longer_wanted(notice: Notice, directory: Directory) -> str | None:
    """Return why a notice is not sent any more; nothing while it is wanted."""
    if not directory.is_active(notice.user_id):
        return "the person has left"
    why = _VOID.get(notice.topic)
    return None if why is None else why(notice, directory)


def _code_is_void(notice: Notice, directory: Directory) -> str | None:
    if notice.contact_method_id is None:
        return None
    method = directory.methods_by_id.get(notice.contact_method_id)
    if method is None:
        return "the contact method was removed"
    return "verified meanwhile" if method.verified else None


#: What makes a notice of a topic void, beside its person's having left.
_VOID: Mapping[Topic, Callable[[Notice, Directory], str | None]] = {
    Topic.HAND_OFF_SUMMARY: summary_is_void,
    Topic.INCIDENT_TAKEN: news_is_void,
    Topic.SHIFT_REMINDER: reminder_is_void,
    Topic.VERIFICATION_CODE: _code_is_void,
}


def _recipient(notice: Notice, directory: Directory) -> Recipient:
    user = directory.users[notice.user_id]
    method = next(m for m in directory.contact_methods if m.id == notice.contact_method_id)
    return Recipient(
        user_id=user.id,
        name=user.name,
        locale=user.locale,
        time_zone=user.time_zone,
        address=method.address,
        secret=method.secret,
    )
