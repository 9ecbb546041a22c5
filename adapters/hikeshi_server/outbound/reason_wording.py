"""Why something could not be read, in the reader's language.

Reasons are kept as one English sentence, as the API answers them. Whoever reads another language
gets that sentence in theirs; one nobody has translated is quoted as it is, and said to be English.
"""

import re
from collections.abc import Mapping, Sequence


def _read(*pairs: tuple[str, str]) -> Sequence[tuple[re.Pattern[str], str]]:
    return [(re.compile(sentence), words) for sentence, words in pairs]


#: Sentences by what they look like; `{…}` are what stands in them.
_REASONS: Mapping[str, Sequence[tuple[re.Pattern[str], str]]] = {
    "ja": _read(
        (r"It answered (?P<status>\d+)\.", "サーバーが {status} を返しました。"),
        (
            r"It sent on more than (?P<times>\d+) times\.",
            "転送が {times} 回を超えました。",
        ),
        (
            r"It sends on from https to http: give its final URL\.",
            "https から http へ転送されます。最終的な URL を指定してください。",
        ),
        (r"It is larger than (?P<size>\d+) MiB\.", "{size} MiB を超えています。"),
        (
            r"It could not be read within (?P<span>\d+) seconds\.",
            "{span} 秒以内に読み込めませんでした。",
        ),
        (
            r"It could not be read: a defect of Hikeshi, see its log\.",
            "Hikeshi の不具合で読み込めませんでした。ログを確認してください。",
        ),
        (
            r"(?P<host>\S+) did not answer within (?P<span>[\d.]+) s\.",
            "{host} が {span} 秒以内に応答しませんでした。",
        ),
        (
            r"(?P<host>\S+) took no connection within (?P<span>[\d.]+) s\.",
            "{host} に {span} 秒以内に接続できませんでした。",
        ),
        (
            r"(?P<host>\S+) cannot be reached or broke off: (?P<said>.*)",
            "{host} に接続できないか、通信が途切れました ({said})。",
        ),
        (r"(?P<host>\S+) cannot be reached: (?P<said>.*)", "{host} に接続できません ({said})。"),
        (
            r"(?P<host>\S+) cannot be resolved: (?P<said>.*)",
            "{host} の名前を解決できません ({said})。",
        ),
        (r"(?P<host>\S+) has no address\.", "{host} にはアドレスがありません。"),
        (
            r"(?P<host>\S+) is (?P<address>\S+), an address inside the network, .*",
            (
                "{host} は内部ネットワークのアドレス {address} です。送信するには "
                "HIKESHI_OUTBOUND_ALLOW で許可してください。"
            ),
        ),
        (r"“(?P<host>.*)” is no host name\.", "「{host}」はホスト名ではありません。"),
        (
            r"The URL .*",
            (
                "URL を読み取れません。http:// または https:// とホスト名から始まる URL を"
                "指定してください。"
            ),
        ),
        (
            r"it is no iCalendar file.*|it does not begin with BEGIN:VCALENDAR",
            "iCalendar ファイルではありません。",
        ),
        (
            r"line (?P<line>\d+): the event has no UID or no DTSTART",
            "{line} 行目: 予定に UID または DTSTART がありません。",
        ),
        (
            r"line (?P<line>\d+): the event does not end after it starts",
            "{line} 行目: 予定の終わりが始まりより後ではありません。",
        ),
        (
            r"line (?P<line>\d+): the event has no DTEND and no DURATION",
            "{line} 行目: 予定に DTEND も DURATION もありません。",
        ),
        (
            r"line (?P<line>\d+): an event of holidays lasts whole days \(VALUE=DATE\)",
            "{line} 行目: 祝日の予定は終日 (VALUE=DATE) でなければなりません。",
        ),
        (
            r"a time of an event is neither a date nor a time",
            "予定の日時が日付でも時刻でもありません。",
        ),
        (
            (
                r"it has (?P<found>\d+) absences from a month ago to a year ahead; "
                r"(?P<most>\d+) are the most"
            ),
            "1 か月前から 1 年先までの不在予定が {found} 件あります ({most} 件まで)。",
        ),
        (r"it has more than (?P<most>[\d,]+) occurrences", "予定が {most} 件を超えています。"),
        (
            r"its events (?:take too long to expand|cannot be expanded within the limits)",
            "予定を制限内に展開できません。",
        ),
    )
}
_UNKNOWN = {"ja": "{reason} (英語)"}


def reason_in(language: str, reason: str) -> str:
    """Return a reason in a language; in English it is as it was kept."""
    for sentence, words in _REASONS.get(language, ()):
        if found := sentence.fullmatch(reason):
            said = {name: part.rstrip(".") for name, part in found.groupdict().items()}
            return words.format_map(said)
    return _UNKNOWN.get(language, "{reason}").format(reason=reason)
