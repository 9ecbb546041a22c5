"""What people do with people, teams, services and senders; the listing is the feature list."""
