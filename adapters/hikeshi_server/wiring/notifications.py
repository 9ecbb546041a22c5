"""Provides the use cases of notifications."""

from dependency_injector import containers, providers

from hikeshi.notifications.use_cases.announce_acknowledged import AnnounceAcknowledged
from hikeshi.notifications.use_cases.announce_resolved import AnnounceResolved
from hikeshi.notifications.use_cases.begin_planned import BeginPlanned
from hikeshi.notifications.use_cases.claim_notices import ClaimNotices
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.create_rule import CreateRule
from hikeshi.notifications.use_cases.delete_rule import DeleteRule
from hikeshi.notifications.use_cases.discard_dead_letter import DiscardDeadLetter
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters
from hikeshi.notifications.use_cases.drop_waiting import DropWaiting
from hikeshi.notifications.use_cases.edit_rule import EditRule
from hikeshi.notifications.use_cases.fall_back import FallBack
from hikeshi.notifications.use_cases.forget_notices import ForgetNotices
from hikeshi.notifications.use_cases.hasten_pages import HastenPages
from hikeshi.notifications.use_cases.keep_receipt import KeepReceipt
from hikeshi.notifications.use_cases.plan_notifications import PlanNotifications
from hikeshi.notifications.use_cases.record_deliveries import RecordDeliveries
from hikeshi.notifications.use_cases.record_notices import RecordNotices
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts
from hikeshi.notifications.use_cases.replay_dead_letter import ReplayDeadLetter
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters


class NotificationsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    worker_name = providers.Dependency(instance_of=str)

    announce_acknowledged = providers.Singleton(AnnounceAcknowledged)
    announce_resolved = providers.Singleton(AnnounceResolved)
    begin_planned = providers.Singleton(BeginPlanned, worker=worker_name)
    claim_notices = providers.Singleton(ClaimNotices)
    forget_notices = providers.Singleton(ForgetNotices)
    claim_notifications = providers.Singleton(ClaimNotifications, worker=worker_name)
    create_rule = providers.Singleton(CreateRule)
    delete_rule = providers.Singleton(DeleteRule)
    discard_dead_letter = providers.Singleton(DiscardDeadLetter)
    discard_dead_letters = providers.Singleton(DiscardDeadLetters)
    drop_waiting = providers.Singleton(DropWaiting)
    edit_rule = providers.Singleton(EditRule)
    fall_back = providers.Singleton(FallBack)
    keep_receipt = providers.Singleton(KeepReceipt)
    hasten_pages = providers.Singleton(HastenPages)
    plan_notifications = providers.Singleton(PlanNotifications)
    record_deliveries = providers.Singleton(RecordDeliveries)
    record_notices = providers.Singleton(RecordNotices)
    record_receipts = providers.Singleton(RecordReceipts)
    replay_dead_letter = providers.Singleton(ReplayDeadLetter)
    replay_dead_letters = providers.Singleton(ReplayDeadLetters)
