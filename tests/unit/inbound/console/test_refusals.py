"""Whatever a form is refused for is said in the reader's language."""

from string import Formatter

import pytest
from tests.architecture.source import Source
from tests.unit.inbound.console.refusals import ROOMS, first_lines, found_in, is_reached, refusals

from hikeshi.kernel.errors import Fault, ForbiddenError, InvalidError, Sentence
from hikeshi_server.inbound.console.hours_form import read_condition_hours
from hikeshi_server.inbound.console.refusals import message_of, refusal_words
from hikeshi_server.inbound.console.wording import LANGUAGES, words

FOREIGN = LANGUAGES[1:]
JA = words("ja")


def names_in(text):
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_refusal_a_form_can_lead_to_has_its_sentence(language):
    """Read from the source: no use case, model or form refuses in English alone."""
    known = refusal_words(language).sentences

    assert {each.text: each.where for each in refusals() if each.text not in {None, *known}} == {}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_field_a_refusal_names_is_called_something(language):
    """A person reads the name of the field, not of the JSON behind it."""
    known = refusal_words(language).fields
    named = {each.field for each in refusals()} - {None}

    assert named - known.keys() == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sentence_asks_for_a_fact_nobody_gives(language):
    """What a translation fills in, the refusal has."""
    known = refusal_words(language).sentences
    asked = {
        each.where: names_in(known[each.text]) - each.facts
        for each in refusals()
        if each.text in known
    }

    assert {where: names for where, names in asked.items() if names} == {}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_kind_of_refusal_has_its_sentence(language):
    """A refusal without particulars says what its class says, in the reader's language."""
    said = refusal_words(language).sentences
    missing = {
        name
        for name, first_line, path in first_lines()
        if is_reached(path)
        and not words(language).known(f"errors.{name}", "")
        and first_line not in said
    }

    assert missing == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sentence_stands_there_that_nobody_says(language):
    """A sentence that was changed in the source is changed in the table."""
    said = {each.text for each in refusals()} | {line for _, line, _ in first_lines()}

    assert set(refusal_words(language).sentences) - said == set()


def test_a_sentence_in_english_is_not_overlooked():
    """A refusal planted as a formatted string is found, and is in no table."""
    planted = Source(ROOMS[0] / "planted.py", 'raise InvalidError.at("/colour", f"not {colour}")\n')

    (found,) = found_in(planted)

    assert (found.field, found.facts) == ("colour", frozenset())
    assert found.text not in refusal_words("ja").sentences


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            InvalidError.at("/hand_off", "must be a time such as 09:00"),
            "「交代時刻」: 09:00 のような時刻にしてください。",
        ),
        (
            InvalidError.at("/text", Sentence("must be 1 to {most} characters long", most=5000)),
            "「メモ」: 1 文字から 5000 文字にしてください。",
        ),
        (
            InvalidError.at(
                "/matchers",
                Sentence("“{line}”: {detail}", line="=~x", detail=Sentence("must not be empty")),
            ),
            "「条件」: 「=~x」: 空にはできません。",
        ),
        (
            InvalidError(faults=(Fault("/types/3", "is new"), Fault("/colour", "is new"))),
            "「知らせること」: is new 「colour」: is new",
        ),
        (ForbiddenError("This needs the permission “respond”."), JA.plain("errors.ForbiddenError")),
    ],
)
def test_a_refusal_is_said_with_its_particulars(error, said):
    """Field, reason and what to write; what nobody has translated is said in English."""
    assert message_of(error, JA) == said


def test_a_refusal_that_is_passed_on_keeps_its_sentence():
    """A form says at its own field what the kernel says of a time zone."""
    with pytest.raises(InvalidError) as refused:
        read_condition_hours("09:00-17:00 Asia/Edo", "/hours")

    said = message_of(refused.value, JA)

    assert said.startswith("「時間」: 「Asia/Edo」というタイムゾーンはありません")


def test_in_english_a_refusal_is_said_as_the_api_says_it():
    """English has one source: the place that refuses."""
    error = InvalidError.at("/hours/0", Sentence("must be {least} to {most}", least=1, most=4))

    assert message_of(error, words("en")) == "hours 0 must be 1 to 4"
