"""One call of an operation: on whose behalf, against which version."""

from attrs import frozen

from hikeshi.kernel.actor import Actor


@frozen(kw_only=True)
class Call:
    """What handlers know of the request beside its path, query and body.

    Args:
        actor: Who asks.
        expected_version: The version of `If-Match`, where it was sent.
        request_id: Ties the answer to log and journal.
    """

    actor: Actor
    expected_version: int | None = None
    request_id: str | None = None
