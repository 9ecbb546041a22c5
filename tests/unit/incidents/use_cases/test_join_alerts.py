"""Further alerts of an open incident."""

from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.join_alerts import JoinAlerts


def test_every_mention_counts_one_alert():
    """An incident mentioned twice has two more alerts; its version stays."""
    desk = Desk()
    before = desk.incident

    desk.world.do(lambda work: JoinAlerts()(work, [before.id, before.id]))

    assert desk.incident.alert_count == before.alert_count + 2
    assert desk.incident.version == before.version
