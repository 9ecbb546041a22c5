"""Breaches of the rules about what senders post."""

from tests.mutation.breach import Breach

_ALERTS = "packages/hikeshi/alerts/model"
_GROUPS = "tests/unit/alerts/model/formats/test_alertmanager.py"
_STORABLE = "tests/unit/alerts/model/formats/test_storable.py"

INBOUND = (
    Breach(
        "inbound 1, each alert for itself",
        f"{_ALERTS}/formats/alertmanager.py",
        'alert.get("status") or group.get("status")',
        'group.get("status") or alert.get("status")',
        f"{_GROUPS}::TestStatus::test_each_alert_has_its_own_status",
    ),
    Breach(
        "inbound 1, a bad neighbour",
        f"{_ALERTS}/formats/alertmanager.py",
        "        else:\n            faults.append(",
        "        else:\n            signals.clear()\n            faults.append(",
        f"{_GROUPS}::TestBatch::test_a_good_alert_in_a_bad_batch_is_stored",
    ),
    Breach(
        "inbound 3",
        f"{_ALERTS}/formats/storable.py",
        'text = text.replace("\\x00", "\\\\u0000")',
        'text = text.replace("\\x00", "")',
        f"{_STORABLE}::test_what_cannot_be_stored_is_shown",
    ),
    Breach(
        "inbound 4",
        f"{_ALERTS}/matcher.py",
        'value = values.get(self.name, "")',
        'value = values.get(self.name, "absent")',
        "tests/unit/alerts/model/test_matcher.py::test_a_condition_holds",
    ),
)
