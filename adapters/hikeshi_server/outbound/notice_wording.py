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
from hikeshi_server.outbound.reason_wording import reason_in

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
            "Hand-off of {schedule}: {open} open",
            ("“{schedule}” changed hands at {at}: from {outgoing} to {incoming}.",),
        ),
        Topic.INCIDENT_TAKEN: Words(
            "{who} has it: {what}",
            ("{who} has taken what you were told about. There is nothing you have to do.",),
        ),
        Topic.DRILL_MISSED: Words(
            "[DRILL] Missed by {who}: {drill}",
            (
                "{who} did not acknowledge the drill “{drill}” of {start} in time.",
                "What became of the messages: {reason}",
            ),
        ),
        Topic.DRILL_FOUND_NOBODY: Words(
            "[DRILL] Nobody to page: {drill}",
            (
                "The drill “{drill}” of {start} found nobody to page.",
                "A real page would have found nobody there, either. See who is on call.",
            ),
        ),
        Topic.CALENDAR_FAILING: Words(
            "Your calendar cannot be read: {calendar}",
            (
                "“{calendar}” could not be read since {start}: {reason}",
                "The absences it told of last stay as they are. Check its address.",
            ),
        ),
        Topic.HOLIDAYS_FAILING: Words(
            "Holidays cannot be read: {calendar}",
            (
                "“{calendar}” could not be read since {start}: {reason}",
                "The days it told of last stay as they are. Check its address.",
            ),
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
            "引き継ぎ {schedule}: 未解決 {open} 件",
            ("「{schedule}」の当番が {at} に交代しました: {outgoing} → {incoming}",),
        ),
        Topic.INCIDENT_TAKEN: Words(
            "{who} さんが対応中: {what}",
            ("お知らせしたインシデントは {who} さんが対応しています。対応の必要はありません。",),
        ),
        Topic.DRILL_MISSED: Words(
            "【訓練】{who} さんの応答なし: {drill}",
            (
                "{who} さんは {start} の訓練「{drill}」を時間内に確認しませんでした。",
                "送信結果: {reason}",
            ),
        ),
        Topic.DRILL_FOUND_NOBODY: Words(
            "【訓練】呼び出す相手なし: {drill}",
            (
                "{start} の訓練「{drill}」には、呼び出す相手がいませんでした。",
                "本当の呼び出しでも、そこでは誰にも届きません。当番を確認してください。",
            ),
        ),
        Topic.CALENDAR_FAILING: Words(
            "カレンダーを読み込めません: {calendar}",
            (
                "「{calendar}」を {start} から読み込めていません: {reason}",
                "最後に読み込んだ不在予定はそのまま残ります。カレンダーの URL を確認してください。",
            ),
        ),
        Topic.HOLIDAYS_FAILING: Words(
            "祝日を読み込めません: {calendar}",
            (
                "祝日のカレンダー「{calendar}」を {start} から読み込めていません: {reason}",
                "最後に読み込んだ祝日はそのまま残ります。カレンダーの URL を確認してください。",
            ),
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
_NOBODY = {"en": "nobody", "ja": "担当なし"}
_AND = {"en": ", ", "ja": "、"}
_OFFERED = {
    "en": ("Nothing is open.", "These incidents are open:"),
    "ja": ("未解決のインシデントはありません。", "未解決のインシデント:"),
}
_NOBODY_HAS_IT = {"en": "nobody has it", "ja": "対応者なし"}
_HAND_OFF = {"en": "Take them over", "ja": "引き継ぐ"}
_ANSWER = {"en": "Answer", "ja": "返事をする"}
_OPEN = {"en": "Open the schedule", "ja": "スケジュールを開く"}
_MORE = {"en": "and {count} more", "ja": "ほか {count} 件"}
_INSTANTS = frozenset({"at", "start", "end"})


def tell(notice: Notice, recipient: Recipient, links: Links) -> Told:
    """Return what a notice says to its recipient."""
    language = language_of(recipient.locale, _WORDS)
    words = _WORDS[language][notice.topic]
    facts = {name: _text(name, fact, recipient, language) for name, fact in notice.facts.items()}
    facts["code"] = notice.code or ""
    lines = [line.format_map(facts) for line in words.lines]
    more = notice.facts.get("more")
    if notice.topic is Topic.HAND_OFF_SUMMARY:
        lines.append(_OFFERED[language][bool(notice.facts["incidents"])])
    return Told(
        language=language,
        subject=one_line(words.subject.format_map(facts), _LONGEST_TITLE),
        lines=lines,
        links=[
            *_incidents(notice.facts.get("incidents", ()), language, links),
            *([(_MORE[language].format(count=more), links.home_url)] if more else ()),
            *_schedule(notice, language, links),
        ],
    )


def _text(name: str, fact: Any, recipient: Recipient, language: str) -> str:
    if isinstance(fact, list) and name != "incidents":
        return _people(fact, language)
    if name in _INSTANTS:
        return local_time(datetime.fromisoformat(fact), zone_of(recipient.time_zone))
    if name == "reason":
        return one_line(reason_in(language, str(fact)), _LONGEST_TITLE)
    return one_line(str(fact), _LONGEST_NAME)


def _people(names: Sequence[str], language: str) -> str:
    said = _AND[language].join(one_line(name, _LONGEST_NAME) for name in names)
    return one_line(said, _LONGEST_TITLE) or _NOBODY[language]


def _incidents(found: Sequence[Any], language: str, links: Links) -> Sequence[tuple[str, str]]:
    return [
        (_incident(incident, language), links.incident_url(incident["id"])) for incident in found
    ]


def _incident(found: Mapping[str, Any], language: str) -> str:
    title = one_line(f"#{found['number']} {found['title']}", _LONGEST_TITLE)
    if "who" not in found:
        return title
    has_it = _people(found["who"], language) if found["who"] else _NOBODY_HAS_IT[language]
    return f"{title} ({has_it})"


def _schedule(notice: Notice, language: str, links: Links) -> Sequence[tuple[str, str]]:
    found = notice.facts.get("schedule_id")
    if found is None:
        return []
    if notice.topic is Topic.HAND_OFF_SUMMARY and notice.facts["incidents"]:
        return [(_HAND_OFF[language], links.hand_off_url(found))]
    if notice.topic is Topic.SWAP_ASKED:
        return [(_ANSWER[language], links.swaps_url)]
    return [(_OPEN[language], links.schedule_url(found))]
