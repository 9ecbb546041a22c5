"""A person who may sign in, be on call and be paged."""

from attrs import frozen

from hikeshi.kernel.actor import Role
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.teams.model.notice_wishes import NoticeWishes


@frozen(kw_only=True)
class User:
    """A person.

    Args:
        key: Readable key, unique among people.
        time_zone: IANA name; times are shown to the person in it.
        locale: Language of screens and messages: `en` or `ja`.
        role: What the person may do across the organisation.
        notices: Which messages that are no pages they want.
        quiet_hours: When what can wait does; nothing = there are none.
        active: False once the person has left; nothing is deleted.
    """

    id: UserId
    key: str
    name: str
    email: str
    time_zone: str = "UTC"
    locale: str = "en"
    role: Role = Role.RESPONDER
    notices: NoticeWishes = NoticeWishes()
    quiet_hours: QuietHours | None = None
    active: bool = True
    version: int = 1
