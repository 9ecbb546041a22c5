"""A personal rule as its form has it, and back; likewise quiet hours and the floor of a team."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from attrs import evolve

from hikeshi.kernel.condition import Condition, HolidayCondition
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, HolidaySetId
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.rule_draft import RuleDraft
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.floor import LATEST, FloorEntry
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.hours_form import (
    read_condition_hours,
    read_windows,
    written_hours,
)

YES = "yes"
_ON, _OFF = "on", "off"
#: Almost two years of minutes.
_MOST_DIGITS = 6


def written_rule(rule: RuleDraft) -> Mapping[str, str]:
    """Return what the form shows of a rule."""
    when = rule.when or Condition()
    return {
        "method": str(rule.contact_method_id),
        "urgency": rule.urgency.value,
        **written_span(rule.delay),
        **dict.fromkeys((severity.value for severity in when.severities), YES),
        "hours": written_hours(when.times),
        "holidays": _written_holidays(when.holidays),
    }


def read_rule(form: Mapping[str, str], before: RuleDraft | None = None) -> RuleDraft:
    """Return the rule as the form has it; what no form shows stays as it was before.

    Raises:
        InvalidError: Naming the field.
    """
    when = before.when if before is not None else None
    draft = RuleDraft(
        contact_method_id=_method(form.get("method", "")),
        urgency=read_urgency(form),
        delay=read_span(form),
        when=_condition(form, when.holidays if when is not None else None),
    )
    return draft if before is None else evolve(draft, user_id=before.user_id)


def written_quiet_hours(quiet: QuietHours | None) -> Mapping[str, str]:
    """Return what the form shows of quiet hours."""
    if quiet is None:
        return {"windows": ""}
    waits = {"high_urgency_waits": YES} if quiet.high_urgency_waits else {}
    return {"windows": written_hours(quiet.windows), **waits}


def read_quiet_hours(form: Mapping[str, str]) -> QuietHours | None:
    """Return the quiet hours of a form; without a window there are none.

    Raises:
        InvalidError: Naming the field.
    """
    windows = read_windows(form.get("windows", ""), "/windows")
    waits = form.get("high_urgency_waits") == YES
    if not windows and waits:
        raise InvalidError.at("/windows", "must say when: even what is urgent is to wait then")
    return QuietHours(windows=windows, high_urgency_waits=waits) if windows else None


def written_floor(entry: FloorEntry) -> Mapping[str, str]:
    """Return what the form shows of an entry of a floor."""
    kinds = dict.fromkeys((kind.value for kind in entry.kinds), YES)
    return {"urgency": entry.urgency.value, **written_span(entry.within), **kinds}


def read_floor(form: Mapping[str, str]) -> FloorEntry:
    """Return the entry of a floor as the form has it.

    Raises:
        InvalidError: Naming the field.
    """
    kinds = tuple(kind for kind in ContactKind if form.get(kind.value) == YES)
    if not kinds:
        raise InvalidError.at("/kinds", "must name at least one kind")
    within = read_span(form)
    if within > LATEST:
        raise InvalidError.at("/minutes", "and seconds together must be at most a day")
    return FloorEntry(urgency=read_urgency(form), kinds=kinds, within=within)


def read_urgency(form: Mapping[str, str]) -> Urgency:
    """Return the urgency a form names; high where it names none.

    Raises:
        InvalidError: There is no such urgency.
    """
    text = form.get("urgency") or Urgency.HIGH.value
    if text not in set(Urgency):
        raise InvalidError.at("/urgency", one_of(Urgency))
    return Urgency(text)


def written_span(span: timedelta) -> Mapping[str, str]:
    """Return a span as its two fields show it."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return {"minutes": str(minutes), "seconds": str(seconds)}


def read_span(form: Mapping[str, str]) -> timedelta:
    """Return the span of the fields `minutes` and `seconds`; an empty one is none.

    Raises:
        InvalidError: One of them is no whole number.
    """
    return timedelta(minutes=_number(form, "minutes"), seconds=_number(form, "seconds"))


def _number(form: Mapping[str, str], name: str) -> int:
    text = form.get(name, "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InvalidError.at(f"/{name}", "must be a whole number, 0 or more")
    return int(text)


def _condition(form: Mapping[str, str], before: HolidayCondition | None) -> Condition | None:
    severities = tuple(each for each in Severity if form.get(each.value) == YES)
    times = read_condition_hours(form.get("hours", ""), "/hours")
    holidays = _holidays(form.get("holidays", ""), before)
    if not severities and not times and holidays is None:
        return None
    return Condition(severities=severities, times=times, holidays=holidays)


def _written_holidays(condition: HolidayCondition | None) -> str:
    return "" if condition is None else f"{_ON if condition.on else _OFF} {condition.set_id}"


def _holidays(text: str, before: HolidayCondition | None) -> HolidayCondition | None:
    if text == _written_holidays(before):
        return before
    if not text:
        return None
    word, _, set_id = text.partition(" ")
    try:
        found = HolidaySetId(UUID(set_id))
    except ValueError:
        found = None
    if word not in {_ON, _OFF} or found is None:
        raise InvalidError.at("/holidays", "must be chosen from the list")
    return HolidayCondition(set_id=found, on=word == _ON)


def _method(text: str) -> ContactMethodId:
    try:
        return ContactMethodId(UUID(text))
    except ValueError:
        raise InvalidError.at("/method", "must be chosen from the list") from None
