"""What a message says: which notification is due, and nothing about it."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.announcement import Announcement, HeardAnnouncement

VERSION = 1
TYPE = "notification.due"


def to_entry(number: int, announcement: Announcement, *, fifo: bool) -> dict[str, Any]:
    """Return an entry of SendMessageBatch.

    A queue that keeps order forgets for five minutes what it was told twice; what it keeps in
    order is what one person is told about one incident, so that nobody waits for anybody else.
    """
    body = {"version": VERSION, "notification_id": str(announcement.notification_id)}
    ordering = {
        "MessageGroupId": announcement.group,
        "MessageDeduplicationId": announcement.key,
    }
    return {
        "Id": str(number),
        "MessageBody": json.dumps(body),
        "MessageAttributes": {"type": _text(TYPE), "version": _text(str(VERSION))},
        **(ordering if fifo else {}),
    }


def to_heard(message: Mapping[str, Any]) -> HeardAnnouncement | None:
    """Return what a message announces; nothing where it cannot be read."""
    try:
        body = json.loads(message["Body"])
        found = NotificationId(UUID(body["notification_id"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    times = int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))
    return HeardAnnouncement(notification_id=found, receipt=message["ReceiptHandle"], times=times)


def again(number: int, message: Mapping[str, Any], *, fifo: bool) -> dict[str, Any]:
    """Return the entry that puts a dead message back as it was.

    It gets a name of its own: under the old one it would be taken for what was said before.
    """
    attributes = message.get("Attributes", {})
    ordering = {
        "MessageGroupId": attributes.get("MessageGroupId", "redriven"),
        "MessageDeduplicationId": f"redriven.{message['MessageId']}",
    }
    entry: dict[str, Any] = {"Id": str(number), "MessageBody": message["Body"]}
    if message.get("MessageAttributes"):
        entry["MessageAttributes"] = message["MessageAttributes"]
    return {**entry, **(ordering if fifo else {})}


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
