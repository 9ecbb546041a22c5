"""A silence and a maintenance window as their forms have them; conditions stand one a line."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.drafts import MaintenanceWindowDraft, SilenceDraft
from hikeshi.alerts.model.matcher import MOST_MATCHERS, Matcher
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import ServiceId, TeamId
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.local_input import read_local
from hikeshi_server.inbound.console.rule_form import YES
from hikeshi_server.inbound.console.times import Times

#: For how long, as the form offers it.
LENGTHS = tuple(timedelta(minutes=n) for n in (30, 60, 240, 720, 1440, 4320, 10080))
#: What is chosen unasked: an hour.
USUAL = "60"
_MINUTE = timedelta(minutes=1)
_LINE = re.compile(r"(?P<name>[^=!~]+?)\s*(?P<sign>=~|!~|!=|=)\s*(?P<value>.*)")
#: More labels of one alert are left out of what is proposed.
MOST_LABELS = 20


def read_matchers(text: str) -> tuple[Matcher, ...]:
    """Return conditions: `name=value`, `!=`, and with an expression `=~`, `!~`.

    Raises:
        InvalidError: A line is none, or its expression is not understood.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_MATCHERS:
        raise InvalidError.at(
            "/matchers", Sentence("must be 1 to {most} lines: what is meant", most=MOST_MATCHERS)
        )
    return tuple(_matcher(line) for line in lines)


def read_silence(form: Mapping[str, str], teams: Iterable[Team], times: Times) -> SilenceDraft:
    """Return the silence of a form.

    Raises:
        InvalidError: Naming the field.
    """
    starts_at = _instant(form, "starts_at", times)
    comment = form.get("comment", "").strip()
    if not comment:
        raise InvalidError.at("/comment", "must not be empty: why nobody is told")
    return SilenceDraft(
        matchers=read_matchers(form.get("matchers", "")),
        comment=comment,
        starts_at=starts_at,
        ends_at=_end(form, starts_at or times.now, times),
        team_id=_team(form.get("team", ""), teams),
    )


def read_window(
    form: Mapping[str, str], services: Iterable[Service], times: Times
) -> MaintenanceWindowDraft:
    """Return the maintenance window of a form; without an end it lasts until somebody ends it.

    Raises:
        InvalidError: Naming the field.
    """
    chosen = tuple(each.id for each in services if form.get(service_field(each.id)) == YES)
    if not chosen:
        raise InvalidError.at("/services", "must name at least one service")
    reason = form.get("reason", "").strip()
    if not reason:
        raise InvalidError.at("/reason", "must not be empty: why nobody is told")
    return MaintenanceWindowDraft(
        service_ids=chosen,
        reason=reason,
        starts_at=_instant(form, "starts_at", times),
        ends_at=_instant(form, "ends_at", times),
    )


def service_field(service_id: ServiceId) -> str:
    """Return the name of a service's box in the form."""
    return f"service-{service_id}"


def like(alert: Alert, service: Service | None) -> str:
    """Return conditions that mean alerts such as this one, as a form shows them.

    Its labels say what it is; without any its title does. What cannot be written is left out.
    """
    said = dict(list(alert.labels.items())[:MOST_LABELS]) or {"title": alert.title}
    if service is not None:
        said = {"service": service.key, **said}
    lines = ((name, f"{name}={value}") for name, value in said.items())
    return "\n".join(line for name, line in lines if _is_written(name, said[name], line))


def _is_written(name: str, value: str, line: str) -> bool:
    try:
        return read_matchers(line) == (Matcher(name=name, value=value),)
    except InvalidError:
        return False


def _matcher(line: str) -> Matcher:
    found = _LINE.fullmatch(line)
    if found is None:
        raise InvalidError.at(
            "/matchers",
            Sentence(
                "“{line}” is none: write env=staging, or env=~staging|load-.*", line=line[:40]
            ),
        )
    sign = found["sign"]
    try:
        return Matcher(
            name=found["name"],
            value=found["value"],
            is_regex="~" in sign,
            is_equal="!" not in sign,
        )
    except InvalidError as error:
        detail = error.faults[0].said if error.faults else error.said
        raise InvalidError.at(
            "/matchers", Sentence("“{line}”: {detail}", line=line[:40], detail=detail)
        ) from None


def _end(form: Mapping[str, str], starts_at: datetime, times: Times) -> datetime:
    named = _instant(form, "ends_at", times)
    if named is not None:
        return named
    offered = {str(length // _MINUTE): length for length in LENGTHS}
    text = form.get("minutes") or USUAL
    if text not in offered:
        raise InvalidError.at("/minutes", one_of(offered))
    return starts_at + offered[text]


def _instant(form: Mapping[str, str], name: str, times: Times) -> datetime | None:
    text = form.get(name, "").strip()
    return read_local(text, times, f"/{name}") if text else None


def _team(text: str, teams: Iterable[Team]) -> TeamId | None:
    if not text:
        return None
    for team in teams:
        if team.key == text:
            return team.id
    raise InvalidError.at("/team", "must be chosen from the list")
