"""What is read about people, teams, services, senders and contact methods: filters and views."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from attrs import frozen

from hikeshi.kernel.actor import Role
from hikeshi.kernel.ids import (
    ContactMethodId,
    HolidaySetId,
    IntegrationId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import IntegrationKind


@frozen(kw_only=True)
class UserFilters:
    """Which people are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    email: str | None = None
    role: Role | None = None
    active: bool | None = None
    team_id: TeamId | None = None


@frozen(kw_only=True)
class TeamFilters:
    """Which teams are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    user_id: UserId | None = None


@frozen(kw_only=True)
class ServiceFilters:
    """Which services are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    team_id: TeamId | None = None


@frozen(kw_only=True)
class HolidaySetFilters:
    """Which sets of holidays are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key")

    key: str | None = None
    source: str | None = None


@frozen(kw_only=True)
class IntegrationFilters:
    """Which senders are wanted; nothing = all.

    Args:
        routed: True = only those without a service, whose signals go through the routes.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("name", "-name")

    service_id: ServiceId | None = None
    kind: IntegrationKind | None = None
    routed: bool | None = None


@frozen(kw_only=True)
class ContactMethodFilters:
    """Which contact methods are wanted.

    Args:
        user_id: Whose; nothing = one's own.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key")

    user_id: UserId | None = None
    kind: ContactKind | None = None


@frozen(kw_only=True)
class HolidaySetView:
    """A set of holidays.

    Args:
        horizon: The last day it says anything about; nothing where it says nothing.
        ends_soon: It says nothing about the days after the next 60: add the days that follow.
    """

    id: HolidaySetId
    key: str
    source: str | None
    dates: tuple[date, ...]
    until: date | None
    horizon: date | None
    ends_soon: bool
    version: int


def holiday_set_view(found: HolidaySet, today: date) -> HolidaySetView:
    """Return a set of holidays as it is answered on a day."""
    return HolidaySetView(
        id=found.id,
        key=found.key,
        source=found.source,
        dates=found.dates,
        until=found.until,
        horizon=found.horizon,
        ends_soon=found.ends_soon(today),
        version=found.version,
    )


@frozen(kw_only=True)
class IntegrationView:
    """A sender as people see it.

    Args:
        url: Where it posts; `{key}` stands in the place of a key that is not shown.
        key: The current secret; nothing to whom may not see it.
        older_keys: How many older keys still live.
    """

    id: IntegrationId
    service_id: ServiceId | None
    kind: IntegrationKind
    name: str
    url: str
    key: str | None
    older_keys: int
    mapping: Mapping[str, str]
    version: int


@frozen(kw_only=True)
class ContactMethodView:
    """A contact method as its owner sees it.

    Args:
        secret: The signing secret of a webhook, shown once: in the answer that creates it.
    """

    id: ContactMethodId
    user_id: UserId
    key: str
    kind: ContactKind
    address: str
    verified: bool
    secret: str | None
    version: int
