"""/routes"""

from attrs import frozen

from hikeshi.alerts.use_cases.replace_routes import ReplaceRoutes
from hikeshi.flow.usages import refuse_if_used, uses_of_routes
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.http.api.bodies.routes import RouteList, RouteListView
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import Whole


@frozen
class Routes:
    """/routes"""

    replace_routes: ReplaceRoutes = ReplaceRoutes()

    async def read(self, work: Work, call: Call) -> RouteListView:
        """GET /routes"""
        del call
        return RouteListView.of((await work.directory()).routes)

    async def replace(self, work: Work, call: Call, body: Whole[RouteList]) -> RouteListView:
        """PUT /routes"""
        directory = await work.directory()
        before = directory.routes
        wanted = body.onto(RouteListView.of(before))(RouteList.of(before))
        try:
            routes = await self.replace_routes(
                work,
                [entry.draft for entry in wanted.items],
                by=call.actor,
                expected_version=call.expected_version,
            )
        except InvalidError as error:
            faults = tuple(fault.below("/items") for fault in error.faults)
            raise InvalidError(error.said, faults=faults) from error
        if not wanted.items:
            refuse_if_used("The list of routes", uses_of_routes(directory))
        return RouteListView.of(routes)
