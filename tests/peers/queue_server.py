"""A server that speaks SQS: moto's, which forgets everything when it is killed.

It knows long polling, visibility, order and dead letters; stale receipts it still takes, and
StartMessageMoveTask it does not know.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.peers.restartable import RestartableServer

#: What a client of it needs; nobody is asked for them.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class QueueServer(RestartableServer):
    """SQS on a port of its own: `with QueueServer(tmp_path) as queue: … queue.kill()`.

    Clients need `CREDENTIALS` in their environment, and the port as HIKESHI_SQS_ENDPOINT_URL.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "queue")

    @property
    def url(self) -> str:
        """What HIKESHI_SQS_ENDPOINT_URL says."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        """Return what is run."""
        return (sys.executable, "-m", "tests.peers.queue_program", str(self.port))
