"""A code sent to a contact method: whoever can read it there owns it."""

import hmac
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from hikeshi.kernel.ids import ContactMethodId

#: So many digits a code has.
CODE_DIGITS = 6
#: A code that was not used by then is worth nothing.
CODE_LIFE = timedelta(minutes=10)
#: So often a code may be guessed: 1 in 200,000 for whoever cannot read it.
MOST_TRIES = 5
#: So many codes are sent to one method in `CODES_WITHIN`.
MOST_CODES = 5
CODES_WITHIN = timedelta(hours=1)
#: So many codes are sent to all methods of one person in `CODES_WITHIN`, those gone included.
MOST_CODES_EACH = 15


@frozen(kw_only=True)
class Verification:
    """The newest code of a contact method, and when codes were sent to it of late.

    Args:
        digest: Keyed digest of method, address and code; empty once it was used or given up.
        expires_at: When the code is worth nothing any more.
        tries: How often it was guessed.
        sent_at: When codes were sent within `CODES_WITHIN`, oldest first.
    """

    contact_method_id: ContactMethodId
    digest: str = field(default="", repr=False)
    expires_at: datetime
    tries: int = 0
    sent_at: tuple[datetime, ...] = ()

    def wait(self, now: datetime) -> timedelta | None:
        """Return how long to wait until another code is sent; nothing where one may be."""
        recent = self._recent(now)
        if len(recent) < MOST_CODES:
            return None
        return recent[-MOST_CODES] + CODES_WITHIN - now

    def renewed(self, digest: str, now: datetime) -> "Verification":
        """Return it with another code; the one before is worth nothing any more."""
        return evolve(
            self,
            digest=digest,
            expires_at=now + CODE_LIFE,
            tries=0,
            sent_at=(*self._recent(now), now),
        )

    def is_open(self, now: datetime) -> bool:
        """Say whether there is a code that may be tried."""
        return bool(self.digest) and now < self.expires_at and self.tries < MOST_TRIES

    def fits(self, digest: str) -> bool:
        """Say whether that is the code, in a time that does not tell how much of it fits."""
        return hmac.compare_digest(self.digest.encode(), digest.encode())

    def tried(self) -> "Verification":
        """Return it after a wrong guess."""
        return evolve(self, tries=self.tries + 1)

    def used(self) -> "Verification":
        """Return it after its code was used: it is good for once."""
        return evolve(self, digest="")

    def _recent(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(at for at in self.sent_at if at + CODES_WITHIN > now)
