"""Slack's own client is served by the Slack of these tests, and posts what our sender posts."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient
from tests.integration.outbound.slack.test_sender import ACKNOWLEDGED, sender_with, to
from tests.peers.slack_server import TOKEN, SlackServer

from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges

#: Arguments a form carries as JSON.
_PARSED = {"blocks", "metadata"}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A workspace with Ana and Ben."""
    async with SlackServer() as running:
        yield running


def read(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what was posted, whether as a form or as JSON."""
    if entry["headers"]["content-type"].startswith("application/json"):
        said: dict[str, Any] = json.loads(entry["body"])
        return said
    form = {name: found[0] for name, found in parse_qs(entry["body"]).items()}
    return {name: json.loads(v) if name in _PARSED else v for name, v in form.items()}


async def test_messages_are_those_of_the_vendors_client(slack: SlackServer) -> None:
    """Told the same, Slack's client calls the same methods with the same arguments."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        sender = sender_with(TOKEN, slack, http)
        first = await sender.send(to())
        await sender.send(to(envelope=ACKNOWLEDGED, earlier=first.evidence))
    ours = [(entry["path"], read(entry)) for entry in slack.requests]
    client = WebClient(token=TOKEN, base_url=slack.api_url)
    calls = (client.conversations_open, client.chat_postMessage, client.chat_update)
    answers = [
        await asyncio.to_thread(call, **said) for call, (_, said) in zip(calls, ours, strict=True)
    ]

    theirs = [(entry["path"], read(entry)) for entry in slack.requests[len(ours) :]]
    assert theirs == ours
    assert all(answer["ok"] for answer in answers)


async def test_the_vendors_client_reads_a_refusal(slack: SlackServer) -> None:
    """Blocks that Slack's library would not have made are refused in Slack's words."""
    client = WebClient(token=TOKEN, base_url=slack.api_url)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    with pytest.raises(SlackApiError) as caught:
        await asyncio.to_thread(
            client.chat_postMessage, channel="D0ANA", text="x", blocks=blocks, metadata={}
        )

    assert caught.value.response["error"] == "invalid_blocks"
