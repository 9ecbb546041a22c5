"""Plugs in what announces pages through a queue, where there is one."""

from collections.abc import Sequence

from hikeshi_server.inbound.worker.duty import Duty
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.page_announcer import PageAnnouncer
from hikeshi_server.inbound.worker.page_receiver import PageReceiver
from hikeshi_server.outbound.postgres.leadership import ANNOUNCING_LOCK, PostgresLeadership
from hikeshi_server.wiring.parts import Parts


def relay_duties(parts: Parts, notifier: Notifier) -> Sequence[Duty]:
    """Return who announces and who hears; nobody where no queue is configured."""
    relay = parts.relay
    if relay is None:
        return ()
    notifier.left_alone = relay.left_alone
    url = parts.engine.url.render_as_string(hide_password=False)
    leadership = PostgresLeadership(url, ANNOUNCING_LOCK)
    announcer = PageAnnouncer(
        parts.transactions,
        parts.clock,
        relay,
        leadership.is_mine,
        parts.gate.may_send,
        leadership.close,
    )
    return (announcer, PageReceiver(relay, notifier, parts.gate.may_send))
