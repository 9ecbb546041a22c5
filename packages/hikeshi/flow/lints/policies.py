"""Checks of escalation policies and the last resort: does every step reach somebody?"""

from collections.abc import Iterator

from hikeshi.flow.lints.finding import Finding, error, warning
from hikeshi.flow.lints.premises import Premises, candidates
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    RepeatedPage,
    Step,
    Target,
    TargetKind,
)
from hikeshi.kernel.ids import UserId

_EMPTY = {
    TargetKind.USER: "is not active",
    TargetKind.TEAM: "has no active responder",
    TargetKind.SCHEDULE: "has nobody from now on",
}


def check_last_resort(premises: Premises) -> Iterator[Finding]:
    """Yield what is wrong with whom the organisation pages at last."""
    last_resort = premises.directory.last_resort()
    if last_resort is None:
        yield error(
            "no-last-resort",
            "/organisation",
            "there is no last resort: an incident nobody takes goes silent; set "
            "organisation.last_resort, for example to a team every 15 min",
        )
        return
    yield from _repeated(premises, last_resort, "/organisation/last_resort")


def check_policies(premises: Premises) -> Iterator[Finding]:
    """Yield what is wrong with policies, in the order of the directory."""
    for index, policy in enumerate(premises.directory.policies.values()):
        pointer = f"/escalation_policies/{index}"
        if not policy.steps:
            detail = f"policy {policy.key} has no step: add one that pages somebody"
            yield warning("no-steps", pointer, detail)
        for number, step in enumerate(policy.steps, start=1):
            yield from _step(premises, policy, step, number, f"{pointer}/steps/{number - 1}")
        if policy.exhausted is not None:
            yield from _repeated(premises, policy.exhausted, f"{pointer}/exhausted")
        elif premises.directory.last_resort() is None:
            yield error(
                "silent-end",
                pointer,
                f"policy {policy.key} ends silently: add `exhausted` to it, or an "
                "organisation.last_resort",
            )


def _step(
    premises: Premises, policy: EscalationPolicy, step: Step, number: int, pointer: str
) -> Iterator[Finding]:
    possible = premises.possible(candidates(step))
    if not possible:
        reasons = "; ".join(_reason(target) for target in step.targets) or "it has no targets"
        yield error(
            "empty-step",
            pointer,
            f"step {number} of policy {policy.key} can never page anybody: {reasons}; name "
            "somebody, or take the step out",
        )
        return
    for index, target in enumerate(step.targets):
        if not premises.possible([target]):
            yield warning(
                "empty-target",
                f"{pointer}/targets/{index}",
                f"{_reason(target)} and never yields anybody: name somebody else",
            )
    yield from _unreachable(
        premises, possible, f"step {number} of policy {policy.key}", pointer, "unreachable-step"
    )


def _repeated(premises: Premises, repeated: RepeatedPage, pointer: str) -> Iterator[Finding]:
    possible = premises.possible(repeated.targets)
    if not possible:
        reasons = "; ".join(_reason(target) for target in repeated.targets)
        yield error(
            "empty-last-resort",
            pointer,
            f"the last resort can never page anybody: {reasons}; name somebody who is there",
        )
    yield from _unreachable(
        premises, possible, "the last resort", pointer, "unreachable-last-resort"
    )


def _unreachable(
    premises: Premises, possible: tuple[UserId, ...], what: str, pointer: str, code: str
) -> Iterator[Finding]:
    lost = [user_id for user_id in possible if not premises.reachable(user_id)]
    if not lost:
        return
    names = premises.names(lost)
    told = f"no page of {what} can arrive at {names}: verify a contact method of theirs"
    if len(lost) == len(possible):
        yield error(code, pointer, f"{told}, for nobody else is on it")
    else:
        yield warning(code, pointer, told)


def _reason(target: Target) -> str:
    return f"{target.kind} {target.key or target.id} {_EMPTY[target.kind]}"
