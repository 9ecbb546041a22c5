"""How far a storm went as it was rehearsed, message by message; it needs nothing but Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.storm.evidence import Evidence, Message, seconds

#: So near the end of a window, two workers and a rehearsal may decide differently.
NEAR = 1.0
#: For so long after a place was first told, which alert came first decides what is new to it.
FIRST = 3.0


@dataclass(frozen=True)
class Likeness:
    """How far a place was told as rehearsed.

    Args:
        alike: Alerts that came in the message they were rehearsed in.
        near: Others that were posted near the moment in which a message left, or so soon after the
            first that it matters which alerts that was about.
        sooner: Others that came before that: where two workers open a window at once, a message
            more leaves than the rules say (docs/concepts/storms.md, "Across workers").
        others: None of these.
        turned: Messages that came in another order than rehearsed.
    """

    alike: int = 0
    near: int = 0
    sooner: int = 0
    others: frozenset[str] = frozenset()
    turned: int = 0


def likeness(evidence: Evidence, person: str, purpose: str) -> Likeness:
    """Compare the mails to a person, message by message, with those rehearsed."""
    place = (person, "email", purpose)
    came = [message for message in evidence.messages if message.place == place]
    planned = [message for message in evidence.rehearsed if message.place == place]
    left = [message.at for message in (*came, *planned)]
    action = "trigger" if purpose == "page" else "resolve"
    wanted = {alert: message.at for message in planned for alert in message.alerts}
    alike, near, sooner, others = 0, 0, 0, set()
    order: list[float] = []
    for message in came:
        if not planned:
            break
        twin = _twin(message, planned)
        alike += len(twin.alerts & message.alerts)
        if _twin(twin, came) is message:
            order.append(twin.at)
        for alert in message.alerts - twin.alerts:
            at = seconds(evidence.taken[alert, action]["answered_at"])
            if _is_near(at, left):
                near += 1
            elif message.at <= wanted.get(alert, 0.0):
                sooner += 1
            else:
                others.add(alert)
    turned = sum(after < before - NEAR for before, after in pairwise(order))
    return Likeness(alike, near, sooner, frozenset(others), turned)


def _is_near(at: float, left: Sequence[float]) -> bool:
    return at <= min(left) + FIRST + NEAR or min(abs(at - each) for each in left) <= NEAR


def _twin(message: Message, among: Sequence[Message]) -> Message:
    """Return the message that has most in common with one."""
    return max(among, key=lambda each: len(each.alerts & message.alerts))
