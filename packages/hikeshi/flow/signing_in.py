"""Who may come in: joins people and their access, with the slow hash outside every transaction."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from attrs import field, frozen

from hikeshi.access.errors import SessionEndedError, SignInRefusedError
from hikeshi.access.model.credential import check_password
from hikeshi.access.model.session import Device, SessionKind
from hikeshi.access.ports import AccessClaims, AccessTokens, PasswordHasher
from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.access.use_cases.charge_sign_in import ChargeSignIn, SignInAttempt
from hikeshi.access.use_cases.refresh_session import RefreshSession
from hikeshi.access.use_cases.settle_sign_in import SettleSignIn
from hikeshi.access.use_cases.sign_in import OpenSession, SignIn
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.actor import Actor, Role
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import SessionId
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.user import User

#: How long an access token is believed.
ACCESS_TOKEN_LIFE = timedelta(minutes=15)


@frozen
class SignedInDevice:
    """What a device gets: a session, its secret, and an access token that says so."""

    opened: OpenSession
    access_token: str = field(repr=False)


@frozen
class SigningIn:
    """Lets people in, keeps them in, and changes their passwords.

    A password is looked at between two transactions: the first charges the attempt, the second
    settles it; so that no lock is held meanwhile and attempts made at once are all counted.
    """

    transactions: Transactions
    passwords: PasswordHasher
    access_tokens: AccessTokens
    charge_sign_in: ChargeSignIn
    settle_sign_in: SettleSignIn
    sign_in: SignIn
    refresh_session: RefreshSession
    change_password: ChangePassword

    async def open(
        self,
        *,
        email: str,
        password: str,
        device: Device,
        kind: SessionKind = SessionKind.API,
        request_id: str | None = None,
    ) -> SignedInDevice:
        """Open a session with a password.

        Raises:
            SignInRefusedError: Nobody active has that address and that password.
            TooManyAttemptsError: The attempt was not looked at.
        """
        attempt = await self._charge(email, device)
        is_right, new_hash = await self._look_at(attempt, password)

        async def settle(work: Work) -> SignedInDevice | None:
            user = await _active_user(work, email)
            is_theirs = is_right and user is not None and user.id == attempt.user_id
            if not await self.settle_sign_in(work, attempt, is_right=is_theirs, new_hash=new_hash):
                return None
            return await self._open(work, attempt, kind, device)

        device_in = await self.transactions.run(settle, request_id=request_id)
        if device_in is None:
            raise SignInRefusedError
        return device_in

    async def refresh(
        self, refresh_token: str, *, device: Device, request_id: str | None = None
    ) -> SignedInDevice:
        """Return the next refresh token and a new access token.

        Raises:
            SessionEndedError: The token opens nothing; one used twice has ended its session.
        """

        async def rotate(work: Work) -> SignedInDevice | None:
            directory = await work.directory()
            opened = await self.refresh_session(
                work, refresh_token, device=device, is_active=directory.is_active
            )
            return self._with_access_token(work, opened) if opened is not None else None

        device_in = await self.transactions.run(rotate, request_id=request_id)
        if device_in is None:
            raise SessionEndedError
        return device_in

    async def replace_password(
        self,
        *,
        present: str,
        new: str,
        by: Actor,
        session_id: SessionId,
        device: Device,
        request_id: str | None = None,
    ) -> None:
        """Change one's own password; one's other sessions end.

        Raises:
            SignInRefusedError: The present password is wrong.
            TooManyAttemptsError: The attempt was not looked at.
            WeakPasswordError: The new one is too easy to guess.
        """
        user = await self.transactions.run(_finding(lambda user: user.id == by.id))
        check_password(new, user.email)
        attempt = await self._charge(user.email, device)
        is_right, _ = await self._look_at(attempt, present)
        new_hash = await self.passwords.hash(new)

        async def change(work: Work) -> bool:
            if not await self.settle_sign_in(work, attempt, is_right=is_right):
                return False
            await self.change_password(work, user.id, new_hash=new_hash, by=by, keep=session_id)
            return True

        if not await self.transactions.run(change, request_id=request_id):
            raise SignInRefusedError("The present password is wrong.")

    async def set_password(
        self, user_ref: str, *, new: str, by: Actor, request_id: str | None = None
    ) -> None:
        """Give somebody a password, as an admin; their sessions end.

        Args:
            user_ref: Id or key of the person.
            new: Their password from now on.
            by: Needs `administer`, and `own` where it is an owner's password.

        Raises:
            UserNotFoundError: There is no such person.
            ForbiddenError: A permission is missing.
            WeakPasswordError: The password is too easy to guess.
        """
        require(by, Permission.ADMINISTER)
        user = await self.transactions.run(
            _finding(lambda user: user_ref in {str(user.id), user.key})
        )
        if user.role is Role.OWNER:
            require(by, Permission.OWN)
        check_password(new, user.email)
        new_hash = await self.passwords.hash(new)

        async def change(work: Work) -> None:
            await self.change_password(work, user.id, new_hash=new_hash, by=by)

        await self.transactions.run(change, request_id=request_id)

    async def _charge(self, email: str, device: Device) -> SignInAttempt:
        async def charge(work: Work) -> SignInAttempt:
            user = await _active_user(work, email)
            return await self.charge_sign_in(
                work,
                email=email,
                user_id=user.id if user is not None else None,
                address=device.address,
            )

        return await self.transactions.run(charge)

    async def _look_at(self, attempt: SignInAttempt, password: str) -> tuple[bool, str | None]:
        is_right = await self.passwords.verify(attempt.hash, password)
        if not is_right or attempt.hash is None or not self.passwords.is_outdated(attempt.hash):
            return is_right, None
        return is_right, await self.passwords.hash(password)

    async def _open(
        self, work: Work, attempt: SignInAttempt, kind: SessionKind, device: Device
    ) -> SignedInDevice | None:
        if attempt.user_id is None:
            return None
        opened = await self.sign_in(work, user_id=attempt.user_id, kind=kind, device=device)
        return self._with_access_token(work, opened)

    def _with_access_token(self, work: Work, opened: OpenSession) -> SignedInDevice:
        session = opened.session
        claims = AccessClaims(
            user_id=session.user_id,
            session_id=session.id,
            expires_at=work.now + ACCESS_TOKEN_LIFE,
        )
        return SignedInDevice(opened, self.access_tokens.issue(claims, work.now))


async def _active_user(work: Work, email: str) -> User | None:
    user = await work.users.find_by_email(email.strip())
    return user if user is not None and user.active else None


def _finding(is_wanted: Callable[[User], bool]) -> Callable[[Work], Awaitable[User]]:
    async def find(work: Work) -> User:
        directory = await work.directory()
        user = next((user for user in directory.users.values() if is_wanted(user)), None)
        if user is None:
            raise UserNotFoundError
        return user

    return find
