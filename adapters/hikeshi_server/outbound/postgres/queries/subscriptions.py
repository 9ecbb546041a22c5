"""Messages to subscriptions listed from PostgreSQL: one statement a page."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.subscriptions.queries import MessageFilters, MessageView, message_view
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection
from hikeshi_server.outbound.postgres.subscriptions import to_message


@frozen
class PostgresSubscriptionQueries:
    """Lists messages to subscriptions."""

    _reader: Reader

    async def messages_page(
        self, subscription_id: SubscriptionId, page: PageRequest, filters: MessageFilters
    ) -> PageOf[MessageView]:
        """Return a page of the messages of a subscription."""
        keyset = Keyset.read(page, filters.SORTS, (subscription_id, filters))
        statuses = filters.status
        wanted = (
            Selection("SELECT * FROM subscription_messages")
            .where("subscription_id = {}", subscription_id)
            .where("status = ANY({}::text[])", None if statuses is None else list(statuses))
            .where("type = {}", filters.type)
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([message_view(to_message(row)) for row in rows], lambda _: "")
