"""Services, integrations, routes and groupings."""

from attrs import frozen

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route
from hikeshi.configuration.documents import (
    GroupingDocument,
    IntegrationDocument,
    MatchDocument,
    RouteDocument,
    ServiceDocument,
)
from hikeshi.configuration.writers.hours import HoursWriter
from hikeshi.configuration.writers.names import Names
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service


@frozen
class ServiceWriter:
    """Writes what alerts are about, and how signals get there."""

    names: Names

    def service(self, service: Service) -> ServiceDocument:
        """Write a service."""
        return ServiceDocument(
            key=service.key,
            name=service.name,
            team=self.names.team(service.team_id),
            description=service.description,
            escalation_policy=self.names.policy(service.escalation_policy_id),
            acknowledge_timeout=service.acknowledge_timeout,
            auto_resolve=service.auto_resolve,
            resolve_with_alerts=service.resolve_with_alerts,
            severity_policies={
                severity: self.names.policy(policy_id)
                for severity, policy_id in service.severity_policies.items()
            },
            support_hours=HoursWriter(self.names).support_hours(service.support_hours),
            labels=service.labels,
        )

    def integration(self, integration: Integration) -> IntegrationDocument:
        """Write a sender; its keys are secrets and stay where they are."""
        return IntegrationDocument(
            name=integration.name,
            kind=integration.kind,
            service=self.names.service(integration.service_id),
            mapping=integration.mapping,
        )

    def route(self, route: Route) -> RouteDocument:
        """Write an entry of the routes."""
        return RouteDocument(
            match=MatchDocument(labels=route.labels),
            service=self.names.services.get(route.service_id, str(route.service_id)),
            severity=route.severity,
        )

    def grouping(self, grouping: Grouping) -> GroupingDocument:
        """Write how a service groups its alerts."""
        return GroupingDocument(
            service=self.names.services.get(grouping.service_id, str(grouping.service_id)),
            by=grouping.by,
            window=grouping.window,
        )
