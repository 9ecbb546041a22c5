"""What the forms of the page about how somebody is reached ask for, each by its verb."""

from collections.abc import Awaitable, Callable, Mapping

from attrs import evolve, frozen

from hikeshi.flow.work import Work
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import one_of, read_id, read_version
from hikeshi_server.inbound.console.methods import free_key
from hikeshi_server.inbound.console.reaching import Reaching
from hikeshi_server.inbound.console.rule_form import read_quiet_hours, read_rule

#: Kinds the form adds; a browser adds itself, on the page of devices.
ADDED_KINDS = tuple(kind for kind in ContactKind if kind is not ContactKind.WEB_PUSH)
CONFIRM = "confirm"


@frozen
class Asking:
    """A form somebody sent about a person."""

    reaching: Reaching
    person: User
    form: Mapping[str, str]
    by: Actor

    @property
    def method_id(self) -> ContactMethodId:
        """The contact method the form is about."""
        return ContactMethodId(read_id(self.form.get("id", "")))

    @property
    def rule_id(self) -> NotificationRuleId:
        """The rule the form is about."""
        return NotificationRuleId(read_id(self.form.get("id", "")))

    @property
    def version(self) -> int:
        """The version of the object the page showed."""
        return read_version(self.form)


Act = Callable[[Asking, Work], Awaitable[ContactMethod | None]]


async def _add_method(asking: Asking, work: Work) -> ContactMethod | None:
    theirs = await work.contact_methods.list_of(asking.person.id)
    draft = read_method(asking.form, {method.key for method in theirs})
    draft = evolve(draft, user_id=asking.person.id)
    return await asking.reaching.add_method(work, draft, by=asking.by)


def read_method(form: Mapping[str, str], taken: set[str]) -> ContactMethodDraft:
    """Return the contact method of a form; without a key it gets one nobody has yet.

    Raises:
        InvalidError: Naming the field.
    """
    kind = form.get("kind", "")
    if kind not in ADDED_KINDS:
        raise InvalidError.at("/kind", one_of(ADDED_KINDS))
    return ContactMethodDraft(
        key=form.get("key", "").strip() or free_key(kind, taken),
        kind=ContactKind(kind),
        # The log is no place anybody has an address at.
        address="" if kind == ContactKind.CONSOLE else form.get("address", "").strip(),
        token=form.get("token", "").strip() or None,
    )


async def _code(asking: Asking, work: Work) -> None:
    await asking.reaching.send_code(work, asking.person.id, asking.method_id, by=asking.by)


async def _confirm(asking: Asking, work: Work) -> ContactMethod | None:
    code = asking.form.get("code", "").strip()
    person = asking.person.id
    return await asking.reaching.confirm(work, person, asking.method_id, code, by=asking.by)


async def _vouch(asking: Asking, work: Work) -> None:
    await asking.reaching.vouch(work, asking.person.id, asking.method_id, by=asking.by)


async def _remove_method(asking: Asking, work: Work) -> None:
    about = (asking.person.id, asking.method_id, asking.version)
    await asking.reaching.remove_method(work, *about, by=asking.by)


async def _add_rule(asking: Asking, work: Work) -> None:
    draft = evolve(read_rule(asking.form), user_id=asking.person.id)
    await asking.reaching.add_rule(work, draft, by=asking.by)


async def _change_rule(asking: Asking, work: Work) -> None:
    await asking.reaching.change_rule(
        work,
        asking.person.id,
        asking.rule_id,
        lambda before: read_rule(asking.form, before),
        asking.version,
        by=asking.by,
    )


async def _bring_forward(asking: Asking, work: Work) -> None:
    about = (asking.person.id, asking.rule_id, asking.version)
    await asking.reaching.bring_forward(work, *about, by=asking.by)


async def _remove_rule(asking: Asking, work: Work) -> None:
    about = (asking.person.id, asking.rule_id, asking.version)
    await asking.reaching.remove_rule(work, *about, by=asking.by)


async def _keep_quiet(asking: Asking, work: Work) -> None:
    wanted = read_quiet_hours(asking.form)
    about = (asking.person.id, wanted, asking.version)
    await asking.reaching.keep_quiet(work, *about, by=asking.by)


#: What each button does.
VERBS: Mapping[str, Act] = {
    "add-method": _add_method,
    "send-code": _code,
    CONFIRM: _confirm,
    "vouch": _vouch,
    "remove-method": _remove_method,
    "add-rule": _add_rule,
    "change-rule": _change_rule,
    "bring-forward": _bring_forward,
    "remove-rule": _remove_rule,
    "quiet-hours": _keep_quiet,
}
