"""What nobody wants to hear of for a while, in a file."""

from datetime import datetime
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.configuration.documents.services import MatchDocument

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class MatcherDocument:
    """A condition on a label, in the shape of Alertmanager's API v2."""

    name: str
    value: str
    is_regex: bool = False
    is_equal: bool = True


@frozen(kw_only=True)
class SilenceDocument:
    """Alerts nobody wants to hear of; they match all `matchers`, or all labels of `match`."""

    matchers: Annotated[tuple[MatcherDocument, ...], _omitted] = ()
    match: Annotated[MatchDocument | None, _omitted] = None
    starts_at: datetime
    ends_at: datetime
    comment: str
    team: Annotated[str | None, _omitted] = None


@frozen(kw_only=True)
class MaintenanceWindowDocument:
    """Services that are being worked on; without an end until somebody ends it."""

    key: Annotated[str | None, _omitted] = None
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None = None
    reason: str
    team: Annotated[str | None, _omitted] = None
