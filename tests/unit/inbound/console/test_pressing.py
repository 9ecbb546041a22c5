"""Forms and buttons are taken in one way."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.console import screens
from hikeshi_server.inbound.console.pressing import FormScreen, no_such_verb
from hikeshi_server.inbound.console.screens.acknowledge import AcknowledgePage, AcknowledgePress
from hikeshi_server.inbound.console.screens.sign_in import SignIn
from hikeshi_server.inbound.console.visits import ScreenOf

#: Nobody is signed in there: a link, or the person's word, says who they are.
STRANGERS = {AcknowledgePage, AcknowledgePress, SignIn}


def all_screens():
    """Return the class of every screen."""
    modules = [
        import_module(f"{screens.__name__}.{m.name}") for m in iter_modules(screens.__path__)
    ]
    found = [thing for module in modules for thing in vars(module).values()]
    return {each for each in found if isinstance(each, type) and issubclass(each, ScreenOf)}


def test_every_form_of_a_signed_in_person_is_taken_in_one_way():
    """No screen has an `on_post` of its own: none can forget the token, or the refusal."""
    taken = {each for each in all_screens() - STRANGERS if hasattr(each, "on_post")}

    assert taken
    assert {each for each in taken if each.on_post is not FormScreen.on_post} == set()


def test_a_button_that_is_on_no_page_is_refused_by_naming_those_there_are():
    """Whoever posts to `/quiet/shout` reads what else there is."""
    with pytest.raises(InvalidError) as refused:
        raise no_such_verb(("silence", "window"))

    assert [(f.pointer, f.detail) for f in refused.value.faults] == [
        ("/verb", "must be one of silence, window")
    ]
