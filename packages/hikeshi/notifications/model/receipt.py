"""What a provider says of a message after it has taken it on."""

from attrs import frozen

from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.outcome import DeliveryReport


@frozen(kw_only=True)
class Receipt:
    """Later word of one attempt: a status callback, or a person who answered.

    Args:
        number: Which attempt of the notification.
    """

    notification_id: NotificationId
    number: int
    report: DeliveryReport
