"""Services, integrations, routes and groupings."""

import re
from collections.abc import Iterable
from datetime import timedelta

from attrs import frozen

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route, check_complete
from hikeshi.configuration.documents import (
    GroupingDocument,
    IntegrationDocument,
    RouteDocument,
    ServiceDocument,
)
from hikeshi.configuration.identities import (
    integration_id,
    integration_key,
    route_id,
    service_id,
)
from hikeshi.configuration.readers.hours import HoursReader
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.kernel.keys import check_key
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.model.service import Service

_GROUPED_BY = re.compile(r"labels\..+|title|source|severity")


@frozen
class ServiceReader:
    """Reads what alerts are about, and how signals get there."""

    references: References

    def read_services(self, parts: Iterable[Part[ServiceDocument]]) -> tuple[Service, ...]:
        """Read services."""
        return tuple(self._service(part) for part in parts)

    def read_integrations(
        self, parts: Iterable[Part[IntegrationDocument]]
    ) -> tuple[Integration, ...]:
        """Read integrations; each gets a key made from its name."""
        return tuple(self._integration(part) for part in parts)

    def read_routes(self, parts: Iterable[Part[RouteDocument]], listed: int) -> tuple[Route, ...]:
        """Read the ordered routes.

        Args:
            parts: The readable ones.
            listed: How many the file lists.
        """
        read = (self._route(part) for part in parts)
        routes = tuple(route for route in read if route is not None)
        # With one missing, the last one read may not be the last one listed.
        if len(routes) == listed:
            self.references.faults.attempt(lambda: check_complete(routes), "/routes")
        return routes

    def read_groupings(self, parts: Iterable[Part[GroupingDocument]]) -> tuple[Grouping, ...]:
        """Read how services group their alerts; one grouping each."""
        groupings = dict[str, Grouping]()
        for part in parts:
            grouping = self._grouping(part)
            if part.document.service in groupings:
                detail = f"“{part.document.service}” has a grouping already"
                self.references.faults.add(f"{part.pointer}/service", detail)
            elif grouping is not None:
                groupings[part.document.service] = grouping
        return tuple(groupings.values())

    def _service(self, part: Part[ServiceDocument]) -> Service:
        document, pointer, references = part.document, part.pointer, self.references
        references.faults.attempt(lambda: check_key(document.key), pointer)
        policies = f"{pointer}/severity_policies"
        return Service(
            id=service_id(document.key),
            key=document.key,
            name=document.name or document.key,
            team_id=references.team(document.team, f"{pointer}/team"),
            description=document.description,
            escalation_policy_id=references.policy(
                document.escalation_policy, f"{pointer}/escalation_policy"
            ),
            acknowledge_timeout=document.acknowledge_timeout,
            auto_resolve=document.auto_resolve,
            resolve_with_alerts=document.resolve_with_alerts,
            severity_policies={
                severity: references.policy(key, f"{policies}/{severity.value}")
                for severity, key in document.severity_policies.items()
            },
            support_hours=HoursReader(references).support_hours(
                document.support_hours, f"{pointer}/support_hours"
            ),
            labels=document.labels,
        )

    def _integration(self, part: Part[IntegrationDocument]) -> Integration:
        document, pointer = part.document, part.pointer
        if not document.name.strip():
            self.references.faults.add(f"{pointer}/name", "must not be empty")
        if document.mapping and document.kind is not IntegrationKind.GENERIC:
            detail = "belongs to the kind generic: leave it out"
            self.references.faults.add(f"{pointer}/mapping", detail)
        return Integration(
            id=integration_id(document.name, document.service),
            kind=document.kind,
            name=document.name,
            keys=(integration_key(document.name, document.service),),
            service_id=self.references.service(document.service, f"{pointer}/service"),
            mapping=document.mapping,
        )

    def _route(self, part: Part[RouteDocument]) -> Route | None:
        document = part.document
        found = self.references.service(document.service, f"{part.pointer}/service")
        if found is None:
            return None
        position = int(part.pointer.rpartition("/")[2])
        return Route(
            id=route_id(position),
            service_id=found,
            labels=document.match.labels,
            severity=document.severity,
            position=position,
        )

    def _grouping(self, part: Part[GroupingDocument]) -> Grouping | None:
        document, faults = part.document, self.references.faults
        found = self.references.service(document.service, f"{part.pointer}/service")
        if not document.by:
            faults.add(f"{part.pointer}/by", "must name at least one field")
        for index, name in enumerate(document.by):
            if not _GROUPED_BY.fullmatch(name):
                detail = "must be labels.NAME, title, source or severity"
                faults.add(f"{part.pointer}/by/{index}", detail)
        if document.window < timedelta(seconds=1):
            faults.add(f"{part.pointer}/window_seconds", "must be at least one second")
        return None if found is None else Grouping(found, document.by, document.window)
