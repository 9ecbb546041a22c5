"""What notices say, in the recipient's language and time zone; channels only give it a form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.readers import language_of, local_time, zone_of

_LONGEST_NAME = 100
_LONGEST_TITLE = 200


@frozen(kw_only=True)
class Told:
    """A notice in words.

    Args:
        links: Each with what it leads to.
    """

    language: str
    subject: str
    lines: Sequence[str]
    links: Sequence[tuple[str, str]]


@frozen
class Words:
    """What one topic says in one language; `{…}` are facts."""

    subject: str
    lines: tuple[str, ...]


_WORDS: Mapping[str, Mapping[Topic, Words]] = {
    "en": {
        Topic.VERIFICATION_CODE: Words(
            "Your verification code",
            (
                "Your code is {code}. It is good for 10 minutes.",
                "If you did not ask for it, there is nothing to do.",
            ),
        ),
        Topic.SHIFT_REMINDER: Words(
            "On call soon: {schedule}",
            ("You are on call in “{schedule}” from {start} until {end}.",),
        ),
        Topic.HAND_OFF_SUMMARY: Words(
            "Hand-off of {schedule}: open incidents",
            ("“{schedule}” changed hands at {at}.", "These incidents are open:"),
        ),
        Topic.SWAP_ASKED: Words(
            "{who} asks you to take a shift: {schedule}",
            ("{who} asks you to be on call in “{schedule}” from {start} until {end}.",),
        ),
        Topic.SWAP_ACCEPTED: Words(
            "{who} takes your shift: {schedule}",
            ("{who} is on call in “{schedule}” for you from {start} until {end}.",),
        ),
        Topic.SWAP_DECLINED: Words(
            "{who} cannot take your shift: {schedule}",
            ("You stay on call in “{schedule}” from {start} until {end}.",),
        ),
        Topic.SWAP_WITHDRAWN: Words(
            "A swap was withdrawn: {schedule}",
            ("{who} withdrew the swap in “{schedule}” from {start} until {end}.",),
        ),
        Topic.SWAP_BROKEN: Words(
            "A swap is off: {schedule}",
            ("“{schedule}” has changed: the swap from {start} until {end} no longer fits.",),
        ),
    },
    "ja": {
        Topic.VERIFICATION_CODE: Words(
            "確認コード",
            (
                "確認コードは {code} です。10 分間有効です。",
                "心当たりがない場合は、何もする必要はありません。",
            ),
        ),
        Topic.SHIFT_REMINDER: Words(
            "まもなく当番です: {schedule}",
            ("「{schedule}」の当番です。{start} から {end} まで。",),
        ),
        Topic.HAND_OFF_SUMMARY: Words(
            "引き継ぎ {schedule}: 未解決のインシデント",
            ("「{schedule}」の当番が {at} に交代しました。", "未解決のインシデント:"),
        ),
        Topic.SWAP_ASKED: Words(
            "{who} さんから交代の依頼: {schedule}",
            ("{who} さんが「{schedule}」の当番の交代を依頼しています。{start} から {end} まで。",),
        ),
        Topic.SWAP_ACCEPTED: Words(
            "{who} さんが交代します: {schedule}",
            ("{who} さんが「{schedule}」の当番を引き受けました。{start} から {end} まで。",),
        ),
        Topic.SWAP_DECLINED: Words(
            "{who} さんは交代できません: {schedule}",
            ("「{schedule}」の当番は引き続きあなたです。{start} から {end} まで。",),
        ),
        Topic.SWAP_WITHDRAWN: Words(
            "交代が取り下げられました: {schedule}",
            ("{who} さんが「{schedule}」の交代を取り下げました。{start} から {end} まで。",),
        ),
        Topic.SWAP_BROKEN: Words(
            "交代が無効になりました: {schedule}",
            ("「{schedule}」が変更され、交代 ({start} から {end} まで) は成立しません。",),
        ),
    },
}
_OPEN = {"en": "Open the schedule", "ja": "スケジュールを開く"}
_MORE = {"en": "and {count} more", "ja": "ほか {count} 件"}
_INSTANTS = frozenset({"at", "start", "end"})


def tell(notice: Notice, recipient: Recipient, links: Links) -> Told:
    """Return what a notice says to its recipient."""
    language = language_of(recipient.locale, _WORDS)
    words = _WORDS[language][notice.topic]
    facts = {name: _text(name, fact, recipient) for name, fact in notice.facts.items()}
    facts["code"] = notice.code or ""
    lines = [line.format_map(facts) for line in words.lines]
    more = notice.facts.get("more")
    return Told(
        language=language,
        subject=one_line(words.subject.format_map(facts), _LONGEST_TITLE),
        lines=lines,
        links=[
            *_incidents(notice.facts.get("incidents", ()), links),
            *([(_MORE[language].format(count=more), links.home_url)] if more else ()),
            *_schedule(notice.facts, _OPEN[language], links),
        ],
    )


def _text(name: str, fact: Any, recipient: Recipient) -> str:
    if name in _INSTANTS:
        return local_time(datetime.fromisoformat(fact), zone_of(recipient.time_zone))
    return one_line(str(fact), _LONGEST_NAME)


def _incidents(found: Sequence[Any], links: Links) -> Sequence[tuple[str, str]]:
    return [
        (
            one_line(f"#{incident['number']} {incident['title']}", _LONGEST_TITLE),
            links.incident_url(incident["id"]),
        )
        for incident in found
    ]


def _schedule(facts: Mapping[str, Any], words: str, links: Links) -> Sequence[tuple[str, str]]:
    found = facts.get("schedule_id")
    return [] if found is None else [(words, links.schedule_url(found))]
