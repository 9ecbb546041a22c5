"""The ordered list of routes on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from attrs import frozen
from cattrs import override

from hikeshi.alerts.model.route import Route
from hikeshi.alerts.use_cases.replace_routes import RouteDraft, version_of
from hikeshi.kernel.ids import RouteId, ServiceId
from hikeshi.kernel.severity import Severity

#: Labels a signal must carry, written `{"labels": {…}}`; nothing, written `all`, matches all.
Match = Mapping[str, str] | None


def read_match(value: object, _: Any) -> Match:
    """Read what a route matches.

    Raises:
        ValueError: Neither `all` nor labels with text values.
    """
    if value == "all":
        return None
    labels = value.get("labels") if isinstance(value, Mapping) and len(value) == 1 else None
    if not isinstance(labels, Mapping) or not all(isinstance(v, str) for v in labels.values()):
        raise ValueError("must be all, or {labels: {name: value}}")
    return dict(labels)


def write_match(match: Match) -> object:
    """Write what a route matches."""
    return "all" if match is None else {"labels": dict(match)}


_match = override(struct_hook=read_match, unstruct_hook=write_match)


@frozen(kw_only=True)
class RouteBody:
    """An entry: the first one that matches a signal says to which service it belongs.

    Args:
        id: As it was read; a list that is written gets new ones.
        severity: Replaces what the sender says, where set.
    """

    match: Annotated[Match, _match]
    service_id: ServiceId
    severity: Severity | None = None
    id: RouteId | None = None

    @property
    def draft(self) -> RouteDraft:
        """The entry as the core takes it."""
        return RouteDraft(service_id=self.service_id, labels=self.match, severity=self.severity)


@frozen(kw_only=True)
class RouteList:
    """All routes in order; the last one matches all."""

    items: tuple[RouteBody, ...]

    @classmethod
    def of(cls, routes: Sequence[Route]) -> "RouteList":
        """Return the list as it is."""
        return cls(
            items=tuple(
                RouteBody(
                    match=route.labels,
                    service_id=route.service_id,
                    severity=route.severity,
                    id=route.id,
                )
                for route in routes
            )
        )


@frozen(kw_only=True)
class RouteListView(RouteList):
    """All routes in order, with the version of the list; they are never cut into pages."""

    version: int
    next_cursor: None = None

    @classmethod
    def of(cls, routes: Sequence[Route]) -> "RouteListView":
        """Return the list as it is."""
        return cls(items=RouteList.of(routes).items, version=version_of(routes))
