"""Everything the console is put together from."""

from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from typing import Protocol

from attrs import field, frozen

from hikeshi.alerts.queries import AlertQueries
from hikeshi.flow.proofs import EVERY_KIND
from hikeshi.flow.reopening import ReopenUnlessNewer
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.queries import IncidentQueries
from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.queries import NotificationQueries
from hikeshi.notifications.use_cases.discard_dead_letters import DiscardDeadLetters
from hikeshi.notifications.use_cases.replay_dead_letters import ReplayDeadLetters
from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi_server.inbound.console.absences import AbsenceVerbs
from hikeshi_server.inbound.console.devices import Devices
from hikeshi_server.inbound.console.first_steps import FirstSteps
from hikeshi_server.inbound.console.ports import ConsoleQueries, ReadToken
from hikeshi_server.inbound.console.quieting import QuietVerbs
from hikeshi_server.inbound.console.reaching import Reaching
from hikeshi_server.inbound.console.senders import SenderVerbs
from hikeshi_server.inbound.console.slack_linking import SlackLinking
from hikeshi_server.inbound.console.subscribing import SubscriptionVerbs
from hikeshi_server.inbound.console.swapping import SwapVerbs
from hikeshi_server.inbound.console.team_requests import TeamVerbs
from hikeshi_server.inbound.http.auth import CookieSessions
from hikeshi_server.inbound.load_ledger import LoadLedger
from hikeshi_server.inbound.rehearsing import RehearsalRoom


class Verb(Protocol):
    """A use case a single button asks for."""

    def __call__(self, work: Work, incident_id: IncidentId, *, by: Actor) -> Awaitable[Incident]:
        """Do it as `by`."""
        ...


def _nothing_held() -> str | None:
    return None


@frozen(kw_only=True)
class ConsoleParts:
    """What the pages need.

    Args:
        verbs: `acknowledge`, `take`, `resolve` and `escalate`, by those names.
        slack_linking: Nothing where no Slack app is configured.
        form_keys: Keys of the tokens in forms; the first one makes them.
        public_url: Where senders and people reach this server.
        provided: Kinds of contact methods it has providers for.
        held: Says why nothing is sent at present; nothing = everything leaves.
    """

    transactions: Transactions
    clock: Clock
    queries: ConsoleQueries
    incidents: IncidentQueries
    load_ledger: LoadLedger
    alerts: AlertQueries
    notifications: NotificationQueries
    cookies: CookieSessions
    read_token: ReadToken
    read_press_token: ReadToken
    verbs: Mapping[str, Verb]
    first_steps: FirstSteps
    devices: Devices
    reaching: Reaching
    senders: SenderVerbs
    subscriptions: SubscriptionVerbs
    slack_linking: SlackLinking | None
    form_keys: Sequence[bytes] = field(repr=False)
    public_url: str
    provided: Container[str] = EVERY_KIND
    reopen: ReopenUnlessNewer = field(factory=ReopenUnlessNewer)
    add_note: AddNote = field(factory=AddNote)
    page_by_hand: PageByHand = field(factory=PageByHand)
    add_override: AddOverride = field(factory=AddOverride)
    edit_schedule: EditSchedule = field(factory=EditSchedule)
    rehearsal_room: RehearsalRoom = field(factory=RehearsalRoom)
    absences: AbsenceVerbs = field(factory=AbsenceVerbs)
    swaps: SwapVerbs = field(factory=SwapVerbs)
    quiet: QuietVerbs = field(factory=QuietVerbs)
    team: TeamVerbs = field(factory=TeamVerbs)
    replay_dead_letters: ReplayDeadLetters = field(factory=ReplayDeadLetters)
    discard_dead_letters: DiscardDeadLetters = field(factory=DiscardDeadLetters)
    held: Callable[[], str | None] = _nothing_held
