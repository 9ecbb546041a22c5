"""Pages to people in Slack: one message for an incident, changed in place (docs.slack.dev)."""

from hikeshi_server.outbound.slack.client import SlackClient
from hikeshi_server.outbound.slack.settings import DEFAULT_API_URL, SlackApp

__all__ = ["DEFAULT_API_URL", "SlackApp", "SlackClient"]
