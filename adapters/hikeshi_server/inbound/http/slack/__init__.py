"""What comes from Slack: pressed buttons and slash commands, signed by it."""
