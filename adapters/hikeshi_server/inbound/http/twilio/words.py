"""What people are answered by text message, in their language."""

from collections.abc import Mapping

from attrs import frozen


@frozen
class Words:
    """Everything an answer says, in one language; `{…}` are filled in."""

    acknowledged: str
    acknowledged_all: str
    resolved: str
    refused: str
    several: str
    none: str
    help: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        acknowledged="#{number}: acknowledged.",
        acknowledged_all="#{number} and what came with it: acknowledged.",
        resolved="#{number}: resolved.",
        refused="#{number}: this cannot be done by text message. Please sign in.",
        several="You are paged for several incidents: reply A and the number, such as A{number}.",
        none="You are not paged at the moment.",
        help="Not understood. Reply A and the incident's number to acknowledge, R and the number "
        "to resolve.",
    ),
    "ja": Words(
        acknowledged="#{number} を確認しました。",
        acknowledged_all="#{number} と、まとめて届いたものを確認しました。",
        resolved="#{number} を解決しました。",
        refused="#{number} はSMSでは操作できません。サインインしてください。",
        several="複数の呼び出しがあります。A{number} のように番号を付けて返信してください。",
        none="現在、呼び出しはありません。",
        help="理解できませんでした。「A番号」で確認、「R番号」で解決です。",
    ),
}


def words_of(locale: str) -> Words:
    """Return the words of the first language of the locale we have words in."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return WORDS.get(language, WORDS["en"])
