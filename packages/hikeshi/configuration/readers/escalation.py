"""Escalation policies and the organisation's last resort."""

from collections.abc import Iterable
from datetime import timedelta

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
)
from hikeshi.configuration.identities import escalation_policy_id
from hikeshi.configuration.readers.hours import HoursReader
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.flow.directory import Organisation
from hikeshi.incidents.model.escalation_policy import (
    EmptyRule,
    EscalationPolicy,
    OnEmpty,
    RepeatedPage,
    Step,
    Target,
)
from hikeshi.kernel.keys import check_key
from hikeshi.notifications.model.bundling import Bundling

_SHORTEST_INTERVAL = timedelta(seconds=10)


@frozen
class EscalationReader:
    """Reads who is paged in which order."""

    references: References

    def read_policies(
        self, parts: Iterable[Part[EscalationPolicyDocument]]
    ) -> tuple[EscalationPolicy, ...]:
        """Read policies; what is wrong with one becomes faults."""
        read = (self._policy(part) for part in parts)
        return tuple(policy for policy in read if policy is not None)

    def read_organisation(self, part: Part[OrganisationDocument]) -> Organisation:
        """Read what holds for everybody."""
        return Organisation(
            last_resort=self._last_resort(part.document.last_resort, f"{part.pointer}/last_resort"),
            bundling=self._bundling(part.document.bundling, f"{part.pointer}/bundling"),
        )

    def _bundling(self, document: BundlingDocument | None, pointer: str) -> Bundling | None:
        if document is None:
            return None
        kinds = None if document.kinds is None else tuple(kind.value for kind in document.kinds)
        return self.references.faults.attempt(
            lambda: Bundling(
                messages=document.messages,
                window=document.window,
                new_service=document.new_service,
                kinds=kinds,
            ),
            pointer,
        )

    def _last_resort(
        self, document: LastResortDocument | None, pointer: str
    ) -> RepeatedPage | None:
        if document is None:
            return None
        if document.every < _SHORTEST_INTERVAL:
            detail = "must be at least ten seconds"
            self.references.faults.add(f"{pointer}/every_seconds", detail)
        self._somebody(document.targets, pointer)
        targets = self._targets(document.targets, pointer)
        return RepeatedPage(targets, document.every, document.after)

    def _policy(self, part: Part[EscalationPolicyDocument]) -> EscalationPolicy | None:
        document, faults = part.document, self.references.faults
        faults.attempt(lambda: check_key(document.key), part.pointer)
        team = self.references.team(document.team, f"{part.pointer}/team")
        steps = tuple(
            self._step(step, f"{part.pointer}/steps/{index}")
            for index, step in enumerate(document.steps)
        )
        exhausted = self._exhausted(document.exhausted, f"{part.pointer}/exhausted")
        return faults.attempt(
            lambda: EscalationPolicy(
                id=escalation_policy_id(document.key),
                key=document.key,
                name=document.name or document.key,
                team_id=team,
                steps=steps,
                repeat=document.repeat,
                exhausted=exhausted,
            ),
            part.pointer,
        )

    def _step(self, document: StepDocument, pointer: str) -> Step:
        return Step(
            targets=self._targets(document.targets, pointer),
            delay=document.delay,
            on_empty=self._on_empty(document.on_empty, f"{pointer}/on_empty"),
            stop_on_acknowledge=document.stop_on_acknowledge,
            round_robin=document.round_robin,
            when=HoursReader(self.references).condition(document.when, f"{pointer}/when"),
        )

    def _on_empty(self, document: OnEmptyDocument, pointer: str) -> EmptyRule:
        if document.wait_until_covered is not None:
            return EmptyRule(OnEmpty.WAIT, max_wait=document.wait_until_covered.max)
        if document.fallback is not None:
            fallback = self._target(document.fallback, f"{pointer}/fallback")
            return EmptyRule(OnEmpty.FALLBACK, fallback=fallback)
        return EmptyRule()

    def _exhausted(self, document: ExhaustedDocument | None, pointer: str) -> RepeatedPage | None:
        if document is None:
            return None
        self._somebody(document.targets, pointer)
        return RepeatedPage(self._targets(document.targets, pointer), document.every)

    def _somebody(self, documents: tuple[TargetDocument, ...], pointer: str) -> None:
        if not documents:
            self.references.faults.add(f"{pointer}/targets", "must name somebody to page")

    def _targets(self, documents: tuple[TargetDocument, ...], pointer: str) -> tuple[Target, ...]:
        found = (
            self._target(document, f"{pointer}/targets/{index}")
            for index, document in enumerate(documents)
        )
        return tuple(target for target in found if target is not None)

    def _target(self, document: TargetDocument, pointer: str) -> Target | None:
        found = self.references.target(document.kind, document.key, f"{pointer}/key")
        return None if found is None else Target(document.kind, found, document.key)
