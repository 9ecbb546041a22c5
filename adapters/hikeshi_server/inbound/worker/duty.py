"""What every duty is: something done again and again until it is told to stop."""

import asyncio
from typing import Protocol

import structlog

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.inbound.metrics import DUTY_FAILURES
from hikeshi_server.inbound.worker.alarms import Alarms

_log = structlog.get_logger(__name__)

#: The longest a duty sleeps: a wake-up may be lost, this may not.
POLL_SECONDS = 1.0
#: What is due but held by another worker is looked at again after this.
BREATH_SECONDS = 0.02
#: After something was done there may be more at once.
SOON_SECONDS = 0.0005
#: After a failure.
REST_SECONDS = 0.5


class Duty(Protocol):
    """Something that runs by itself."""

    @property
    def name(self) -> str:
        """What wakes it and what the log calls it."""
        ...

    async def run_once(self) -> float | None:
        """Do what is due; return in how many seconds something will be, if that is known.

        Zero or less: something is due and cannot be done now.
        """
        ...

    async def stop(self) -> None:
        """Finish or give back what was begun."""
        ...


async def keep_running(duty: Duty, alarms: Alarms, stopping: asyncio.Event) -> None:
    """Run a duty until `stopping` is set; a failure is logged and tried again."""
    try:
        while not stopping.is_set():
            seconds = await _run(duty)
            pause = seconds if seconds > 0 else BREATH_SECONDS
            await alarms.wait(duty.name, min(pause, POLL_SECONDS))
    finally:
        await duty.stop()


async def _run(duty: Duty) -> float:
    try:
        seconds = await duty.run_once()
    except UnavailableError as error:
        DUTY_FAILURES.labels(duty.name).inc()
        _log.warning("duty_waits", duty=duty.name, reason=error.detail)
        return REST_SECONDS
    except Exception:  # noqa: BLE001 (a duty outlives its faults)
        DUTY_FAILURES.labels(duty.name).inc()
        _log.exception("duty_failed", duty=duty.name)
        return REST_SECONDS
    return POLL_SECONDS if seconds is None else seconds
