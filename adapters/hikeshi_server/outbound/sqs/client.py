"""The connection to SQS: time-outs, regions, and what a queue that is away raises."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.outbound.sqs.settings import SqsQueues

#: What takes longer is done without the queue.
PATIENCE_SECONDS = 3.0
#: The longest a request may wait for messages (AWS, ReceiveMessage, WaitTimeSeconds).
LONGEST_WAIT = 20
#: Calls under way at once.
MOST_CALLS = 20
#: What a queue that is away, or not ours to use, raises.
LOST = (BotoCoreError, ClientError, OSError, TimeoutError, asyncio.IncompleteReadError)


class NoAwsRegionError(InvalidError):
    """HIKESHI_SQS_QUEUE_PREFIX is set, and no AWS region: set AWS_REGION."""


@asynccontextmanager
async def open_client(queues: SqsQueues) -> AsyncIterator[Any]:
    """Open a client; it connects when it is used. Credentials and region are AWS's own variables.

    Raises:
        NoAwsRegionError: No region is set.
    """
    config = AioConfig(
        connect_timeout=PATIENCE_SECONDS,
        read_timeout=LONGEST_WAIT + PATIENCE_SECONDS,
        max_pool_connections=MOST_CALLS,
        # A connection that died while it was idle is replaced at once.
        retries={"total_max_attempts": 2, "mode": "standard"},
        user_agent_extra="hikeshi",
    )
    creating = get_session().create_client(
        "sqs",
        # The AWS libraries for Python read AWS_DEFAULT_REGION only; containers are given this one.
        region_name=os.environ.get("AWS_REGION") or None,
        endpoint_url=queues.endpoint_url,
        config=config,
    )
    try:
        client = await creating.__aenter__()
    except NoRegionError as error:
        raise NoAwsRegionError from error
    try:
        yield client
    finally:
        await creating.__aexit__(None, None, None)


def reason_of(error: BaseException) -> str:
    """Return what went wrong, in a few words without secrets."""
    if isinstance(error, ClientError):
        return f"the queue answers {error.response.get('Error', {}).get('Code', 'an error')}"
    return f"the queue does not answer: {type(error).__name__}"
