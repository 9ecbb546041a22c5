"""Messages to subscriptions listed from memory."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store
from hikeshi.subscriptions.queries import MessageFilters, MessageView, message_view


@frozen
class InMemorySubscriptionQueries:
    """Lists messages to subscriptions."""

    store: Store

    async def messages_page(
        self, subscription_id: SubscriptionId, page: PageRequest, filters: MessageFilters
    ) -> PageOf[MessageView]:
        """Return a page of the messages of a subscription."""
        keyset = Keyset.read(page, filters.SORTS, (subscription_id, filters))
        rows = (
            message_view(message)
            for message in self.store.subscription_messages.rows.values()
            if message.subscription_id == subscription_id and passes(message, filters)
        )
        return keyset.cut(rows, lambda _: "")
