"""The API on a page: every operation with its address, what it does, and what it takes."""

from collections.abc import Iterator

from hikeshi_server.inbound.http.api.addresses.escalation import escalation_operations
from hikeshi_server.inbound.http.api.addresses.incidents import incident_operations
from hikeshi_server.inbound.http.api.addresses.notifications import notification_operations
from hikeshi_server.inbound.http.api.addresses.on_call import on_call_operations
from hikeshi_server.inbound.http.api.addresses.organisation import organisation_operations
from hikeshi_server.inbound.http.api.addresses.people import people_operations
from hikeshi_server.inbound.http.api.addresses.services import service_operations
from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.operations import Operation


def operations(api: Resources) -> Iterator[Operation]:
    """Return every operation, in the order in which they are documented."""
    yield from incident_operations(api)
    yield from service_operations(api)
    yield from on_call_operations(api)
    yield from escalation_operations(api)
    yield from people_operations(api)
    yield from notification_operations(api)
    yield from organisation_operations(api)
