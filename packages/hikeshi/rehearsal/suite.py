"""Plays suites: each scenario alone, from its start to its end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

from hikeshi.configuration import Calendars, no_calendars
from hikeshi.flow.directory import Directory
from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.rehearsal.expecting import failures
from hikeshi.rehearsal.files import FaultyConfigurationError, Load, Look, SuiteReferences, below
from hikeshi.rehearsal.limits import Limits
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.report import Report, ScenarioReport, report_of
from hikeshi.rehearsal.scenario import Expectations, Scenario, ScenarioEvent, Suite
from hikeshi.rehearsal.stages import Stages

_CONVERTER = json_converter()
#: What the field of a `delivery` event may be called that names the kind of contact method.
CHANNEL_NAMES = (
    "channel",
    "contact_kind",
    "contact_method",
    "contact_method_kind",
    "delivery_kind",
    "method",
)


#: Plays the scenario of that number.
Play = Callable[[int], ScenarioReport]
#: Has so many scenarios played and returns their reports in order.
Share = Callable[[Play, int], Sequence[ScenarioReport]]


def one_by_one(play: Play, count: int) -> Sequence[ScenarioReport]:
    """Play scenarios 0 to `count` - 1 here, one after the other."""
    return tuple(play(number) for number in range(count))


def run(
    suite: Mapping[str, Any],
    *,
    load: Load,
    load_configuration: Load | None = None,
    live: Directory | None = None,
    limits: Limits | None = None,
    calendars: Callable[[str], Calendars] = lambda _: no_calendars,
    look: Look | None = None,
    share: Share = one_by_one,
) -> Report:
    """Play every scenario of a suite.

    Args:
        suite: The suite as JSON builtins, in the format of `hikeshi rehearse`.
        load: Reads what the suite refers to by path.
        load_configuration: Reads a configuration by path, where that differs.
        live: What scenarios without a configuration are played on; nothing = they need one.
        limits: How much one call may ask for; nothing = as much as it likes.
        calendars: Returns the calendars a configuration of that path may name; "" where it stands
            in the suite.
        look: Finds in a sender's body what the expressions of a mapping name; nothing = a message
            to an integration that has some is refused.
        share: Has scenarios played, each alone: one by one, or in several processes.

    Raises:
        FaultyConfigurationError: A configuration named by its path has faults.
        InvalidError: Something in the suite or its configuration is wrong; each fault with
            its pointer.
    """
    read = structure(_CONVERTER, _with_channels(suite), Suite)
    if read.version != 1:
        raise InvalidError.at("/version", "must be 1")
    if limits is not None:
        limits.check(read)
    effort = limits.effort() if limits is not None else None
    references = SuiteReferences(load, load_configuration or load, calendars, look)
    stages = Stages(references, live, effort)

    def play(number: int) -> ScenarioReport:
        return _play(read.scenarios[number], number, read, stages)

    return Report(tuple(share(play, len(read.scenarios))))


def _with_channels(suite: Any) -> Any:
    """Return the suite with the field that names a channel called `channel` everywhere.

    A `delivery` event says which kind of contact method it is about under one of several
    names, because its own `kind` is taken.
    """
    if not isinstance(suite, Mapping) or not isinstance(suite.get("scenarios"), list):
        return suite
    scenarios = [
        {**scenario, "events": [_with_channel(event) for event in scenario["events"]]}
        if isinstance(scenario, Mapping) and isinstance(scenario.get("events"), list)
        else scenario
        for scenario in suite["scenarios"]
    ]
    return {**suite, "scenarios": scenarios}


def _with_channel(event: Any) -> Any:
    if not isinstance(event, Mapping) or event.get("kind") != "delivery":
        return event
    named = next((name for name in CHANNEL_NAMES if name in event), None)
    if named is None:
        return event
    renamed = {name: value for name, value in event.items() if name != named}
    return {**renamed, "channel": event[named]}


def _play(scenario: Scenario, number: int, suite: Suite, stages: Stages) -> ScenarioReport:
    own, place = scenario.configuration, f"/scenarios/{number}"
    start = scenario.start.astimezone(UTC)
    if own is not None:
        player = stages.player(own, start, f"{place}/configuration")
    else:
        player = stages.player(suite.configuration, start, "/configuration")
    world = player.world
    for position, event in _in_order(scenario):
        _play_event(player, event, pointer=f"{place}/events/{position}")
    world.advance_to(world.trace.instant(scenario.until_seconds))
    world.run_due()
    _check_people(scenario, player, f"{place}/expect/pages")
    return report_of(
        world.trace,
        name=scenario.name,
        failed=failures(
            scenario.expect or Expectations(), world.trace.pages, world.trace.statuses()
        ),
    )


def _check_people(scenario: Scenario, player: Player, pointer: str) -> None:
    """Refuse to expect pages of people nobody has ever configured: the key is mistyped."""
    known = {user.key for user in player.world.store.users.rows.values()}
    expected = scenario.expect.pages if scenario.expect is not None else None
    faults = tuple(
        Fault(
            f"{pointer}/{number}/user", f"there is no person “{page['user']}” in the configuration"
        )
        for number, page in enumerate(expected or ())
        if "user" in page and page["user"] not in known
    )
    if faults:
        raise InvalidError(faults[0].detail, faults=faults)


def _in_order(scenario: Scenario) -> list[tuple[int, ScenarioEvent]]:
    """Return the events by time; at equal instants they stay in list order."""
    numbered = [
        (position, event)
        for position, event in enumerate(scenario.events or ())
        if event.after_seconds <= scenario.until_seconds
    ]
    return sorted(numbered, key=lambda entry: entry[1].after_seconds)


def _play_event(player: Player, event: ScenarioEvent, *, pointer: str) -> None:
    player.world.advance_to(player.world.trace.instant(event.after_seconds))
    try:
        player.play(event)
    except FaultyConfigurationError:
        raise
    except InvalidError as error:
        raise below(pointer, error) from error
