"""The ledger: how the load of being on call was shared, or will be."""

from datetime import date, datetime, time, timedelta

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.fairness import Load
from hikeshi.flow.queries.on_call_load import LoadQuestion
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page

#: What is shown at first: the weeks up to now.
USUAL_DAYS = 28
_DAY = timedelta(days=1)
_FIRST, _LAST = date(1970, 1, 2), date(9000, 1, 1)


@frozen
class LoadPage(ScreenOf):
    """GET /load"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show everybody's load, in the last four weeks or `?from=` and `?until=`, both days."""
        visit = await self.desk.visit(request)
        today = visit.times.local(visit.times.now).date()
        asked = {
            "from": request.get_param("from") or str(today - USUAL_DAYS * _DAY),
            "until": request.get_param("until") or str(today),
        }
        loads: tuple[Load, ...] = ()
        error: HikeshiError | None = None
        try:
            question = LoadQuestion(interval=_interval(visit, asked["from"], asked["until"]))
            loads = await self.desk.parts.load_ledger.read(visit.directory, question)
        except HikeshiError as refused:
            error = refused
        self.desk.show(
            response,
            visit,
            "load.html",
            error=error,
            asked=asked,
            loads=loads,
            hours=_hours,
            has_holidays=bool(visit.directory.holidays),
        )

    on_head = on_get


def _interval(visit: Visit, first: str, last: str) -> Interval:
    start, end = _day(first, "/from"), _day(last, "/until")
    if end < start:
        raise InvalidError.at("/until", "must be the first day or a later one")
    return Interval(_midnight(visit, start), _midnight(visit, end + _DAY))


def _day(text: str, pointer: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not _FIRST <= day <= _LAST:
        raise InvalidError.at(pointer, "must be a day such as 2026-01-05")
    return day


def _midnight(visit: Visit, day: date) -> datetime:
    return datetime.combine(day, time(), visit.times.zone)


def _hours(span: timedelta) -> str:
    """Return a span in hours, to a tenth: `167.5`."""
    return f"{span / timedelta(hours=1):.1f}".removesuffix(".0")
