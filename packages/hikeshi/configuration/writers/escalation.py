"""Escalation policies and the organisation's last resort."""

from attrs import frozen

from hikeshi.configuration.documents import (
    BundlingDocument,
    EscalationPolicyDocument,
    ExhaustedDocument,
    LastResortDocument,
    OnEmptyDocument,
    OrganisationDocument,
    StepDocument,
    TargetDocument,
    WaitDocument,
)
from hikeshi.configuration.writers.hours import HoursWriter
from hikeshi.configuration.writers.names import Names
from hikeshi.flow.directory import Organisation
from hikeshi.incidents.model.escalation_policy import (
    EmptyRule,
    EscalationPolicy,
    RepeatedPage,
    Step,
    Target,
)
from hikeshi.notifications.model.bundling import Bundling
from hikeshi.teams.model.contact_method import ContactKind


@frozen
class EscalationWriter:
    """Writes who is paged in which order."""

    names: Names

    def policy(self, policy: EscalationPolicy) -> EscalationPolicyDocument:
        """Write a policy."""
        return EscalationPolicyDocument(
            key=policy.key,
            name=policy.name,
            team=self.names.team(policy.team_id),
            repeat=policy.repeat,
            steps=tuple(self._step(step) for step in policy.steps),
            exhausted=self._exhausted(policy.exhausted),
        )

    def organisation(self, organisation: Organisation) -> OrganisationDocument:
        """Write what holds for everybody."""
        return OrganisationDocument(
            last_resort=self._last_resort(organisation.last_resort),
            bundling=_bundling(organisation.bundling),
        )

    def _last_resort(self, page: RepeatedPage | None) -> LastResortDocument | None:
        if page is None:
            return None
        targets = self._targets(page.targets)
        return LastResortDocument(targets=targets, after=page.after, every=page.every)

    def _step(self, step: Step) -> StepDocument:
        return StepDocument(
            delay=step.delay,
            targets=self._targets(step.targets),
            round_robin=step.round_robin,
            on_empty=self._on_empty(step.on_empty),
            stop_on_acknowledge=step.stop_on_acknowledge,
            when=HoursWriter(self.names).condition(step.when),
        )

    def _on_empty(self, rule: EmptyRule) -> OnEmptyDocument:
        if rule.max_wait is not None:
            return OnEmptyDocument(wait_until_covered=WaitDocument(max=rule.max_wait))
        if rule.fallback is not None:
            return OnEmptyDocument(fallback=self._target(rule.fallback))
        return OnEmptyDocument()

    def _exhausted(self, page: RepeatedPage | None) -> ExhaustedDocument | None:
        if page is None:
            return None
        return ExhaustedDocument(targets=self._targets(page.targets), every=page.every)

    def _targets(self, targets: tuple[Target, ...]) -> tuple[TargetDocument, ...]:
        return tuple(self._target(target) for target in targets)

    def _target(self, target: Target) -> TargetDocument:
        return TargetDocument(kind=target.kind, key=self.names.target(target))


def _bundling(bundling: Bundling | None) -> BundlingDocument | None:
    if bundling is None:
        return None
    kinds = bundling.kinds
    return BundlingDocument(
        messages=bundling.messages,
        window=bundling.window,
        new_service=bundling.new_service,
        kinds=None if kinds is None else tuple(ContactKind(kind) for kind in kinds),
    )
