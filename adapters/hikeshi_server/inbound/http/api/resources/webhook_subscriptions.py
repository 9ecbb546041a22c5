"""/webhook-subscriptions"""

from attrs import frozen

from hikeshi.audit.queries import JournalReader
from hikeshi.flow.queries.keyset import Keyset
from hikeshi.flow.streaming import check_types
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.subscriptions.errors import SubscriptionNotFoundError
from hikeshi.subscriptions.model.subscription import Subscription, SubscriptionDraft
from hikeshi.subscriptions.queries import (
    MessageFilters,
    MessageView,
    SubscriptionFilters,
    SubscriptionQueries,
    SubscriptionView,
    message_view,
    subscription_view,
)
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription
from hikeshi.subscriptions.use_cases.delete_subscription import DeleteSubscription
from hikeshi.subscriptions.use_cases.edit_subscription import EditSubscription
from hikeshi.subscriptions.use_cases.remove_older_secrets import RemoveOlderSecrets
from hikeshi.subscriptions.use_cases.replay_message import ReplayMessage
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[SubscriptionDraft] | Whole[SubscriptionDraft]


@frozen(kw_only=True)
class WebhookSubscriptions:
    """/webhook-subscriptions"""

    queries: SubscriptionQueries
    journal: JournalReader
    create_subscription: CreateSubscription
    rotate_signing_secret: RotateSigningSecret
    edit_subscription: EditSubscription = EditSubscription()
    delete_subscription: DeleteSubscription = DeleteSubscription()
    remove_older_secrets: RemoveOlderSecrets = RemoveOlderSecrets()
    replay_message: ReplayMessage = ReplayMessage()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: SubscriptionFilters
    ) -> PageOf[SubscriptionView]:
        """GET /webhook-subscriptions"""
        del call
        found = await work.subscriptions.list_all()
        keyset = Keyset.read(page, filters.SORTS, filters)
        views = (subscription_view(s) for s in found if filters.active in {None, s.active})
        return keyset.cut(views, lambda _: "")

    async def read(self, work: Work, call: Call, subscription: SubscriptionId) -> SubscriptionView:
        """GET /webhook-subscriptions/{subscription}"""
        del call
        return subscription_view(await _found(work, subscription))

    async def create(self, work: Work, call: Call, body: SubscriptionDraft) -> SubscriptionView:
        """POST /webhook-subscriptions"""
        check_types(body.types, "/types")
        made = await self.create_subscription(
            work, body, position=await self.journal.last_position(), by=call.actor
        )
        return subscription_view(made, secret=True)

    async def edit(
        self,
        work: Work,
        call: Call,
        subscription: SubscriptionId,
        body: MergePatch[SubscriptionDraft],
    ) -> SubscriptionView:
        """PATCH /webhook-subscriptions/{subscription}"""
        return await self._change(work, call, subscription, body)

    async def replace(
        self, work: Work, call: Call, subscription: SubscriptionId, body: Whole[SubscriptionDraft]
    ) -> SubscriptionView:
        """PUT /webhook-subscriptions/{subscription}"""
        return await self._change(work, call, subscription, body)

    async def remove(self, work: Work, call: Call, subscription: SubscriptionId) -> None:
        """DELETE /webhook-subscriptions/{subscription}"""
        await self.delete_subscription(
            work, subscription, by=call.actor, expected_version=call.expected_version
        )

    async def rotate(
        self, work: Work, call: Call, subscription: SubscriptionId
    ) -> SubscriptionView:
        """POST /webhook-subscriptions/{subscription}/rotations"""
        rotated = await self.rotate_signing_secret(
            work, subscription, by=call.actor, expected_version=call.expected_version
        )
        return subscription_view(rotated, secret=True)

    async def drop_older_secrets(
        self, work: Work, call: Call, subscription: SubscriptionId
    ) -> SubscriptionView:
        """DELETE /webhook-subscriptions/{subscription}/older-secrets"""
        kept = await self.remove_older_secrets(
            work, subscription, by=call.actor, expected_version=call.expected_version
        )
        return subscription_view(kept)

    async def list_messages(
        self, call: Call, subscription: SubscriptionId, page: PageRequest, filters: MessageFilters
    ) -> PageOf[MessageView]:
        """GET /webhook-subscriptions/{subscription}/messages"""
        del call
        return await self.queries.messages_page(subscription, page, filters)

    async def replay(
        self,
        work: Work,
        call: Call,
        subscription: SubscriptionId,
        message: SubscriptionMessageId,
    ) -> MessageView:
        """POST /webhook-subscriptions/{subscription}/messages/{message}/replays"""
        return message_view(await self.replay_message(work, subscription, message, by=call.actor))

    async def _change(
        self, work: Work, call: Call, subscription: SubscriptionId, body: Change
    ) -> SubscriptionView:
        # Whoever may not administer does not learn which there are.
        require(call.actor, Permission.ADMINISTER)
        before = await _found(work, subscription)
        change = body.onto(subscription_view(before))
        check_types(change(SubscriptionDraft.of(before)).types, "/types")
        edited = await self.edit_subscription(
            work, subscription, change, by=call.actor, expected_version=call.expected_version
        )
        return subscription_view(edited)


async def _found(work: Work, subscription: SubscriptionId) -> Subscription:
    found = (await work.subscriptions.get_many((subscription,))).get(subscription)
    if found is None:
        raise SubscriptionNotFoundError
    return found
