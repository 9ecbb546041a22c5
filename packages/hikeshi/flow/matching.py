"""Whom a calendar event is about: by e-mail address, key or name; never by a guess."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from hikeshi.kernel.errors import Fault, InvalidError
from hikeshi.oncall.model.importing import MatchedOccurrence
from hikeshi.oncall.model.occurrence import LONGEST_UID, Occurrence
from hikeshi.teams.model.user import User


class UnmatchedEventsError(InvalidError):
    """Some events name nobody; nothing was imported."""


@frozen
class People:
    """People by every word that names them, in lower case."""

    by_email: Mapping[str, User]
    by_word: Mapping[str, Sequence[User]]

    def match(self, occurrence: Occurrence) -> MatchedOccurrence:
        """Return the person an occurrence is about, or why nobody is.

        Attendees come first, then the title (a key, name or e-mail address, or one of these
        before “ · ” as in our own feeds), then the organizer.
        """
        attending = {u.id: u for mail in occurrence.emails if (u := self._mailed(mail))}
        if len(attending) > 1:
            named = ", ".join(sorted(user.key for user in attending.values()))
            return _nobody(occurrence, f"several attendees are known: {named}; leave one")
        found = list(attending.values()) or self._titled(occurrence.summary)
        if not found and (organizer := self._mailed(occurrence.organizer)):
            found = [organizer]
        if not found:
            return _nobody(occurrence, f"nobody is called “{occurrence.summary[:100]}”")
        if len(found) > 1:
            return _nobody(occurrence, f"“{occurrence.summary[:100]}” is the name of several")
        if not found[0].active:
            return _nobody(occurrence, f"{found[0].key} has left")
        return MatchedOccurrence(occurrence=occurrence, user=found[0].id)

    def _mailed(self, address: str) -> User | None:
        return self.by_email.get(address.casefold())

    def _titled(self, title: str) -> list[User]:
        words = dict.fromkeys((title, title.partition(" · ")[0]))
        for word in words:
            found = self.by_word.get(word.strip().casefold())
            if found:
                return list(found)
        return []


def people_of(users: Iterable[User]) -> People:
    """Return people by every word that names them."""
    by_email: dict[str, User] = {}
    by_word: defaultdict[str, list[User]] = defaultdict(list)
    for user in users:
        if user.email:
            by_email[user.email.casefold()] = user
        for word in dict.fromkeys((user.key, user.name.strip().casefold(), user.email.casefold())):
            if word:
                by_word[word].append(user)
    return People(by_email, by_word)


def match_people(
    users: Iterable[User], occurrences: Iterable[Occurrence]
) -> tuple[MatchedOccurrence, ...]:
    """Return each occurrence with its person, or with the reason why it has none."""
    people, found = people_of(users), tuple(occurrences)
    times = Counter(occurrence.source for occurrence in found)
    matched = []
    for occurrence in found:
        entry = people.match(occurrence)
        if times[occurrence.source] > 1:
            entry = evolve(entry, user=None, reason="its UID and RECURRENCE-ID are there twice")
        elif len(occurrence.uid) > LONGEST_UID:
            entry = evolve(entry, user=None, reason=f"its UID is longer than {LONGEST_UID}")
        matched.append(entry)
    return tuple(matched)


def refuse_unmatched(matched: Sequence[MatchedOccurrence]) -> None:
    """Refuse a calendar with events about nobody.

    Raises:
        UnmatchedEventsError: One fault for each, with the line of its event.
    """
    faults = tuple(
        Fault(f"/events/{index}", f"line {entry.occurrence.line}: {entry.reason}")
        for index, entry in enumerate(matched)
        if entry.user is None and not entry.occurrence.cancelled
    )
    if faults:
        raise UnmatchedEventsError(
            f"{faults[0].detail}. Nothing was imported: correct it, or skip what is unmatched.",
            faults=faults,
        )


def _nobody(occurrence: Occurrence, reason: str) -> MatchedOccurrence:
    return MatchedOccurrence(occurrence=occurrence, user=None, reason=reason)
