"""What a call says, as TwiML (twilio.com/docs/voice/twiml), in the person's language."""

from collections.abc import Mapping
from html import escape

from attrs import frozen

from hikeshi.incidents.model.drilling import MARK
from hikeshi_server.outbound.plain_text import one_line

#: Said so often; a key may be pressed at any time.
TIMES = 2
#: So long a call waits for a key after it has spoken.
KEY_SECONDS = 6
_LONGEST_TITLE = 160
#: What XML 1.0 has no place for (section 2.2) and a title may still hold.
_NO_XML = {0xFFFE: None, 0xFFFF: None}


@frozen
class Words:
    """Everything a call says, in one language; `{…}` are filled in."""

    code: str
    page: str
    others: str
    drill: str
    keys: str
    drill_keys: str
    acknowledge: str
    escalate: str
    over: str
    refused: str
    nothing: str
    code_is: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        code="en-US",
        page="Hikeshi. You are paged. Severity {severity}, incident {number}. {title}.",
        others="And {count} more incidents.",
        drill="Hikeshi. This is a drill: nothing is wrong. Incident {number}. {title}.",
        keys="Press 4 to acknowledge, 6 to escalate.",
        drill_keys="Press 4 to acknowledge.",
        acknowledge="Incident {number} is acknowledged. Goodbye.",
        escalate="The next step of incident {number} is paged. Goodbye.",
        over="Incident {number} needs nothing from you any more. Goodbye.",
        refused="This cannot be done by phone. Please sign in. Goodbye.",
        nothing="No key was pressed. Goodbye.",
        code_is="Hikeshi. Your verification code is {code}.",
    ),
    "ja": Words(
        code="ja-JP",
        page="ヒケシです。呼び出しです。重大度 {severity}、インシデント {number} 番。{title}。",
        others="ほかに {count} 件あります。",
        drill="ヒケシです。これは訓練です。障害は発生していません。"
        "インシデント {number} 番。{title}。",
        keys="確認は 4 を、エスカレーションは 6 を押してください。",
        drill_keys="確認は 4 を押してください。",
        acknowledge="インシデント {number} 番を確認しました。失礼します。",
        escalate="インシデント {number} 番の次の担当者を呼び出します。失礼します。",
        over="インシデント {number} 番への対応は不要になりました。失礼します。",
        refused="電話では操作できません。サインインしてください。失礼します。",
        nothing="キーが押されませんでした。失礼します。",
        code_is="ヒケシです。確認コードは {code} です。",
    ),
}


def render_page(
    *,
    locale: str,
    severity: str,
    number: int,
    title: str,
    action: str,
    others: int = 0,
    drill: bool = False,
) -> str:
    """Return the document that says the page twice and listens for a key.

    Args:
        others: How many more incidents the call is about, and acknowledges.
        action: Where Twilio posts the key.
        drill: Nothing is wrong.
    """
    words = _words(locale)
    page = (words.drill if drill else words.page).format(
        severity=severity.removeprefix("sev"),
        number=number,
        title=one_line(title.removeprefix(MARK) if drill else title, _LONGEST_TITLE),
    )
    keys = words.drill_keys if drill else words.keys
    if others:
        page = f"{page} {words.others.format(count=others)}"
    listening = (
        f'<Gather input="dtmf" numDigits="1" timeout="{KEY_SECONDS}" method="POST" '
        f'action="{escape(action)}">{_say(words, f"{page} {keys}")}</Gather>'
    )
    return f"<Response>{listening * TIMES}{_say(words, words.nothing)}<Hangup/></Response>"


def render_code(*, locale: str, code: str) -> str:
    """Return the document that says the digits of a code, one by one, twice, and hangs up."""
    words = _words(locale)
    said = words.code_is.format(code=", ".join(code))
    return f"<Response>{_say(words, said) * TIMES}<Hangup/></Response>"


def render_said(*, locale: str, what: str, number: int) -> str:
    """Return the document that says what came of a key, and hangs up.

    Args:
        what: `acknowledge`, `escalate`, `over` or `refused`.
    """
    words = _words(locale)
    said = {
        "acknowledge": words.acknowledge,
        "escalate": words.escalate,
        "over": words.over,
    }.get(what, words.refused)
    return f"<Response>{_say(words, said.format(number=number))}<Hangup/></Response>"


def _say(words: Words, text: str) -> str:
    return f'<Say language="{words.code}">{escape(text.translate(_NO_XML))}</Say>'


def _words(locale: str) -> Words:
    language = locale.replace("_", "-").partition("-")[0].lower()
    return WORDS.get(language, WORDS["en"])
