"""What comes from Slack: buttons and slash commands, posted and signed, or over a socket."""
