"""What somebody says about people, teams, services and senders, before it is taken on.

A draft holds the fields people edit. New objects are made of one; an edit turns the draft of the
object as it is into the draft of the object as wanted.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from attrs import AttrsInstance, asdict, field, fields, frozen

from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import HikeshiError, InvalidError, Sentence
from hikeshi.kernel.ids import EscalationPolicyId, ServiceId, TeamId, UserId
from hikeshi.kernel.keys import check_key
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.kernel.time_zones import time_zone
from hikeshi.teams.model.contact_method import ContactKind, check_address, check_token
from hikeshi.teams.model.floor import FloorEntry, check_floor
from hikeshi.teams.model.holiday_set import in_order
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.model.notice_wishes import NoticeWishes
from hikeshi.teams.model.service import ResolveWithAlerts
from hikeshi.teams.model.team import Membership

D = TypeVar("D", bound=AttrsInstance)

LOCALES = ("en", "ja")
LONGEST_NAME = 255
LONGEST_DESCRIPTION = 10_000
MOST_HOLIDAYS = 5_000


@frozen(kw_only=True)
class UserDraft:
    """The fields of a person; without a name they are called by their key.

    Args:
        email: Where they are written to, and what they sign in with; empty for somebody who is
            only paged.
    """

    key: str
    email: str
    name: str | None = None
    time_zone: str = "UTC"
    locale: str = "en"
    role: Role = Role.RESPONDER
    notices: NoticeWishes = NoticeWishes()
    quiet_hours: QuietHours | None = None
    active: bool = True

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        _check_name(self.name)
        if self.email:
            check_address(ContactKind.EMAIL, self.email, "/email")
        if self.locale not in LOCALES:
            raise InvalidError.at(
                "/locale", Sentence("must be one of {choices}", choices=", ".join(LOCALES))
            )
        try:
            time_zone(self.time_zone)
        except HikeshiError as error:
            raise InvalidError.at("/time_zone", error.said) from None


@frozen(kw_only=True)
class TeamDraft:
    """The fields of a team; without a name it is called by its key."""

    key: str
    name: str | None = None
    members: tuple[Membership, ...] = ()
    floor: tuple[FloorEntry, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        _check_name(self.name)
        check_floor(self.floor)
        seen: set[UserId] = set()
        for index, member in enumerate(self.members):
            if member.user_id in seen:
                raise InvalidError.at(f"/members/{index}/user_id", "is a member twice")
            seen.add(member.user_id)


@frozen(kw_only=True)
class ServiceDraft:
    """The fields of a service; without a name it is called by its key."""

    key: str
    name: str | None = None
    team_id: TeamId | None = None
    description: str = ""
    escalation_policy_id: EscalationPolicyId | None = None
    acknowledge_timeout: timedelta | None = None
    auto_resolve: timedelta | None = None
    resolve_with_alerts: ResolveWithAlerts = ResolveWithAlerts.LAST
    severity_policies: Mapping[Severity, EscalationPolicyId | None] = field(factory=dict)
    support_hours: SupportHours | None = None
    labels: Mapping[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        _check_name(self.name)
        if len(self.description) > LONGEST_DESCRIPTION:
            raise InvalidError.at(
                "/description",
                Sentence("takes at most {most} characters", most=LONGEST_DESCRIPTION),
            )
        for name in ("acknowledge_timeout", "auto_resolve"):
            span = getattr(self, name)
            if span is not None and span < timedelta(seconds=1):
                raise InvalidError.at(f"/{name}_seconds", "must be at least one second, or null")


@frozen(kw_only=True)
class HolidaySetDraft:
    """The fields of a set of holidays."""

    key: str
    source: str | None = None
    dates: tuple[date, ...] = field(default=(), converter=in_order)
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        if len(self.dates) > MOST_HOLIDAYS:
            raise InvalidError.at(
                "/dates", Sentence("takes at most {most} days", most=MOST_HOLIDAYS)
            )


@frozen(kw_only=True)
class IntegrationDraft:
    """The fields of a sender; its keys are made, never given."""

    kind: IntegrationKind
    name: str
    service_id: ServiceId | None = None
    mapping: Mapping[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        _check_name(self.name)
        if self.mapping and self.kind is not IntegrationKind.GENERIC:
            raise InvalidError.at("/mapping", "goes with the kind generic only: leave it out")


@frozen(kw_only=True)
class ContactMethodDraft:
    """The fields of a way to reach a person.

    Args:
        user_id: The person; nothing = the one who creates it.
        token: The access token of an ntfy topic, or the keys of a browser's subscription; never
            answered. Nothing leaves the one there is as long as the address stays; an empty one
            takes it away.
    """

    key: str
    kind: ContactKind
    address: str = ""
    user_id: UserId | None = None
    token: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_key(self.key)
        check_address(self.kind, self.address)
        check_token(self.kind, self.token)


#: What `fields_of` hands on is named as the object's own fields.
Draft = (
    UserDraft | TeamDraft | ServiceDraft | HolidaySetDraft | IntegrationDraft | ContactMethodDraft
)


def draft_of(kind: type[D], whole: object) -> D:
    """Return the draft of an object as it is."""
    return kind(**{entry.name: getattr(whole, entry.name) for entry in fields(kind)})


def fields_of(draft: Draft) -> dict[str, Any]:
    """Return the fields of the object a draft describes."""
    values = asdict(draft, recurse=False)
    if values.get("name", "") is None:
        values["name"] = values["key"]
    return values


def _check_name(name: str | None) -> None:
    if name is not None and not 0 < len(name.strip()) <= LONGEST_NAME:
        raise InvalidError.at(
            "/name", Sentence("must be 1 to {most} characters long", most=LONGEST_NAME)
        )
