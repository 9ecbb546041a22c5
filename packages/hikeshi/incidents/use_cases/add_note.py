"""Write something down on an incident's timeline."""

from attrs import frozen

from hikeshi.incidents.events import NoteAdded
from hikeshi.incidents.model.decision import Decision
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import IncidentId

#: Longer texts belong into an attachment.
LONGEST_NOTE = 25_000


@frozen
class AddNote:
    """Write something down on an incident's timeline."""

    async def __call__(
        self, work: IncidentWork, incident_id: IncidentId, *, text: str, by: Actor
    ) -> Incident:
        """Add the note, Markdown, as `by`.

        Raises:
            InvalidError: The note is empty or longer than 25,000 characters.
        """
        if not text.strip() or len(text) > LONGEST_NOTE:
            raise InvalidError.at(
                "/text", Sentence("must be 1 to {most} characters long", most=LONGEST_NOTE)
            )
        return await decide_one(
            work,
            incident_id,
            lambda incident, _roster, moment: Decision(incident).noting(
                moment, NoteAdded, text=text
            ),
            by=by,
        )
