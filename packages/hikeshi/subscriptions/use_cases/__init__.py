"""What can be done with subscriptions: one file a verb."""
