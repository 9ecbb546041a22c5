"""Fixtures that lend Redis and an SQS-compatible queue.

`shared_redis` and `shared_queue` are started once for a whole worker of the run: nobody kills
them, and everybody uses names of their own. `redis_server` and `queue_server` belong to one test,
which may `kill()` and `start()` them as it likes; what they knew is gone then, their address stays.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.queue_server import CREDENTIALS, QueueServer
from tests.peers.redis_server import RedisServer


@pytest.fixture(scope="session")
def shared_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A real Redis for all."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def shared_queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueueServer]:
    """A server that speaks SQS, for all."""
    with QueueServer(tmp_path_factory.mktemp("queue")) as server:
        yield server


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis of this test's own."""
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def queue_server(tmp_path: Path) -> Iterator[QueueServer]:
    """A server that speaks SQS, of this test's own."""
    with QueueServer(tmp_path) as server:
        yield server


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client in this process needs; a busy machine is no outage."""
    monkeypatch.setattr("hikeshi_server.outbound.sqs.page_queue.PATIENCE_SECONDS", 30.0)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
