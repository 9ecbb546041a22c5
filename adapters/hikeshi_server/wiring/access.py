"""Provides the use cases of signing in, and what HTTP needs of them."""

from dependency_injector import containers, providers

from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.access.use_cases.charge_sign_in import ChargeSignIn
from hikeshi.access.use_cases.create_api_token import CreateApiToken
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.end_access import EndAccess
from hikeshi.access.use_cases.forget_ended import ForgetEnded
from hikeshi.access.use_cases.list_api_tokens import ListApiTokens
from hikeshi.access.use_cases.list_calendar_feeds import ListCalendarFeeds
from hikeshi.access.use_cases.list_sessions import ListSessions
from hikeshi.access.use_cases.refresh_session import RefreshSession
from hikeshi.access.use_cases.revoke_api_token import RevokeApiToken
from hikeshi.access.use_cases.revoke_calendar_feed import RevokeCalendarFeed
from hikeshi.access.use_cases.revoke_session import RevokeSession
from hikeshi.access.use_cases.settle_sign_in import SettleSignIn
from hikeshi.access.use_cases.sign_in import SignIn
from hikeshi.access.use_cases.sign_out import SignOut
from hikeshi.access.use_cases.use_api_token import UseApiToken
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed
from hikeshi.access.use_cases.use_session import UseSession
from hikeshi.flow.first_start import FirstStart
from hikeshi.flow.recognising import Recognising
from hikeshi.flow.signing_in import SigningIn
from hikeshi.flow.work import Transactions
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.http.auth.cookies import CookieSessions
from hikeshi_server.inbound.http.auth.parts import AuthParts
from hikeshi_server.inbound.http.idempotency import IdempotencyKeys
from hikeshi_server.outbound.passwords import Argon2PasswordHasher
from hikeshi_server.outbound.secrets import derive_key
from hikeshi_server.outbound.tokens import JwtAccessTokens, RandomSecretSource
from hikeshi_server.outbound.tokens.signing_keys import SigningKeys


def _csrf_key(secret_keys: tuple[bytes, ...]) -> bytes:
    return derive_key(secret_keys[0], "csrf token")


class AccessContainer(containers.DeclarativeContainer):
    """One of each serves everybody; `parts` is what HTTP is made of, `first_start` what a start is.

    Args:
        transactions: Where everything happens.
        clock: Tells the instant.
        secret_keys: As HIKESHI_SECRET_KEYS has them.
        public_url: Where people reach this server.
        idempotency_keys: Keep the answers of requests that may be repeated.
    """

    transactions: providers.Dependency[Transactions] = providers.Dependency()
    clock: providers.Dependency[Clock] = providers.Dependency()
    secret_keys = providers.Dependency(instance_of=tuple)
    public_url = providers.Dependency(instance_of=str)
    idempotency_keys: providers.Dependency[IdempotencyKeys] = providers.Dependency()

    passwords = providers.Singleton(Argon2PasswordHasher)
    secret_source = providers.Singleton(RandomSecretSource)
    signing_keys = providers.Singleton(SigningKeys, secret_keys)
    access_tokens = providers.Singleton(JwtAccessTokens, signing_keys, public_url)

    change_password = providers.Singleton(ChangePassword)
    charge_sign_in = providers.Singleton(ChargeSignIn)
    create_api_token = providers.Singleton(CreateApiToken, secret_source)
    create_calendar_feed = providers.Singleton(CreateCalendarFeed, secret_source)
    end_access = providers.Singleton(EndAccess)
    forget_ended = providers.Singleton(ForgetEnded)
    list_api_tokens = providers.Singleton(ListApiTokens)
    list_calendar_feeds = providers.Singleton(ListCalendarFeeds)
    list_sessions = providers.Singleton(ListSessions)
    refresh_session = providers.Singleton(RefreshSession, secret_source)
    revoke_api_token = providers.Singleton(RevokeApiToken)
    revoke_calendar_feed = providers.Singleton(RevokeCalendarFeed)
    revoke_session = providers.Singleton(RevokeSession)
    settle_sign_in = providers.Singleton(SettleSignIn)
    sign_in = providers.Singleton(SignIn, secret_source)
    sign_out = providers.Singleton(SignOut)
    use_api_token = providers.Singleton(UseApiToken)
    use_calendar_feed = providers.Singleton(UseCalendarFeed)
    use_session = providers.Singleton(UseSession)

    first_start = providers.Singleton(FirstStart, transactions, passwords, change_password)
    signing_in = providers.Singleton(
        SigningIn,
        transactions=transactions,
        passwords=passwords,
        access_tokens=access_tokens,
        charge_sign_in=charge_sign_in,
        settle_sign_in=settle_sign_in,
        sign_in=sign_in,
        refresh_session=refresh_session,
        change_password=change_password,
    )
    recognising = providers.Singleton(
        Recognising, transactions, access_tokens, use_session, use_api_token
    )
    cookies = providers.Singleton(
        CookieSessions,
        signing_in,
        transactions,
        sign_out,
        csrf_key=providers.Callable(_csrf_key, secret_keys),
        public_url=public_url,
    )
    parts = providers.Singleton(
        AuthParts,
        transactions=transactions,
        clock=clock,
        access_tokens=access_tokens,
        signing_in=signing_in,
        recognising=recognising,
        cookies=cookies,
        sign_out=sign_out,
        list_sessions=list_sessions,
        revoke_session=revoke_session,
        create_api_token=create_api_token,
        list_api_tokens=list_api_tokens,
        revoke_api_token=revoke_api_token,
        idempotency_keys=idempotency_keys,
    )
