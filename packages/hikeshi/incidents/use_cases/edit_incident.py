"""Change an incident's title, description or labels."""

from collections.abc import Mapping

from attrs import evolve, frozen

from hikeshi.incidents.events import IncidentEdited
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IncidentId


@frozen
class EditIncident:
    """Change an incident's title, description or labels."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        title: str | None = None,
        description: str | None = None,
        labels: Mapping[str, str] | None = None,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Change what is given, keep the rest.

        Raises:
            InvalidError: The title is empty or longer than 1,024 characters.
        """
        if title is not None and not 0 < len(title.strip()) <= 1024:
            raise InvalidError.at("/title", "must be 1 to 1024 characters long")
        given = {"title": title, "description": description, "labels": labels}

        def decide(incident: Incident, _: Roster, moment: Moment) -> Decision:
            changes = {
                name: value
                for name, value in given.items()
                if value is not None and value != getattr(incident, name)
            }
            if not changes:
                return Decision(incident)
            edited = evolve(incident, version=incident.version + 1, **changes)  # type: ignore[arg-type]
            return Decision(edited).noting(moment, IncidentEdited, fields=tuple(changes))

        return await decide_one(work, incident_id, decide, by=by, expected_version=expected_version)
