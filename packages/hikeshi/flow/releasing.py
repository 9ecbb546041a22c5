"""No page is lost in silence: what still fires when its suppression ends, is told of then."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.folding import Fold
from hikeshi.flow.suppressing import keep_suppressions, open_placing
from hikeshi.flow.work import Work
from hikeshi.kernel.actor import SYSTEM


@frozen
class ReleaseSuppressed:
    """Look again at suppressed alerts whose time has come.

    Those nothing suppresses any more begin their incident, or join one, once; those that another
    silence or window covers meanwhile are looked at again when that ends. The identity is locked
    before the alert is read, as when a signal comes in: of several workers the second one finds
    nothing left to do.
    """

    async def __call__(self, work: Work, *, limit: int = 500) -> int:
        """Look at up to `limit` alerts; return how many were looked at."""
        due = await work.suppressed_alerts.due(work.now, limit)
        if not due:
            return 0
        current = await work.alerts.lock_identities([each.identity for each in due])
        asked = {each.alert_id for each in due}
        quiet = sorted(
            (
                alert
                for alert in current.values()
                if alert.id in asked and alert.suppressed_since is not None
            ),
            key=lambda alert: alert.id,
        )
        await _release(work, quiet)
        gone = asked - {alert.id for alert in quiet}
        if gone:
            await work.suppressed_alerts.drop_many(sorted(gone))
        return len(due)


async def _release(work: Work, quiet: Sequence[Alert]) -> None:
    placing = await open_placing(work, (), {alert.identity: alert for alert in quiet})
    changed: list[Alert] = []
    for alert in quiet:
        fold = Fold(alert, work.now, work.ids, placing).look_again(SYSTEM)
        changed += fold.changed
        work.record(*fold.events)
    await keep_suppressions(work, quiet, changed, placing.suppressions)
