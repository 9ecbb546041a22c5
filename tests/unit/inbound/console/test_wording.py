"""One catalogue for each language, all with the same keys and the same facts."""

import re
from string import Formatter

import pytest

from hikeshi.alerts import errors as alert_errors
from hikeshi.alerts import events as alert_events
from hikeshi.flow.facts import type_name
from hikeshi.flow.proofs import Doubt
from hikeshi.incidents import errors as incident_errors
from hikeshi.incidents import events as incident_events
from hikeshi.incidents.errors import TargetGoneError
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.errors import ConflictError, NotFoundError
from hikeshi.kernel.events import Event
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications import errors as notification_errors
from hikeshi.notifications import events as notification_events
from hikeshi.notifications.model.notice import Topic
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.oncall import Advance, OverrideMode, RotationType
from hikeshi.oncall import errors as oncall_errors
from hikeshi.oncall.errors import NothingToGiveError, OverridePastError, SwapClosedError
from hikeshi.oncall.model.calendar_reading import ReadingStatus
from hikeshi.subscriptions import errors as subscription_errors
from hikeshi.teams import errors as team_errors
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi_server.inbound.console.pages import environment
from hikeshi_server.inbound.console.wording import (
    LANGUAGES,
    language_of,
    preferred_language,
    words,
)

#: Kinds whose sentence depends on their facts, with the section that has them.
SPECIAL = {
    "alert.opened": "opened",
    "alert.resolved": "alert_over",
    "incident.triggered": "triggered",
    "incident.acknowledged": "acknowledged",
    "incident.unacknowledged": "unacknowledged",
    "incident.reassigned": "reassigned",
    "incident.resolved": "resolved",
    "escalation.exhausted": "exhausted",
    "notification.failed": "failed",
}


def facts_of(text):
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def kinds():
    """Every kind of event that is about an incident, and can stand on its timeline."""
    for module in (incident_events, notification_events, alert_events):
        for found in vars(module).values():
            if not (isinstance(found, type) and issubclass(found, Event)):
                continue
            if hasattr(found, "incident_id") and not found.__subclasses__():
                yield type_name(found)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_catalogues_have_the_same_keys(language):
    """A sentence that is missing in one language would break its pages."""
    assert words(language).texts.keys() == words("en").texts.keys()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_sentences_name_the_same_facts(language):
    """A translation leaves nothing out and asks for nothing nobody gives."""
    different = {
        key: facts_of(text) ^ facts_of(words("en").texts[key])
        for key, text in words(language).texts.items()
        if facts_of(text) != facts_of(words("en").texts[key])
    }
    # Japanese says what went unsaid in English by the order of the words alone.
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(set(kinds())))
def test_every_kind_of_event_has_its_sentence(kind, language):
    """Whatever happens to an incident, the timeline can say it."""
    texts = words(language).texts

    section = SPECIAL.get(kind)
    if section is not None:
        assert any(key.startswith(f"{section}.") for key in texts)
    else:
        assert f"timeline.{kind}" in texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("section", "members"),
    [
        ("status", IncidentStatus),
        ("urgency", Urgency),
        ("outcome", [*Outcome, *NotificationStatus]),
        ("channels", ContactKind),
        ("override", OverrideMode),
        ("topic", Topic),
        ("calendar_state", ReadingStatus),
        ("schedule", [f"advance_{way}" for way in Advance]),
        ("schedule", [f"unit_{unit}" for unit in RotationType]),
        ("doubt", Doubt),
        ("reached", ["verified", "waiting", "ended"]),
        ("snippet", IntegrationKind),
        ("rotation", [f"{t}_{n}" for t in list(RotationType)[:-1] for n in ("one", "other")]),
    ],
)
def test_every_member_has_its_word(section, members, language):
    """Every status, outcome, channel and kind can be shown."""
    missing = {f"{section}.{m}" for m in members} - words(language).texts.keys()

    assert missing == set()


def test_templates_ask_for_what_there_is():
    """Every key a template names stands in the catalogue."""
    loader = environment().loader
    for name in environment().list_templates():
        source, _, _ = loader.get_source(environment(), name)
        for call, key in re.findall(r'\b([tn])\("([a-z_.]+)"(?! ~)', source):
            wanted = [key] if call == "t" else [f"{key}_one", f"{key}_other"]
            assert all(each in words("en").texts for each in wanted), (name, key)


def test_what_is_filled_in_is_escaped_once():
    """Text from outside stays text, also beside text of ours with marks in it."""
    said = words("en").text("names.sender")
    filled = words("en").text("opened.joined", title="<b>&</b>")

    assert str(said) == "a sender"
    assert str(filled) == "A further alert joined: &lt;b&gt;&amp;&lt;/b&gt;"


def test_braces_from_outside_are_only_braces():
    """A title cannot reach into our objects through a format string."""
    filled = words("en").text("opened.joined", title="{by.__class__}")

    assert str(filled) == "A further alert joined: {by.__class__}"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ja", "ja"), ("ja-JP", "ja"), ("ja_JP", "ja"), ("fr", "en"), ("", "en")],
)
def test_a_locale_has_a_language(locale, language):
    """A language we do not speak is answered in English."""
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ja,en;q=0.8", "ja"),
        ("en,ja;q=0.8", "en"),
        ("fr,ja;q=0.1", "ja"),
        ("ja;q=0", "en"),
        ("ja;q=nan", "en"),
        ("*", "en"),
    ],
)
def test_a_browser_is_answered_in_its_language(header, language):
    """By weight, as RFC 9110 has it; what cannot be read weighs nothing."""
    assert preferred_language(header) == language


#: What they refuse is said with the particulars, which a sentence of ours would leave out.
PARTICULAR = {TargetGoneError, SwapClosedError, NothingToGiveError, OverridePastError}


@pytest.mark.parametrize(
    "errors",
    [
        alert_errors,
        incident_errors,
        notification_errors,
        oncall_errors,
        subscription_errors,
        team_errors,
    ],
    ids=lambda module: module.__name__.split(".")[1],
)
def test_what_is_gone_or_taken_is_said_in_the_reader_s_language(errors):
    """Each refusal a person meets at a button has a sentence in both catalogues."""
    for language in LANGUAGES:
        missing = {
            name
            for name, found in vars(errors).items()
            if isinstance(found, type)
            and found.__module__ == errors.__name__
            and issubclass(found, (NotFoundError, ConflictError))
            and found not in PARTICULAR
            and not words(language).known(f"errors.{name}", "")
        }
        assert missing == set()
