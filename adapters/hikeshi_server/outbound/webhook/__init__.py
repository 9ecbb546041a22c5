"""Pages to a URL, signed as Standard Webhooks 1.0.0 has it."""

from hikeshi_server.outbound.webhook.client import generate_secret

__all__ = ["generate_secret"]
