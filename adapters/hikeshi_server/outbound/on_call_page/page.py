"""The page as HTML: one file that needs nothing else, in English and Japanese side by side."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from hikeshi.flow.emergency import EmergencySchedule, EmergencyShift
from hikeshi.kernel.time_zones import time_zone

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>On call · 当番</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 42rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #8884; padding: .3rem .5rem .3rem 0; vertical-align: top; }
small { color: #666; }
</style>
</head>
<body>
"""  # noqa: E501 — it is a page


def render(schedules: Sequence[EmergencySchedule], now: datetime, public_url: str) -> str:
    """Return the whole page.

    Args:
        schedules: What to show.
        now: When it was written; it is shown, since the page may be old when it is needed.
        public_url: The server it was written by.
    """
    written = f"{_time(now, time_zone('UTC'))} UTC"
    parts = [
        _HEAD,
        "<h1>On call · 当番</h1>\n",
        f"<p>Written at · 作成 <b>{written}</b> <small>{escape(public_url)}</small></p>\n",
    ]
    if not schedules:
        parts.append("<p>There is no schedule. · スケジュールがありません。</p>\n")
    parts += [_schedule(schedule) for schedule in schedules]
    return "".join((*parts, "</body>\n</html>\n"))


def _schedule(schedule: EmergencySchedule) -> str:
    zone = time_zone(schedule.time_zone)
    title = f"<h2>{escape(schedule.name)} <small>{escape(schedule.time_zone)}</small></h2>\n"
    now = _table(schedule.now, zone, "Nobody is on call now. · 現在の当番はいません。")
    later = _table(schedule.later, zone, "Nobody comes next. · 次の当番はいません。")
    return f"{title}<h3>Now · 現在</h3>\n{now}<h3>Next · 次</h3>\n{later}"


def _table(shifts: Sequence[EmergencyShift], zone: ZoneInfo, nobody: str) -> str:
    if not shifts:
        return f"<p>{nobody}</p>\n"
    rows = "".join(_row(shift, zone) for shift in shifts)
    return f"<table>\n{rows}</table>\n"


def _row(shift: EmergencyShift, zone: ZoneInfo) -> str:
    reach = "<br>".join(_link(address) for address in shift.who.addresses) or "—"
    return (
        f"<tr><td>{_time(shift.start, zone)} –<br>{_time(shift.end, zone)}</td>"
        f"<td><b>{escape(shift.who.name)}</b></td><td>{reach}</td></tr>\n"
    )


def _link(address: str) -> str:
    shown = escape(address)
    return f'<a href="{"mailto" if "@" in address else "tel"}:{shown}">{shown}</a>'


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
