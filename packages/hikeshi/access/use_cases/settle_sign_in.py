"""Say what became of an attempt: refund the charge, or write down the refusal."""

from attrs import evolve, frozen

from hikeshi.access.events import SignInRefused
from hikeshi.access.model.login_throttle import FORGOTTEN_AFTER, KNOWN_FOR
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases.charge_sign_in import SignInAttempt
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import EventId


@frozen
class SettleSignIn:
    """Say what became of an attempt: refund the charge, or write down the refusal."""

    async def __call__(
        self,
        work: AccessWork,
        attempt: SignInAttempt,
        *,
        is_right: bool,
        new_hash: str | None = None,
    ) -> bool:
        """Return whether the person is let in.

        A refusal is an answer, not an exception: what it writes has to be committed.

        Args:
            attempt: What was charged.
            is_right: The password fitted the hash the attempt carries.
            new_hash: The same password, hashed with today's parameters, if they changed.
        """
        if not (is_right and await self._still_fits(work, attempt, new_hash)):
            refused = SignInRefused(
                id=EventId(work.ids()), at=work.now, by=SYSTEM, user_id=attempt.user_id
            )
            work.record(refused)
            return False
        locked = await work.login_throttles.lock_many(attempt.throttles)
        pair, network = (locked[key] for key in attempt.throttles)
        await work.login_throttles.save_many([pair.trusted(work.now), network.refunded()])
        await work.login_throttles.forget(work.now - FORGOTTEN_AFTER, work.now - KNOWN_FOR)
        return True

    async def _still_fits(
        self, work: AccessWork, attempt: SignInAttempt, new_hash: str | None
    ) -> bool:
        if attempt.user_id is None:
            return False
        locked = await work.credentials.lock_many([attempt.user_id])
        credential = locked.get(attempt.user_id)
        if credential is None or credential.hash != attempt.hash:
            return False
        if new_hash is not None:
            await work.credentials.save_many([evolve(credential, hash=new_hash)])
        return True
