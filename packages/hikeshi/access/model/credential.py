"""A person's password, as a slow hash."""

from datetime import datetime

from attrs import field, frozen

from hikeshi.access.errors import WeakPasswordError
from hikeshi.kernel.ids import UserId

#: More than the eight of NIST SP 800-63B, section 5.1.1.1, and like it no rules of composition.
SHORTEST_PASSWORD = 12
#: Longer ones only cost time to hash.
LONGEST_PASSWORD = 1024


@frozen(kw_only=True)
class Credential:
    """A person's password, as a slow hash.

    Args:
        hash: Salt, parameters and hash, as the hasher wrote them; never shown.
    """

    user_id: UserId
    hash: str = field(repr=False)
    changed_at: datetime


def check_password(password: str, email: str, pointer: str = "/new_password") -> str:
    """Return the password if it may be one.

    Raises:
        WeakPasswordError: Too short, too long, one character over and over, or the address.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPasswordError.at(
            pointer, f"must be {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters long"
        )
    if len(set(password)) == 1:
        raise WeakPasswordError.at(pointer, "must not be one character over and over")
    if password.casefold() in {email.casefold(), email.partition("@")[0].casefold()}:
        raise WeakPasswordError.at(pointer, "must not be your e-mail address")
    return password
