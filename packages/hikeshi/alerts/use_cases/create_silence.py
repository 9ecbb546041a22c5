"""Let nobody hear of some alerts for a while."""

from attrs import frozen

from hikeshi.alerts.events import SilenceCreated
from hikeshi.alerts.model.drafts import SilenceDraft
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.span import check_new
from hikeshi.alerts.ports import AlertWork
from hikeshi.alerts.use_cases._suppressing import forget_old, person, require_respond
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, SilenceId


@frozen
class CreateSilence:
    """Let nobody hear of some alerts for a while; escalations under way go on."""

    async def __call__(self, work: AlertWork, draft: SilenceDraft, *, by: Actor) -> Silence:
        """Make the silence of a draft, from now on at the earliest.

        Raises:
            ForbiddenError: The actor may not respond for the team, or for everybody.
            InvalidError: It would never hold, or breaks a rule.
        """
        require_respond(by, (draft.team_id,))
        starts_at = max(draft.starts_at or work.now, work.now)
        check_new(starts_at, draft.ends_at, work.now)
        silence = draft.to_silence(
            SilenceId(work.ids()), starts_at=starts_at, created_by=person(by)
        )
        await forget_old(work.silences, work.now)
        await work.silences.save_many((silence,))
        work.record(
            SilenceCreated(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                silence_id=silence.id,
                matchers=tuple(str(matcher) for matcher in silence.matchers),
                starts_at=silence.starts_at,
                ends_at=silence.ends_at,
                comment=silence.comment,
                team_id=silence.team_id,
            )
        )
        return silence
