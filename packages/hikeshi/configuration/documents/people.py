"""People and teams in a file."""

from datetime import timedelta
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.configuration.documents.hours import ConditionDocument
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Urgency
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.floor import FloorEntry

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class ContactMethodDocument:
    """A way to reach a person.

    `verified` counts in rehearsals and in memory; a server believes its own verification.
    """

    key: str
    kind: ContactKind
    address: str = ""
    verified: bool = False


@frozen(kw_only=True)
class NotificationRuleDocument:
    """Use the person's contact method of that key so long after the page, where that holds."""

    urgency: Urgency = Urgency.HIGH
    delay: timedelta = timedelta(0)
    contact_method: str
    when: Annotated[ConditionDocument | None, _omitted] = None


@frozen(kw_only=True)
class UserDocument:
    """A person; without a name they are called by their key."""

    key: str
    name: str | None = None
    email: str | None = None
    time_zone: str = "UTC"
    locale: Annotated[str, _omitted] = "en"
    role: Annotated[Role, _omitted] = Role.RESPONDER
    active: Annotated[bool, _omitted] = True
    quiet_hours: Annotated[QuietHours | None, _omitted] = None
    contact_methods: tuple[ContactMethodDocument, ...] = ()
    notification_rules: tuple[NotificationRuleDocument, ...] = ()


@frozen(kw_only=True)
class MemberDocument:
    """A person in a team."""

    user: str
    role: TeamRole = TeamRole.RESPONDER


@frozen(kw_only=True)
class TeamDocument:
    """A team; its members are paged in this order."""

    key: str
    name: str | None = None
    members: tuple[MemberDocument, ...] = ()
    floor: Annotated[tuple[FloorEntry, ...], _omitted] = ()
