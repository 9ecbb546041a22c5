"""What an HTTP answer to a page means."""

import pytest

from hikeshi.notifications.model.outcome import Outcome, outcome_of_http_status


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (202, Outcome.ACCEPTED),
        (299, Outcome.ACCEPTED),
        (301, Outcome.PERMANENT),
        (400, Outcome.PERMANENT),
        (404, Outcome.PERMANENT),
        (408, Outcome.RETRYABLE),
        (410, Outcome.PERMANENT),
        (425, Outcome.RETRYABLE),
        (429, Outcome.RETRYABLE),
        (500, Outcome.RETRYABLE),
        (503, Outcome.RETRYABLE),
    ],
)
def test_a_status_says_whether_to_try_again(status, outcome):
    """What may pass is repeated, everything else that is no success never is."""
    assert outcome_of_http_status(status) is outcome


def test_only_two_outcomes_mean_that_the_provider_has_it():
    """Accepted and delivered have arrived."""
    assert {o for o in Outcome if o.arrived} == {Outcome.ACCEPTED, Outcome.DELIVERED}
