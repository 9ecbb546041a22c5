"""Who somebody in Slack is here."""

from collections.abc import Awaitable, Callable

from attrs import evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.recognising import actor_of
from hikeshi.flow.work import Transactions
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import UserId
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.user import User


@frozen
class Member:
    """A person who speaks from Slack.

    Args:
        actor: With the roles they have now.
    """

    user: User
    actor: Actor


@frozen
class SlackPeople:
    """Knows people by their Slack accounts.

    Args:
        email_of: Asks Slack for the e-mail address of a member.
    """

    transactions: Transactions
    email_of: Callable[[str], Awaitable[str | None]]

    async def find(self, member: str) -> Member | None:
        """Return the person whose verified contact method that member is.

        By the member's ID; else by the address Slack knows, which its administrators vouch for:
        that of a contact method, or the person's own. Where it fits several people it is nobody.
        """
        directory = await self.transactions.run(lambda work: work.directory())
        found = _by_address(directory, member)
        if not found and (email := await self.email_of(member)):
            found = _by_address(directory, email) or _by_email(directory, email)
        if len(found) != 1:
            return None
        (user_id,) = found
        actor = actor_of(directory, user_id)
        if actor is None:
            return None
        return Member(directory.users[user_id], evolve(actor, channel=ContactKind.SLACK.value))


def _by_address(directory: Directory, address: str) -> set[UserId]:
    return {
        method.user_id
        for method in directory.contact_methods
        if method.kind is ContactKind.SLACK
        and method.verified
        and method.address.casefold() == address.casefold()
    }


def _by_email(directory: Directory, email: str) -> set[UserId]:
    wanted = email.casefold()
    return {
        user.id
        for user in directory.users.values()
        if user.active and user.email is not None and user.email.casefold() == wanted
    }
