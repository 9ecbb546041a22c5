"""What senders post, over everything in memory: the door decides how a message is read."""

import gzip
import json
import zlib
from datetime import UTC, datetime

import falcon.asgi
import falcon.testing
import pytest

from hikeshi.flow.ingestion import IngestSignals
from hikeshi.kernel.ids import IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.http.ingest.integrations import IntegrationSignals
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.pagerduty import ChangeEventsV2, EventsV2
from hikeshi_server.inbound.http.ingest.reading import LONGEST_BODY
from hikeshi_server.inbound.http.ingest.refused_keys import RefusedKeys

KEY = "k" * 32
EVENT = {
    "routing_key": KEY,
    "event_action": "trigger",
    "dedup_key": "disk",
    "payload": {"summary": "Disk full", "source": "db1", "severity": "critical"},
}


class Door:
    """One sender of the generic format, and what became of what it posted."""

    def __init__(self):
        self.store = Store()
        ids = CountingIds()
        transactions = InMemoryTransactions(
            self.store, FixedClock(datetime(2026, 1, 5, 3, 10, tzinfo=UTC)), ids
        )
        service = Service(id=ServiceId(ids()), key="api", name="API")
        sender = Integration(
            id=IntegrationId(ids()),
            kind=IntegrationKind.GENERIC,
            name="sender",
            keys=(KEY,),
            service_id=service.id,
            mapping={"title": "nothing.here"},
        )
        self.store.services.put(service.id, service)
        self.store.integrations.put(sender.id, sender)
        self.store.commit()
        self.store.configuration_changed()
        keys, batcher = (
            Keys(transactions, RefusedKeys(transactions)),
            Batcher(transactions, IngestSignals()),
        )
        self.routes = [
            ("/v2/enqueue", EventsV2(keys, batcher)),
            ("/v2/change/enqueue", ChangeEventsV2(keys)),
            ("/integrations/{kind}/{key}", IntegrationSignals(keys, batcher)),
        ]
        app = falcon.asgi.App()
        for path, resource in self.routes:
            app.add_route(path, resource)
        self._client = falcon.testing.TestClient(app)

    def post(self, path, **more):
        """Post something and return the answer."""
        return self._client.simulate_post(path, **more)

    def alerts(self):
        """Return what has been kept."""
        return list(self.store.alerts.rows.values())


@pytest.fixture
def door():
    """A sender of the generic format."""
    return Door()


def test_enqueue_reads_events_whoever_posts_them(door):
    """The key of any sender is good at /v2/enqueue, and nothing the event says is lost."""
    answer = door.post("/v2/enqueue", json=EVENT)

    assert answer.json["dedup_key"] == "disk"
    assert [(a.title, a.severity) for a in door.alerts()] == [("Disk full", Severity.SEV1)]


def test_a_key_beyond_the_limit_of_the_api_ends_what_it_opened(door):
    """A sender whose keys are longer than 255 characters can resolve its alerts."""
    long = {**EVENT, "dedup_key": "k" * 700}
    opened = door.post("/v2/enqueue", json=long).json["dedup_key"]
    ended = door.post("/v2/enqueue", json={**long, "event_action": "resolve"}).json["dedup_key"]

    assert opened == ended
    assert [a.status.value for a in door.alerts()] == ["resolved"]


def test_a_good_key_at_another_door_is_read_as_that_door_speaks(door):
    """Alertmanager's webhook is understood although the sender was set up as generic."""
    alert = {"status": "firing", "labels": {"alertname": "Down", "severity": "warning"}}
    answer = door.post(f"/integrations/alertmanager/{KEY}", json={"alerts": [alert]})

    assert answer.status_code == 202
    assert [(a.labels["alertname"], a.severity) for a in door.alerts()] == [("Down", Severity.SEV3)]


def test_a_door_there_is_not_is_refused(door):
    """An address that speaks nothing is no address, even with a good key."""
    assert door.post(f"/integrations/carrier-pigeon/{KEY}", json={}).status_code == 404


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_a_packed_body_is_unpacked(door, encoding, pack):
    """What a collector packed is read as if it had not."""
    body = pack(b'{"title": "Packed"}')
    door.post(f"/integrations/generic/{KEY}", body=body, headers={"Content-Encoding": encoding})

    assert door.alerts()[0].payload == {"title": "Packed"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"title": "not packed"}', "The body is not all of a gzip."),
        (gzip.compress(b'{"title": "cut"}', mtime=0)[:-12], "The body is not all of a gzip."),
        (gzip.compress(b" " * (LONGEST_BODY + 1), mtime=0), "The body is longer than 12 MiB."),
    ],
    ids=["not packed", "cut", "too long"],
)
def test_what_cannot_be_unpacked_is_kept_as_unreadable(door, body, reason):
    """Nothing is refused, and a small body cannot unpack into the whole memory."""
    path = f"/integrations/generic/{KEY}"
    answer = door.post(path, body=body, headers={"Content-Encoding": "gzip"})

    assert (answer.status_code, answer.json["unreadable"]) == (202, [reason])


def test_a_key_nobody_has_is_listed_for_operators(door):
    """A refused key is kept with its door, its sender's address and its first characters only."""
    wrong = "wr0ng" + "x" * 27
    assert door.post(f"/integrations/alertmanager/{wrong}", json={}).status_code == 404

    (refused,) = door.store.refused_keys.rows.values()
    assert (refused.hint, refused.length) == ("wr0n", 32)
    assert (refused.door, refused.address) == ("/integrations/alertmanager", "127.0.0.1")


@pytest.mark.parametrize("key", ["x", "\0" * 40, "\ud800" * 40, "é" * 100])
def test_a_strange_key_is_listed_too(door, key):
    """Whatever is sent as a key is refused, and listed without its characters."""
    answer = door.post("/v2/enqueue", body=json.dumps({**EVENT, "routing_key": key}))

    assert answer.status_code in {400, 403}
    hints = [refused.hint for refused in door.store.refused_keys.rows.values()]
    assert all(hint.isascii() and hint.isprintable() and len(hint) <= 4 for hint in hints)
