"""What a subscription is, and what becomes of each message it is sent."""
