"""What every domain may know: identities, time, severity, actors, permissions, events, work."""
