"""Recognise the API token a request came with."""

from attrs import frozen

from hikeshi.access.model.api_token import TOKEN_PREFIX, ApiToken
from hikeshi.access.model.secret import digest, matches
from hikeshi.access.ports import AccessWork


@frozen
class UseApiToken:
    """Recognise the API token a request came with."""

    async def __call__(self, work: AccessWork, secret: str) -> ApiToken | None:
        """Return the living token of that secret; its use is noted at most once a minute."""
        if not secret.startswith(TOKEN_PREFIX):
            return None
        token = await work.api_tokens.find(digest(secret))
        if token is None or not (matches(token.digest, secret) and token.is_alive(work.now)):
            return None
        if token.is_use_worth_noting(work.now):
            await work.api_tokens.mark_used(token.id, work.now)
        return token
