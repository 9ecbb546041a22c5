"""What the doors for Twilio are made of."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from attrs import field, frozen

from hikeshi.flow.phone_replies import AnswerPage
from hikeshi.flow.work import Transactions
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.queries import IncidentQueries
from hikeshi.notifications.use_cases.keep_receipt import KeepReceipt
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts
from hikeshi.teams.use_cases.end_verification import EndVerification
from hikeshi_server.inbound.http.twilio.door import TwilioDoor


class Callbacks(Protocol):
    """Knows callbacks again."""

    async def was_seen(self, callback_id: str) -> bool:
        """Say whether this callback was taken in before."""
        ...

    async def mark_seen(self, callback_id: str) -> None:
        """Remember that this callback was taken in."""
        ...


@frozen(kw_only=True)
class TwilioParts:
    """What the doors for Twilio are made of.

    Args:
        incident_of_number: Finds the incident people call by that number.
    """

    door: TwilioDoor
    transactions: Transactions
    callbacks: Callbacks
    incidents: IncidentQueries
    incident_of_number: Callable[[int], Awaitable[Incident | None]]
    record_receipts: RecordReceipts = field(factory=RecordReceipts)
    keep_receipt: KeepReceipt = field(factory=KeepReceipt)
    answer_page: AnswerPage = field(factory=AnswerPage)
    end_verification: EndVerification = field(factory=EndVerification)
