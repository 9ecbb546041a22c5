"""What happens to people, teams, services, integrations and contact methods."""

from uuid import UUID

from attrs import frozen

from hikeshi.kernel.events import Event


@frozen(kw_only=True)
class ObjectChanged(Event):
    """Somebody created, changed or deleted one object of the configuration.

    Args:
        kind: The object's kind as the API names it, singular: `user`, `service`, ….
        object_id: Which object.
        key: Its readable key or name.
        fields: Names of the changed fields; empty when created or deleted.
    """

    kind: str
    object_id: UUID
    key: str = ""
    fields: tuple[str, ...] = ()


@frozen(kw_only=True)
class ObjectCreated(ObjectChanged):
    """Somebody created the object."""


@frozen(kw_only=True)
class ObjectDeleted(ObjectChanged):
    """Somebody deleted the object."""
