"""Bad weather: how each message fares at its receiver, and what is written down of it.

A line of a receiver's log, written before it answers:

    {"at", "key", "answer", "taken", "named", "count"}

`taken` says that its person is told, whatever the sender hears of it; `answer` what that is: `ok`,
or the fault. `named` are the alerts the message shows, `count` of how many it says that it speaks;
neither where a message shows nothing.
"""

import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import define, frozen

from tests.peers import http_sink, smtp_sink
from tests.peers.journal import Journal

_ALERT = re.compile(r"alert-\d+")
_OTHERS = re.compile(r"and (\d+) more")


@frozen
class Said:
    """What a message said.

    Args:
        key: Its idempotency key.
        shown: All that its person sees; nothing where that is asked for later.
    """

    key: str
    shown: str = ""


#: Reads the message in a raw entry; nothing where it is no message.
Read = Callable[[Mapping[str, Any]], Said | None]


@frozen
class Answer:
    """What a receiver does with a message.

    Args:
        name: What the log calls it.
        fault: What its server does.
        taken: Whether its person is told all the same.
        share: Of a hundred messages.
    """

    name: str
    fault: Any
    taken: bool
    share: int


def http_faults(*more: Answer) -> tuple[Answer, ...]:
    """Return what goes wrong with HTTP, whatever it carries."""
    fault = http_sink.Fault
    return (
        Answer("500", fault.ERROR, taken=False, share=5),
        Answer("429 with Retry-After", fault.BUSY, taken=False, share=4),
        Answer("closed without an answer", fault.DROP, taken=False, share=3),
        Answer("no answer in time", fault.HANG, taken=False, share=1),
        Answer("taken and never confirmed", fault.HANG, taken=True, share=1),
        Answer("closed in the middle of the body", fault.CUT, taken=True, share=3),
        *more,
    )


SMTP = (
    Answer("451", smtp_sink.Fault.BUSY, taken=False, share=5),
    Answer("450 for the recipient", smtp_sink.Fault.GREYLISTED, taken=False, share=4),
    Answer("taken and never confirmed", smtp_sink.Fault.HANG_DATA, taken=True, share=1),
    Answer("closed without an answer", smtp_sink.Fault.DROP_DATA, taken=True, share=2),
)
GONE = Answer("410", http_sink.Fault.GONE, taken=False, share=1)
OK = http_sink.Fault.NONE
SLACK = (
    Answer("200 with internal_error inside", OK, taken=False, share=5),
    Answer("200 with channel_not_found inside", OK, taken=False, share=1),
)
NTFY = (Answer("200 with something else inside", OK, taken=False, share=1),)
TWILIO = (
    Answer("500", 500, taken=False, share=5),
    Answer("429 with Retry-After", 429, taken=False, share=4),
    Answer("200 with something else inside", 200, taken=False, share=2),
)


@define
class Weather:
    """Says how each message fares.

    Args:
        slow: Whether receivers may also leave senders without an answer.
    """

    random: random.Random
    slow: bool
    bad: bool = True

    def answer(self, faults: tuple[Answer, ...], fine: Any) -> Answer:
        """Return one of the faults, each as often as it says, or that nothing goes wrong."""
        drawn = self.random.uniform(0, 100)
        for found in faults if self.bad else ():
            if found.name in {"no answer in time", "taken and never confirmed"} and not self.slow:
                continue
            drawn -= found.share
            if drawn < 0:
                return found
        return Answer("ok", fine, taken=True, share=0)


class Log(Journal):
    """Keeps of each raw entry what a recount needs.

    Attributes:
        answer: What the message that is being noted gets.
    """

    def __init__(self, path: Path, read: Read) -> None:
        super().__init__(path)
        self.answer = Answer("ok", None, taken=True, share=0)
        self._read = read

    def write(self, **entry: object) -> None:
        """Note the message."""
        said = self._read(entry)
        if said is not None:
            signed = {"signed": entry["verified"]} if entry.get("verified") is not None else {}
            fared = {"answer": self.answer.name, "taken": self.answer.taken}
            super().write(key=said.key, **fared, **shown(said.shown), **signed)
            self.entries.clear()  # the file has it; a campaign is long


def shown(text: str) -> dict[str, Any]:
    """Return which alerts a text names, and of how many it says that it speaks."""
    if not text:
        return {}
    others = _OTHERS.search(text)
    count = 1 + (int(others[1]) if others else 0)
    return {"named": sorted(set(_ALERT.findall(text))), "count": count}
