"""Let go what may, and let the rest wait for others."""

from collections.abc import Sequence

from hikeshi.notifications.model.bundling import Gathered, gather, places
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.ports import NotificationWork


async def gathered(work: NotificationWork, ready: Sequence[Notification]) -> Gathered:
    """Decide which go now; write down what the windows are now, and no more."""
    rules = (await work.address_book()).bundling()
    wanted = places(ready, rules)
    if not wanted:
        return Gathered(tuple(ready))  # whatever goes to programs, and every repetition
    found = gather(ready, await work.bundles.paces(wanted), rules, work.now)
    if found.paces:
        await work.bundles.save_paces(found.paces)
    return found
