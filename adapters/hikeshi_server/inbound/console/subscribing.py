"""Programs elsewhere that are told what happens: what the buttons of their pages do."""

from collections.abc import Awaitable, Callable, Mapping

from attrs import evolve, field, frozen

from hikeshi.audit.queries import JournalReader
from hikeshi.flow.streaming import check_types
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.subscriptions.model.subscription import Subscription, SubscriptionDraft
from hikeshi.subscriptions.queries import SubscriptionQueries
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription
from hikeshi.subscriptions.use_cases.delete_subscription import DeleteSubscription
from hikeshi.subscriptions.use_cases.edit_subscription import EditSubscription
from hikeshi.subscriptions.use_cases.remove_older_secrets import RemoveOlderSecrets
from hikeshi.subscriptions.use_cases.replay_message import ReplayMessage
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret
from hikeshi_server.inbound.console.forms import read_id, read_version


@frozen(kw_only=True)
class SubscriptionVerbs:
    """The use cases behind the buttons, and what their pages read.

    Args:
        journal: Says where it ends: a new subscription is told what comes after.
    """

    queries: SubscriptionQueries
    journal: JournalReader
    create: CreateSubscription
    rotate: RotateSigningSecret
    edit: EditSubscription = field(factory=EditSubscription)
    delete: DeleteSubscription = field(factory=DeleteSubscription)
    remove_older_secrets: RemoveOlderSecrets = field(factory=RemoveOlderSecrets)
    replay: ReplayMessage = field(factory=ReplayMessage)

    async def add(self, work: Work, draft: SubscriptionDraft, *, by: Actor) -> Subscription:
        """Let a program be told what happens from now on."""
        position = await self.journal.last_position()
        return await self.create(work, draft, position=position, by=by)


@frozen
class AskingAbout:
    """A form somebody sent about a subscription."""

    verbs: SubscriptionVerbs
    id: SubscriptionId
    form: Mapping[str, str]
    by: Actor

    @property
    def version(self) -> int:
        """The version the page showed."""
        return read_version(self.form)


Act = Callable[[AskingAbout, Work], Awaitable[Subscription | None]]


def read_subscription(form: Mapping[str, str]) -> SubscriptionDraft:
    """Return the subscription of a form; types stand one a line, or with blanks between.

    Raises:
        InvalidError: Naming the field.
    """
    types = tuple(form.get("types", "").replace(",", " ").split())
    if not types:
        raise InvalidError.at("/types", "must name at least one, such as incident.*")
    check_types(types, "/types")
    name, url = form.get("name", "").strip(), form.get("url", "").strip()
    return SubscriptionDraft(name=name, url=url, types=types)


async def _switch(asking: AskingAbout, work: Work) -> None:
    active = asking.form.get("active") == "yes"
    await asking.verbs.edit(
        work,
        asking.id,
        lambda draft: evolve(draft, active=active),
        by=asking.by,
        expected_version=asking.version,
    )


async def _rotate(asking: AskingAbout, work: Work) -> Subscription:
    version = asking.version
    return await asking.verbs.rotate(work, asking.id, by=asking.by, expected_version=version)


async def _remove_older_secrets(asking: AskingAbout, work: Work) -> None:
    version = asking.version
    verb = asking.verbs.remove_older_secrets
    await verb(work, asking.id, by=asking.by, expected_version=version)


async def _remove(asking: AskingAbout, work: Work) -> None:
    version = asking.version
    await asking.verbs.delete(work, asking.id, by=asking.by, expected_version=version)


async def _replay(asking: AskingAbout, work: Work) -> None:
    message = SubscriptionMessageId(read_id(asking.form.get("id", "")))
    await asking.verbs.replay(work, asking.id, message, by=asking.by)


#: What each button does.
VERBS: Mapping[str, Act] = {
    "switch": _switch,
    "rotate": _rotate,
    "remove-older-secrets": _remove_older_secrets,
    "remove": _remove,
    "replay": _replay,
}
