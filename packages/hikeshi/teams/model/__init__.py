"""People, teams, services, integrations and contact methods."""
