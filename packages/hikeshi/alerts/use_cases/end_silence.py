"""End a silence before its time."""

from attrs import frozen

from hikeshi.alerts.errors import SilenceNotFoundError
from hikeshi.alerts.events import SilenceEnded
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import lock_one, require_respond
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, SilenceId


@frozen
class EndSilence:
    """End a silence before its time; what still fires is told of now."""

    async def __call__(
        self,
        work: AlertWork,
        silence_id: SilenceId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Silence:
        """Let it hold no longer; one that is over stays as it is.

        Raises:
            SilenceNotFoundError: There is no such silence.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to respond for.
        """
        silence = await lock_one(work.silences, silence_id, SilenceNotFoundError, expected_version)
        require_respond(by, (silence.team_id,))
        ended = silence.end(work.now)
        if ended is silence:
            return silence
        await work.silences.save_many((ended,))
        work.record(SilenceEnded(id=EventId(work.ids()), at=work.now, by=by, silence_id=silence_id))
        return ended
