"""The senders of a service: what they sent last, and how they are set up."""

from collections.abc import Callable, Iterable, Mapping

from attrs import field, frozen

from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.alerts.queries import UnreadableSignalView
from hikeshi.flow.directory import Directory
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IntegrationId, ServiceId
from hikeshi.teams.model.drafts import IntegrationDraft
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.remove_old_keys import RemoveOldKeys
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.snippets import Snippet, snippets


@frozen(kw_only=True)
class SenderVerbs:
    """The use cases behind the buttons of a service's page."""

    create: CreateIntegration
    rotate_key: RotateIntegrationKey
    remove_old_keys: RemoveOldKeys = field(factory=RemoveOldKeys)

    @classmethod
    def making(cls, new_key: Callable[[], str]) -> "SenderVerbs":
        """Return them with what makes keys of integrations."""
        return cls(create=CreateIntegration(new_key), rotate_key=RotateIntegrationKey(new_key))


@frozen(kw_only=True)
class ShownSender:
    """A sender.

    Args:
        last: Its alert that it spoke of last; nothing where it sent none of late.
        firing: How many of its alerts fire.
        unreadable: The newest message of it that could not be understood.
        snippet: What to paste into it, key and all; nothing to whom may not see keys.
    """

    sender: Integration
    last: Alert | None
    firing: int
    unreadable: UnreadableSignalView | None
    snippet: Snippet | None

    @property
    def older_keys(self) -> int:
        """How many older keys still live."""
        return len(self.sender.keys) - 1


def shown_senders(
    directory: Directory,
    service_id: ServiceId,
    alerts: Iterable[Alert],
    unreadable: Iterable[UnreadableSignalView],
    public_url: str | None,
) -> list[ShownSender]:
    """Return the senders of a service, by name.

    Args:
        directory: Everything that is configured.
        service_id: Which service.
        alerts: Its newest ones.
        unreadable: The newest messages nobody understood, newest first.
        public_url: Where senders reach this server; nothing = keys are not shown.
    """
    spoken: dict[IntegrationId, list[Alert]] = {}
    for alert in alerts:
        spoken.setdefault(alert.integration_id, []).append(alert)
    odd: dict[IntegrationId, UnreadableSignalView] = {}
    for message in unreadable:
        odd.setdefault(message.integration_id, message)
    theirs = (s for s in directory.integrations.values() if s.service_id == service_id)
    return [
        ShownSender(
            sender=sender,
            last=max(spoken.get(sender.id, ()), key=lambda a: a.last_seen_at, default=None),
            firing=sum(a.status is AlertStatus.FIRING for a in spoken.get(sender.id, ())),
            unreadable=odd.get(sender.id),
            snippet=None
            if public_url is None
            else next(iter(snippets([sender], public_url)), None),
        )
        for sender in sorted(theirs, key=lambda each: (each.name, each.id))
    ]


def read_sender(form: Mapping[str, str], service_id: ServiceId) -> IntegrationDraft:
    """Return the sender of a form.

    Raises:
        InvalidError: Naming the field.
    """
    kind, name = form.get("kind", ""), form.get("name", "").strip()
    if kind not in set(IntegrationKind):
        raise InvalidError.at("/kind", one_of(IntegrationKind))
    if not name:
        raise InvalidError.at("/name", "must not be empty: how people know it")
    return IntegrationDraft(kind=IntegrationKind(kind), name=name, service_id=service_id)
