"""Contact methods and personal rules: nobody's are touched unless the files hold them."""

from collections.abc import Iterator

from attrs import evolve

from hikeshi.configuration.configuration import Configuration
from hikeshi.configuration.planning.wanted import Wanted
from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import UserId
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod


def merged_methods(
    current: Directory, wanted: Wanted, found: Configuration, *, delete: bool
) -> Iterator[ContactMethod]:
    """Yield everybody's contact methods as they would be.

    The server believes its own verification; another address has to be verified anew.

    Args:
        current: What is there.
        wanted: Whose methods the files hold.
        found: What they hold, with the identities there are.
        delete: Methods go that are not among somebody's given ones.
    """
    there = current.methods_by_id
    given = bound_people(wanted, found, wanted.methods_of)
    listed = {method.id for method in found.contact_methods}
    for method in current.contact_methods:
        if method.id not in listed and not (delete and method.user_id in given):
            yield method
    for method in found.contact_methods:
        yield _like_before(method, there.get(method.id))


def merged_rules(
    current: Directory, wanted: Wanted, found: Configuration
) -> Iterator[NotificationRule]:
    """Yield everybody's personal rules as they would be; somebody's given ones replace theirs."""
    given = bound_people(wanted, found, wanted.rules_of)
    spare: dict[NotificationRule, list[NotificationRule]] = {}
    for rule in current.notification_rules:
        if rule.user_id not in given:
            yield rule
        else:
            spare.setdefault(_content(rule), []).append(rule)
    for rule in found.notification_rules:
        same = spare.get(_content(rule))
        yield same.pop(0) if same else rule


def bound_people(
    wanted: Wanted, found: Configuration, people: frozenset[UserId]
) -> frozenset[UserId]:
    """Return people of the files by the identities they have."""
    pairs = zip(wanted.configuration.users, found.users, strict=True)
    return frozenset(there.id for file, there in pairs if file.id in people)


def _like_before(method: ContactMethod, before: ContactMethod | None) -> ContactMethod:
    if before is None:
        return evolve(method, verified=method.kind is ContactKind.CONSOLE)
    moved = (before.kind, before.address) != (method.kind, method.address)
    return evolve(
        method,
        verified=before.verified if not moved else method.kind is ContactKind.CONSOLE,
        secret=before.secret,
        version=before.version,
    )


def _content(rule: NotificationRule) -> NotificationRule:
    return evolve(rule, id=rule.user_id, version=1)  # type: ignore[arg-type]
