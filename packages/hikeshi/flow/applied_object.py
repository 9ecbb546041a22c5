"""What files last made of an object, to tell what was done to it elsewhere since."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen


@frozen(kw_only=True)
class AppliedObject:
    """An object as files last left it.

    Args:
        digest: Of what a file would say of it.
        at: When files were applied that spoke of it and found or left it so.
    """

    object_id: UUID
    digest: str
    at: datetime


class AppliedObjectRepository(Protocol):
    """Keeps what files last made of objects."""

    async def list_all(self) -> Mapping[UUID, AppliedObject]:
        """Return all of them, by the object."""
        ...

    async def save_many(self, objects: Sequence[AppliedObject]) -> None:
        """Write these in the place of those before."""
        ...
