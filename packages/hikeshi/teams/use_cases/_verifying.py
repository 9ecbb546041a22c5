"""How a code is kept: digested together with what it proves."""

from collections.abc import Callable

from hikeshi.teams.model.contact_method import ContactMethod

#: Digests a text with a key of the installation: there are too few codes for a plain digest.
Digest = Callable[[str], str]


def digested(digest: Digest, method: ContactMethod, code: str) -> str:
    """Return the digest of a code; for another address another code is needed."""
    return digest(f"{method.id}\n{method.kind.value}\n{method.address}\n{code}")
