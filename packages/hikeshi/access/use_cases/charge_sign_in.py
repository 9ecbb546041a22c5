"""Count an attempt to sign in before its password is looked at."""

from datetime import timedelta

from attrs import field, frozen

from hikeshi.access.errors import TooManyAttemptsError
from hikeshi.access.model.login_throttle import LoginThrottle, throttle_keys, wait_for
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.ids import UserId


@frozen(kw_only=True)
class SignInAttempt:
    """An attempt that was charged, and what its password has to fit.

    Args:
        user_id: Whose account it is; nothing when nobody may sign in under that address.
        hash: The kept hash of that person's password, if they have one.
        throttles: Keys of what was charged: the pair, then the address.
    """

    user_id: UserId | None
    hash: str | None = field(repr=False)
    throttles: tuple[str, str]


@frozen
class ChargeSignIn:
    """Count an attempt to sign in before its password is looked at."""

    async def __call__(
        self, work: AccessWork, *, email: str, user_id: UserId | None, address: str
    ) -> SignInAttempt:
        """Charge the attempt; the rule is in `hikeshi.access.model.login_throttle`.

        Raises:
            TooManyAttemptsError: This one is not looked at, and not counted.
        """
        keys = throttle_keys(email, address)
        locked = await work.login_throttles.lock_many(keys)
        pair, network = (locked[key] for key in keys)
        wait = wait_for(pair, network, work.now)
        if wait > timedelta(0):
            raise TooManyAttemptsError(wait)
        charged: list[LoginThrottle] = [each.charged(work.now) for each in (pair, network)]
        await work.login_throttles.save_many(charged)
        return SignInAttempt(user_id=user_id, hash=await _kept_hash(work, user_id), throttles=keys)


async def _kept_hash(work: AccessWork, user_id: UserId | None) -> str | None:
    if user_id is None:
        return None
    credential = (await work.credentials.lock_many([user_id])).get(user_id)
    return credential.hash if credential is not None else None
