"""Provides the use cases of subscriptions."""

from collections.abc import Callable

from dependency_injector import containers, providers

from hikeshi.subscriptions.use_cases.claim_messages import ClaimMessages
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription
from hikeshi.subscriptions.use_cases.delete_subscription import DeleteSubscription
from hikeshi.subscriptions.use_cases.edit_subscription import EditSubscription
from hikeshi.subscriptions.use_cases.forget_messages import ForgetMessages
from hikeshi.subscriptions.use_cases.record_posts import RecordPosts
from hikeshi.subscriptions.use_cases.remove_older_secrets import RemoveOlderSecrets
from hikeshi.subscriptions.use_cases.replay_message import ReplayMessage
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret


class SubscriptionsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    #: Makes signing secrets.
    new_secret: providers.Dependency[Callable[[], str]] = providers.Dependency()

    claim_messages = providers.Singleton(ClaimMessages)
    forget_messages = providers.Singleton(ForgetMessages)
    create_subscription = providers.Singleton(CreateSubscription, new_secret=new_secret)
    delete_subscription = providers.Singleton(DeleteSubscription)
    edit_subscription = providers.Singleton(EditSubscription)
    record_posts = providers.Singleton(RecordPosts)
    remove_older_secrets = providers.Singleton(RemoveOlderSecrets)
    replay_message = providers.Singleton(ReplayMessage)
    rotate_signing_secret = providers.Singleton(RotateSigningSecret, new_secret=new_secret)
