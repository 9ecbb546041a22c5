"""Personal rules, notifications, delivery attempts and their outcomes."""
