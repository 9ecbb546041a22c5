"""A configuration as decisions look it up, without a store."""

from hikeshi.configuration.configuration import Configuration
from hikeshi.flow.directory import Directory


def directory_of(configuration: Configuration) -> Directory:
    """Return everything in a configuration, each kind in the order of the file."""
    return Directory(
        users={user.id: user for user in configuration.users},
        teams={team.id: team for team in configuration.teams},
        services={service.id: service for service in configuration.services},
        integrations={each.id: each for each in configuration.integrations},
        routes=configuration.routes,
        groupings={each.service_id: each for each in configuration.groupings},
        silences={silence.id: silence for silence in configuration.silences},
        maintenance_windows={each.id: each for each in configuration.maintenance_windows},
        schedules={schedule.id: schedule for schedule in configuration.schedules},
        policies={policy.id: policy for policy in configuration.policies},
        drills={drill.id: drill for drill in configuration.drills},
        contact_methods=configuration.contact_methods,
        notification_rules=configuration.notification_rules,
        holidays={each.id: each for each in configuration.holidays},
        organisation=configuration.organisation,
    )
