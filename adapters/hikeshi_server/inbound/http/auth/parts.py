"""What signing in over HTTP is made of."""

from attrs import frozen

from hikeshi.access.ports import AccessTokens
from hikeshi.access.use_cases.create_api_token import CreateApiToken
from hikeshi.access.use_cases.list_api_tokens import ListApiTokens
from hikeshi.access.use_cases.list_sessions import ListSessions
from hikeshi.access.use_cases.revoke_api_token import RevokeApiToken
from hikeshi.access.use_cases.revoke_session import RevokeSession
from hikeshi.access.use_cases.sign_out import SignOut
from hikeshi.flow.recognising import Recognising
from hikeshi.flow.signing_in import SigningIn
from hikeshi.flow.work import Transactions
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.http.auth.cookies import CookieSessions
from hikeshi_server.inbound.http.idempotency import IdempotencyKeys


@frozen(kw_only=True)
class AuthParts:
    """What signing in over HTTP is made of."""

    transactions: Transactions
    clock: Clock
    access_tokens: AccessTokens
    signing_in: SigningIn
    recognising: Recognising
    cookies: CookieSessions
    sign_out: SignOut
    list_sessions: ListSessions
    revoke_session: RevokeSession
    create_api_token: CreateApiToken
    list_api_tokens: ListApiTokens
    revoke_api_token: RevokeApiToken
    idempotency_keys: IdempotencyKeys
