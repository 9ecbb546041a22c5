"""Write the list of routes anew."""

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from attrs import frozen

from hikeshi.alerts.events import RoutesReplaced
from hikeshi.alerts.model.route import Route, check_complete
from hikeshi.alerts.ports import AlertWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import RouteId, ServiceId
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class RouteDraft:
    """An entry of the list.

    Args:
        labels: Labels a signal must carry; nothing = every signal.
    """

    service_id: ServiceId
    labels: Mapping[str, str] | None = None
    severity: Severity | None = None


def version_of(routes: Iterable[Route]) -> int:
    """Return a number that is another one whenever the list was written anew."""
    return crc32(b"".join(route.id.bytes for route in routes))


@frozen
class ReplaceRoutes:
    """Write the list of routes anew: the first one that matches a signal decides."""

    async def __call__(
        self,
        work: AlertWork,
        drafts: Sequence[RouteDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Sequence[Route]:
        """Put these routes in the place of those there were.

        Raises:
            ForbiddenError: The actor may not configure what belongs to everybody.
            StaleError: The list has another version than the one expected.
            RoutesIncompleteError: The last route does not match all.
        """
        require(by, Permission.CONFIGURE)
        before = sorted(await work.routes.list_all(), key=lambda route: route.position)
        # Another list written meanwhile has taken these routes away.
        still_there = await work.routes.lock_many([route.id for route in before])
        if len(still_there) < len(before) or expected_version not in {None, version_of(before)}:
            raise StaleError
        routes = tuple(
            Route(
                id=RouteId(work.ids()),
                service_id=draft.service_id,
                labels=draft.labels,
                severity=draft.severity,
                position=position,
            )
            for position, draft in enumerate(drafts)
        )
        check_complete(routes)
        await work.routes.delete_many([route.id for route in before])
        await work.routes.save_many(routes)
        work.record(RoutesReplaced(id=work.ids(), at=work.now, by=by, count=len(routes)))
        return routes
