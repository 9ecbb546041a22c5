"""What we sign and what we draw: access tokens and secrets."""

from hikeshi_server.outbound.tokens.access_tokens import JwtAccessTokens
from hikeshi_server.outbound.tokens.secret_source import RandomSecretSource

__all__ = ["JwtAccessTokens", "RandomSecretSource"]
