"""Which programs elsewhere are told what happens, and did they get it?"""

from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus, SubscriptionMessage

__all__ = ["MessageStatus", "Subscription", "SubscriptionMessage"]
