"""Silences and maintenance windows."""

from collections.abc import Iterable

from attrs import frozen

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.matcher import Matcher, equal_to
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.span import check_not_empty
from hikeshi.configuration.documents import MaintenanceWindowDocument, SilenceDocument
from hikeshi.configuration.identities import maintenance_window_id, silence_id
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part


@frozen
class QuietReader:
    """Reads what nobody wants to hear of for a while."""

    references: References

    def read_silences(self, parts: Iterable[Part[SilenceDocument]]) -> tuple[Silence, ...]:
        """Read silences; what is wrong with one becomes faults."""
        read = (self._silence(part) for part in parts)
        return tuple(silence for silence in read if silence is not None)

    def read_maintenance_windows(
        self, parts: Iterable[Part[MaintenanceWindowDocument]]
    ) -> tuple[MaintenanceWindow, ...]:
        """Read maintenance windows; what is wrong with one becomes faults."""
        read = (self._window(part) for part in parts)
        return tuple(window for window in read if window is not None)

    def _silence(self, part: Part[SilenceDocument]) -> Silence | None:
        document, pointer = part.document, part.pointer
        team = self.references.team(document.team, f"{pointer}/team")
        matchers = self._matchers(part)
        if matchers is None:
            return None

        def build() -> Silence:
            check_not_empty(document.starts_at, document.ends_at)
            return Silence(
                id=silence_id(pointer, repr(document)),
                matchers=matchers,
                starts_at=document.starts_at,
                ends_at=document.ends_at,
                comment=document.comment,
                team_id=team,
            )

        return self.references.faults.attempt(build, pointer)

    def _matchers(self, part: Part[SilenceDocument]) -> tuple[Matcher, ...] | None:
        document, faults = part.document, self.references.faults
        if document.match is not None:
            if document.matchers:
                faults.add(f"{part.pointer}/match", "goes without matchers; give one of the two")
                return None
            if not document.match.labels:
                detail = "must name at least one label; everything is .* of any label in matchers"
                faults.add(f"{part.pointer}/match", detail)
                return None
            return equal_to(document.match.labels)
        found = [
            faults.attempt(
                lambda each=each: Matcher(  # type: ignore[misc]
                    name=each.name,
                    value=each.value,
                    is_regex=each.is_regex,
                    is_equal=each.is_equal,
                ),
                f"{part.pointer}/matchers/{index}",
            )
            for index, each in enumerate(document.matchers)
        ]
        read = tuple(matcher for matcher in found if matcher is not None)
        return read if len(read) == len(found) else None

    def _window(self, part: Part[MaintenanceWindowDocument]) -> MaintenanceWindow | None:
        document, pointer = part.document, part.pointer
        team = self.references.team(document.team, f"{pointer}/team")
        if not document.services:
            self.references.faults.add(f"{pointer}/services", "must name at least one service")
            return None
        found = [
            self.references.service(key, f"{pointer}/services/{index}")
            for index, key in enumerate(document.services)
        ]
        services = tuple(service for service in found if service is not None)
        if len(services) < len(found):
            return None

        def build() -> MaintenanceWindow:
            check_not_empty(document.starts_at, document.ends_at)
            return MaintenanceWindow(
                id=maintenance_window_id(document.key or pointer, repr(document)),
                service_ids=services,
                starts_at=document.starts_at,
                ends_at=document.ends_at,
                reason=document.reason,
                key=document.key,
                team_id=team,
            )

        return self.references.faults.attempt(build, pointer)
