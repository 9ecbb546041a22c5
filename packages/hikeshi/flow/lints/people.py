"""Checks of people: can they be reached, and can each of their rules ever run?"""

from collections.abc import Iterator
from datetime import timedelta

from attrs import frozen

from hikeshi.flow.floors import shortfalls, warning_of
from hikeshi.flow.lints.finding import Finding, span, warning
from hikeshi.flow.lints.hours import never_holds
from hikeshi.flow.lints.premises import Premises, candidates
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, OnEmpty, RepeatedPage
from hikeshi.kernel.ids import UserId
from hikeshi.notifications.model.notification_rule import NotificationRule


@frozen
class Chance:
    """A page somebody may get, and how long their rules then have.

    Args:
        lasts: Until the next page at the latest; nothing = maybe for ever.
        ends: What ends it, for a sentence.
    """

    lasts: timedelta | None
    ends: str


def check_people(premises: Premises) -> Iterator[Finding]:
    """Yield what is wrong with people, in the order of the directory."""
    responders = set(premises.responders())
    for index, user_id in enumerate(premises.directory.users):
        pointer = f"/users/{index}"
        if user_id in responders and not premises.reachable(user_id):
            yield warning(
                "unreachable-responder",
                pointer,
                f"{premises.name(user_id)} may be paged and has no verified contact method: "
                "add one and verify it, or take them out of policies and schedules",
            )
        if user_id in responders and user_id in premises.directory.held_back:
            yield warning(
                "quiet-hours-hold-high",
                f"{pointer}/quiet_hours/high_urgency_waits",
                f"pages of high urgency do not reach {premises.name(user_id)} in their quiet "
                "hours: steps page others at once then; see that there are others, or take it out",
            )
        yield from _floors(premises, user_id, pointer)
        yield from _rules(premises, user_id, pointer)


def _floors(premises: Premises, user_id: UserId, pointer: str) -> Iterator[Finding]:
    for found in shortfalls(premises.directory, user_id, premises.window):
        code = "floor-missed" if found.way is None else "below-floor"
        yield warning(code, pointer, f"{premises.name(user_id)}: {warning_of(found)}")


def _rules(premises: Premises, user_id: UserId, pointer: str) -> Iterator[Finding]:
    usable = premises.directory.contact(user_id).usable
    rules = [r for r in premises.directory.notification_rules if r.user_id == user_id]
    chances = chances_of(premises, user_id) if rules else ()
    for index, rule in enumerate(rules):
        at = f"{pointer}/notification_rules/{index}"
        named = f"rule {index + 1} ({_method(premises, rule)}, +{span(rule.delay)})"
        never = None if rule.when is None else never_holds(premises, rule.when, (rule.urgency,))
        if never is not None:
            yield warning("dead-condition", f"{at}/when", f"{named} can never run: {never}")
        if rule.contact_method_id not in usable:
            yield warning(
                "unverified-method",
                at,
                f"{named} never runs: its contact method is not verified; verify it, or name "
                "another one",
            )
        elif (longest := _too_short_for(rule, chances)) is not None:
            yield warning(
                "dead-rule",
                at,
                f"{named} can never run: {longest.ends}; shorten the rule's delay below that, or "
                "let the policy wait longer",
            )


def _method(premises: Premises, rule: NotificationRule) -> str:
    method = premises.directory.methods_by_id.get(rule.contact_method_id)
    return method.key if method is not None else "no contact method"


def _too_short_for(rule: NotificationRule, chances: tuple[Chance, ...]) -> Chance | None:
    """Return the longest chance where none is long enough for the rule."""
    longest: Chance | None = None
    for chance in chances:
        if chance.lasts is None or chance.lasts > rule.delay:
            return None
        if longest is None or longest.lasts is None or chance.lasts > longest.lasts:
            longest = chance
    return longest


def chances_of(premises: Premises, user_id: UserId) -> tuple[Chance, ...]:
    """Return every page policies may give a person, when nobody acknowledges."""
    found: list[Chance] = []
    for policy in premises.directory.policies.values():
        for index, step in enumerate(policy.steps):
            if user_id in premises.possible(candidates(step)):
                found += [_on_step(premises, policy, index, r) for r in _rounds(policy)]
        if policy.exhausted is not None:
            found += _at_the_end(premises, policy.exhausted, f"policy {policy.key}", user_id)
    last_resort = premises.directory.last_resort()
    if last_resort is not None:
        found += _at_the_end(premises, last_resort, "the organisation", user_id)
    return tuple(found)


def _rounds(policy: EscalationPolicy) -> tuple[bool, ...]:
    """Return whether a round is the last one, for each kind of round there is."""
    return (False, True) if policy.repeat else (True,)


def _on_step(premises: Premises, policy: EscalationPolicy, index: int, last_round: bool) -> Chance:
    """Return how long a page of a step lasts: a step that may find nobody ends nothing."""
    step = policy.steps[index]
    ends = f"step {index + 1} of policy {policy.key} goes on after {span(step.delay)}"
    lasts = step.delay
    following = policy.steps[index + 1 :]
    if not last_round:
        following += policy.steps[: index + 1]
    for later in following:
        if premises.surely_pages(later):
            return Chance(lasts, ends)
        if later.on_empty.action is OnEmpty.WAIT:
            lasts += later.on_empty.max_wait or timedelta(0)
    follow_up = premises.follow_up(policy)
    if follow_up is None or not premises.certain(follow_up.targets):
        return Chance(None, ends)
    return Chance(lasts + follow_up.after, ends)


def _at_the_end(
    premises: Premises, repeated: RepeatedPage, whose: str, user_id: UserId
) -> Iterator[Chance]:
    if user_id in premises.possible(repeated.targets):
        lasts = repeated.every if premises.certain(repeated.targets) else None
        yield Chance(lasts, f"the last resort of {whose} pages again after {span(repeated.every)}")
