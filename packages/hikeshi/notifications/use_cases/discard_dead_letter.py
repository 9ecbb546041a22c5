"""Take one page off the list of dead letters."""

from attrs import field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import (
    IncidentBusyError,
    NobodyReachedError,
    NotADeadLetterError,
    NotificationNotFoundError,
)
from hikeshi.notifications.model.discarding import Discarding, Hindrance
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters

_REFUSALS: dict[Hindrance, type[HikeshiError]] = {
    Hindrance.NO_DEAD_LETTER: NotADeadLetterError,
    Hindrance.UNREACHED: NobodyReachedError,
    Hindrance.BUSY: IncidentBusyError,
}


@frozen
class DiscardDeadLetter:
    """Take one dead letter off the list, or say why it has to stay."""

    discard_dead_letters: DiscardDeadLetters = field(factory=DiscardDeadLetters)

    async def __call__(
        self,
        work: NotificationWork,
        notification_id: NotificationId,
        asked: Discarding,
        *,
        by: Actor,
    ) -> Notification:
        """Discard it.

        Raises:
            NotificationNotFoundError: There is none.
            NotADeadLetterError: It did not fail, or is off the list already.
            NobodyReachedError: Nobody has its incident or was told of it; force discards it.
            IncidentBusyError: Somebody changes the incident at this moment.
        """
        made = await self.discard_dead_letters(work, [notification_id], asked, by=by)
        if not made:
            raise NotificationNotFoundError
        if made[0].skipped is not None:
            raise _REFUSALS[made[0].skipped]
        return (await work.notifications.get_many([notification_id]))[notification_id]
