"""Change a silence."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.alerts.errors import SilenceNotFoundError
from hikeshi.alerts.events import SilenceEdited
from hikeshi.alerts.model.drafts import SilenceDraft
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import changed_fields, lock_one, require_respond
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, SilenceId


@frozen
class EditSilence:
    """Change a silence; what has held already stays as it was."""

    async def __call__(
        self,
        work: AlertWork,
        silence_id: SilenceId,
        change: Callable[[SilenceDraft], SilenceDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Silence:
        """Turn the silence as it is into the silence as wanted.

        Raises:
            SilenceNotFoundError: There is no such silence.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it goes to, is not the actor's to respond for.
            SuppressionOverError: It is over.
            InvalidError: It would change the past, or breaks a rule.
        """
        silence = await lock_one(work.silences, silence_id, SilenceNotFoundError, expected_version)
        require_respond(by, (silence.team_id,))
        draft = change(SilenceDraft.of(silence))
        require_respond(by, (draft.team_id,))
        starts_at = draft.starts_at or silence.starts_at
        wanted = draft.to_silence(silence_id, starts_at=starts_at, created_by=silence.created_by)
        edited = silence.edited(wanted, work.now)
        if edited is silence:
            return silence
        await work.silences.save_many((edited,))
        work.record(
            SilenceEdited(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                silence_id=silence_id,
                fields=changed_fields(silence, edited),
                starts_at=edited.starts_at,
                ends_at=edited.ends_at,
            )
        )
        return edited
