"""What the rules of incidents refuse."""

from hikeshi.kernel.errors import ConflictError, InvalidError, NotFoundError


class IncidentNotFoundError(NotFoundError):
    """There is no such incident, or it is not yours to see."""


class EscalationPolicyNotFoundError(NotFoundError):
    """There is no such escalation policy."""


class PolicyVersionNotFoundError(NotFoundError):
    """The escalation policy never had that version."""


class TargetGoneError(ConflictError):
    """The version pages somebody who is no longer there; edit the policy instead."""


class DrillNotFoundError(NotFoundError):
    """There is no such drill."""


class DrillsHeldError(ConflictError):
    """Nothing is sent at present, so a drill would show nothing: release what is held first."""


class DrillRunningError(ConflictError):
    """The drill runs already: wait until everybody has answered or the time is over."""


class IllegalTransitionError(ConflictError):
    """The incident's status does not allow this."""


class NewerIncidentOpenError(ConflictError):
    """A newer open incident holds the identity of this one; work on that one."""


class NobodyToPageError(InvalidError):
    """Name a person, a team or a service to page."""
