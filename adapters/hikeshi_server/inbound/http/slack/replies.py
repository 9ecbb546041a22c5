"""What Hikeshi answers in Slack, in each language; `{…}` are filled in and escaped."""

from collections.abc import Mapping

REPLIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "unknown": "Nobody here is known as your Slack account. <{url}|Link it to yours> (sign in "
        "there; the link works once, for 15 minutes), then try again.",
        "acknowledge": "#{number} is acknowledged.",
        "escalate": "#{number} is escalated.",
        "passed": "#{number} has moved on since this message; nothing was done.",
        "resolve": "#{number} is resolved.",
        "repeated": "This was asked about #{number} before; nothing was done.",
        "page": "#{number} is open, and {name} is paged.",
        "nobody": "nobody",
        "no_schedule": "There is no schedule.",
        "no_incident": "There is no incident #{number}.",
        "no_person": "There is nobody with the key {name}.",
        "usage": "/hikeshi oncall\n/hikeshi ack NUMBER\n/hikeshi resolve NUMBER\n"
        "/hikeshi page PERSON TEXT",
    },
    "ja": {
        "unknown": "この Slack アカウントに対応する人が見つかりません。<{url}|自分のアカウントに"
        "連携して>ください (サインインが必要です。リンクは 15 分間、1 回だけ有効です)。"
        "その後、もう一度お試しください。",
        "acknowledge": "#{number} を確認しました。",
        "escalate": "#{number} をエスカレーションしました。",
        "passed": "#{number} はこのメッセージの後に進んでいます。何も行いませんでした。",
        "resolve": "#{number} を解決しました。",
        "repeated": "#{number} については受付済みです。何も行いませんでした。",
        "page": "#{number} を作成し、{name} を呼び出しました。",
        "nobody": "なし",
        "no_schedule": "スケジュールがありません。",
        "no_incident": "インシデント #{number} はありません。",
        "no_person": "キー {name} の人はいません。",
        "usage": "/hikeshi oncall\n/hikeshi ack 番号\n/hikeshi resolve 番号\n/hikeshi page 人 本文",
    },
}


def reply(locale: str, sentence: str, /, **facts: object) -> str:
    """Return the sentence in the language of the locale."""
    language = locale.partition("-")[0]
    words = REPLIES.get(language, REPLIES["en"])
    return words[sentence].format(**{key: escaped(str(fact)) for key, fact in facts.items()})


def who_are_you(url: str) -> str:
    """Return what somebody unknown is told, in every language: theirs is unknown, too.

    Args:
        url: Where they say who they are.
    """
    return "\n".join(reply(language, "unknown", url=url) for language in REPLIES)


def escaped(text: str) -> str:
    """Return the text so that it mentions nobody and links to nothing."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
