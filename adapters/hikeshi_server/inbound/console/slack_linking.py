"""What links a Slack account to the person who is signed in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from attrs import field, frozen

from hikeshi.flow.linking import LinkAccount
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.model.contact_method import ContactKind


class LinkUsedError(ForbiddenError):
    """This link was used already: press the button in Slack again."""


class Seen(Protocol):
    """Knows links again, for longer than they can be used."""

    async def was_seen(self, callback_id: str) -> bool:
        """Say whether this was used before."""
        ...

    async def mark_seen(self, callback_id: str) -> None:
        """Remember that this was used."""
        ...


@frozen(kw_only=True)
class SlackLinking:
    """What the page is made of.

    Args:
        read_token: Returns the member a link was made for, or raises ForbiddenError.
        email_of: Asks Slack for the e-mail address of a member.
    """

    read_token: Callable[[str, datetime], str]
    email_of: Callable[[str], Awaitable[str | None]]
    seen: Seen
    link_account: LinkAccount = field(factory=LinkAccount)

    async def member_of(self, token: str, now: datetime) -> str:
        """Return the member a link was made for.

        Raises:
            ForbiddenError: It was not made here, is too old, or was used.
        """
        member = self.read_token(token, now)
        if await self.seen.was_seen(_known(token)):
            raise LinkUsedError
        return member

    async def link(self, work: Work, member: str, *, by: Actor) -> None:
        """Make the account a verified contact method of the person.

        Raises:
            AccountTakenError: It is somebody else's here.
        """
        await self.link_account(work, ContactKind.SLACK, member, by=by)

    async def use_up(self, token: str) -> None:
        """Remember that the link was used."""
        await self.seen.mark_seen(_known(token))


def _known(token: str) -> str:
    """Return what is remembered of a link: its token opens nothing for who reads the table."""
    return f"link {sha256(token.encode()).hexdigest()}"
