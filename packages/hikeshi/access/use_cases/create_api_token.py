"""Make an API token for oneself."""

from attrs import field, frozen

from hikeshi.access.events import ApiTokenCreated
from hikeshi.access.model.api_token import SHOWN_BYTES, TOKEN_PREFIX, ApiToken, ApiTokenDraft
from hikeshi.access.model.secret import SECRET_BYTES
from hikeshi.access.ports import AccessWork, SecretSource
from hikeshi.access.use_cases._ending import require_session
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ApiTokenId, EventId, SessionId


@frozen
class NewApiToken:
    """An API token and its secret, which is shown this once."""

    token: ApiToken
    secret: str = field(repr=False)


@frozen
class CreateApiToken:
    """Make an API token for oneself."""

    secrets: SecretSource

    async def __call__(
        self,
        work: AccessWork,
        draft: ApiTokenDraft,
        *,
        by: Actor,
        session_id: SessionId | None,
    ) -> NewApiToken:
        """Make it.

        Raises:
            InvalidError: See `ApiTokenDraft.token`.
            SessionRequiredError: The person came with an API token: one that leaked must not
                outlive its revocation.
        """
        require_session(session_id)
        shown = TOKEN_PREFIX + self.secrets.text(SHOWN_BYTES)
        secret = shown + self.secrets.text(SECRET_BYTES)
        token = draft.token(ApiTokenId(work.ids()), shown, secret, by=by, now=work.now)
        await work.api_tokens.save_many([token])
        work.record(
            ApiTokenCreated(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                user_id=token.user_id,
                api_token_id=token.id,
                name=token.name,
                scopes=token.scopes,
                expires_at=token.expires_at,
            )
        )
        return NewApiToken(token, secret)
