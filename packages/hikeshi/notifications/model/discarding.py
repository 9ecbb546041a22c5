"""Whether a page that reached nobody may leave the list of dead letters for good."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.replaying import UNANSWERED

LONGEST_BECAUSE = 500


class Hindrance(StrEnum):
    """Why a dead letter is not discarded."""

    NO_DEAD_LETTER = "no_dead_letter"  # somebody has sent it again or discarded it already
    UNREACHED = "unreached"  # nobody has its incident, and nobody was told of it any other way
    BUSY = "busy"  # its incident is being changed at this moment


@frozen(kw_only=True)
class Discarding:
    """Why dead letters are discarded.

    Args:
        because: What the journal shall say, 1 to 500 characters.
        force: Whether also those are discarded whose incidents nobody knows of.
    """

    because: str
    force: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.because.strip() or len(self.because) > LONGEST_BECAUSE:
            raise InvalidError.at(
                "/because", Sentence("must be 1 to {most} characters long", most=LONGEST_BECAUSE)
            )


@frozen(kw_only=True)
class Discard:
    """What became of one dead letter that was to be discarded.

    Args:
        skipped: Why it stays; nothing = it has left the list.
    """

    notification_id: NotificationId
    incident_id: IncidentId
    user_id: UserId
    kind: str
    skipped: Hindrance | None = None


def hindrance(
    dead: Notification, incident_status: str | None, others: Iterable[Notification]
) -> Hindrance | None:
    """Return what speaks against discarding it; nothing where nothing does.

    Args:
        dead: As it is now.
        incident_status: Of its incident; nothing while somebody is changing that.
        others: What else was sent about the incident, to whomever.
    """
    if not dead.is_dead_letter:
        return Hindrance.NO_DEAD_LETTER
    if incident_status is None:
        return Hindrance.BUSY
    if incident_status != UNANSWERED or any(_reached_somebody(each) for each in others):
        return None
    return Hindrance.UNREACHED


def discarded(dead: Notification, now: datetime) -> Notification:
    """Return the dead letter off the list; what had come of it stays as it is."""
    return evolve(dead, discarded_at=now)


def _reached_somebody(notification: Notification) -> bool:
    outcome = notification.outcome
    return notification.purpose is Purpose.PAGE and outcome is not None and outcome.arrived
