"""What differs between two configurations, object by object and field by field."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from attrs import frozen

from hikeshi.configuration.exporting import SECTIONS

#: These are changed as a whole, and have no keys.
WHOLE = frozenset({"routes", "grouping", "organisation"})


class Action(StrEnum):
    """What happens to an object."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


@frozen(kw_only=True)
class FieldChange:
    """A field as it is and as it would be, as files write it; nothing = not there."""

    before: Any
    after: Any


@frozen(kw_only=True)
class Edited:
    """The last edit of an object that did not come out of files.

    Args:
        at: When, RFC 3339; nothing where the journal does not say.
        by: Key of the person, where it was one.
    """

    at: str | None = None
    by: str | None = None


@frozen(kw_only=True)
class Change:
    """What happens to one object.

    Args:
        kind: The section of a file it stands in, such as `services`.
        key: Its key; an integration's is `service/name`; nothing where a section is one object.
        fields: What differs, by field; of a new object everything it says.
        edited_since: Who changed it elsewhere since files were last applied, where somebody did.
    """

    action: Action
    kind: str
    key: str | None
    fields: Mapping[str, FieldChange]
    edited_since: Edited | None = None


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what turns one configuration into the other, in an order in which it can be done.

    Args:
        before: A configuration document as builtins, nothing left out.
        after: The other one.
        renamed: New keys of people by their old ones.
    """
    gone: list[Change] = []
    for section in SECTIONS:
        old, new = _entries(before, section), _entries(after, section)
        if section == "users":
            old = {renamed.get(key or "", key): entry for key, entry in old.items()}
        for key, entry in new.items():
            change = _change(section, key, old.get(key), entry)
            if change is not None:
                yield change
        removed = (
            _change(section, key, entry, None) for key, entry in old.items() if key not in new
        )
        gone.extend(change for change in removed if change is not None)
    # What names others goes before what it names.
    yield from sorted(gone, key=lambda change: -SECTIONS.index(change.kind))


def key_of(section: str, entry: Mapping[str, Any]) -> str | None:
    """Return what an entry of a section is called."""
    if section in WHOLE:
        return None
    if section == "integrations":
        return f"{entry.get('service') or ''}/{entry['name']}"
    key: str = entry["key"]
    return key


def _entries(document: Mapping[str, Any], section: str) -> dict[str | None, dict[str, Any]]:
    value = document[section]
    if section in WHOLE:
        return {None: value if isinstance(value, dict) else {section: value}}
    return {key_of(section, entry): entry for entry in value}


def _change(
    section: str, key: str | None, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> Change | None:
    before, after = old or {}, new or {}
    fields = {
        name: FieldChange(before=before.get(name), after=after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }
    if old is None:
        return Change(action=Action.CREATE, kind=section, key=key, fields=fields)
    if new is None:
        return Change(action=Action.DELETE, kind=section, key=key, fields={})
    return Change(action=Action.EDIT, kind=section, key=key, fields=fields) if fields else None
