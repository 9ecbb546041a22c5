"""What deliveries say against contact methods."""

from datetime import timedelta

import pytest
from tests.flow.story import START, a_configuration, a_method, a_person

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.configuration.identities import user_id
from hikeshi.flow.proofs import EVERY_KIND, methods_of, proof_warnings
from hikeshi.notifications.queries import MeasuredMethod

DAY = timedelta(days=1)


def said(verified=True, provided=EVERY_KIND, **facts):
    """Return the warnings about Ana's phone, by what was measured of it."""
    ana = a_person("ana", contact_methods=[a_method("phone", verified=verified)])
    directory = directory_of(read(a_configuration(people=[ana, "dee"])))
    (phone,) = methods_of(directory, user_id("ana"))
    found = {phone.id: MeasuredMethod(contact_method_id=phone.id, **facts)} if facts else {}
    return proof_warnings(directory, user_id("ana"), found, START, provided)


@pytest.mark.parametrize(
    ("facts", "warning"),
    [
        ({}, "phone (sms) brought nothing in the last 90 days"),
        ({"last_sent_at": START - 31 * DAY}, "phone (sms) has not been proven for 31 days"),
        (
            {"last_sent_at": START - DAY, "last_failed_at": START, "last_failure": "blocked"},
            "the last page by phone (sms) failed: blocked",
        ),
        (
            {"last_sent_at": START, "p95": timedelta(seconds=61)},
            "of the pages by phone (sms) one in twenty took 61 s or longer",
        ),
    ],
)
def test_what_is_not_proven_is_told(facts, warning):
    """Nothing brought, nothing of late, a failure since, or too slow to wake somebody."""
    (found,) = said(**facts)

    assert found.startswith(warning)


def test_what_works_needs_no_words():
    """Also where it failed once before; what is not verified brings no pages at all."""
    fine = {"last_sent_at": START, "last_failed_at": START - DAY, "p95": timedelta(seconds=60)}

    assert said(**fine) == said(verified=False) == ()


def test_a_method_without_a_provider_is_told_of():
    """What the server cannot send by reaches nobody, whatever it brought before."""
    fine = {"last_sent_at": START, "p95": timedelta(seconds=1)}
    (found,) = said(provided=EVERY_KIND - {"sms"}, **fine)

    assert found.startswith("nothing leaves by phone (sms): this server has no provider for it")
    assert said(provided={"sms"}, **fine) == ()
