"""/notifications and /dead-letters"""

from attrs import field, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.ids import NotificationId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.notifications.errors import NotificationNotFoundError
from hikeshi.notifications.model.discarding import Discarding
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.queries import (
    DeadLetterFilters,
    NotificationDetail,
    NotificationFilters,
    NotificationQueries,
    notification_detail,
)
from hikeshi.notifications.use_cases.discard_dead_letter import DiscardDeadLetter
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters
from hikeshi.notifications.use_cases.replay_dead_letter import ReplayDeadLetter
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters
from hikeshi_server.inbound.http.api.bodies.dead_letters import (
    DiscardsBody,
    DiscardsView,
    ReplaysBody,
    ReplaysView,
    discards_view,
    replays_view,
)
from hikeshi_server.inbound.http.api.call import Call


@frozen(kw_only=True)
class Notifications:
    """/notifications and /dead-letters"""

    queries: NotificationQueries
    replay_dead_letter: ReplayDeadLetter = field(factory=ReplayDeadLetter)
    replay_dead_letters: ReplayDeadLetters = field(factory=ReplayDeadLetters)
    discard_dead_letter: DiscardDeadLetter = field(factory=DiscardDeadLetter)
    discard_dead_letters: DiscardDeadLetters = field(factory=DiscardDeadLetters)

    async def list_page(
        self, call: Call, page: PageRequest, filters: NotificationFilters
    ) -> PageOf[Notification]:
        """GET /notifications"""
        del call
        return await self.queries.list_page(page, filters)

    async def read(
        self, work: Work, call: Call, notification: NotificationId
    ) -> NotificationDetail:
        """GET /notifications/{notification}"""
        del call
        found = (await work.notifications.get_many((notification,))).get(notification)
        if found is None:
            raise NotificationNotFoundError
        attempts = await work.delivery_attempts.of_notifications((notification,))
        return notification_detail(found, attempts.get(notification, ()))

    async def list_dead_letters(
        self, call: Call, page: PageRequest, filters: DeadLetterFilters
    ) -> PageOf[Notification]:
        """GET /dead-letters"""
        del call
        return await self.queries.dead_letters_page(page, filters)

    async def replay(self, work: Work, call: Call, notification: NotificationId) -> Notification:
        """POST /dead-letters/{notification}/replays"""
        return await self.replay_dead_letter(work, notification, by=call.actor)

    async def replay_many(self, work: Work, call: Call, body: ReplaysBody) -> ReplaysView:
        """POST /dead-letters/replays"""
        found = await self.queries.dead_letters_page(body.page, body.filters)
        wanted = [dead.id for dead in found.items]
        made = await self.replay_dead_letters(work, wanted, by=call.actor)
        return replays_view(made, found.next_cursor)

    async def discard(
        self, work: Work, call: Call, notification: NotificationId, body: Discarding
    ) -> Notification:
        """POST /dead-letters/{notification}/discards"""
        return await self.discard_dead_letter(work, notification, body, by=call.actor)

    async def discard_many(self, work: Work, call: Call, body: DiscardsBody) -> DiscardsView:
        """POST /dead-letters/discards"""
        found = await self.queries.dead_letters_page(body.page, body.filters)
        wanted = [dead.id for dead in found.items]
        made = await self.discard_dead_letters(work, wanted, body.asked, by=call.actor)
        return discards_view(made, found.next_cursor)
