"""Why a calendar cannot be read is said in the reader's language."""

import ast
from collections.abc import Iterator

import pytest
from tests.architecture.source import ROOT

from hikeshi_server.outbound.reason_wording import reason_in

SERVER = ROOT / "adapters" / "hikeshi_server"
#: Where reasons are made, by the calls that make them.
PLACES = (
    *(SERVER / "outbound" / "http_client" / f"{name}.py" for name in ("client", "dialing")),
    *(
        SERVER / "outbound" / "http_client" / f"{name}.py"
        for name in ("guard", "network", "target")
    ),
    *(SERVER / "inbound" / "calendars" / f"{name}.py" for name in ("days", "errors", "expanding")),
    SERVER / "inbound" / "calendars" / "reading.py",
    SERVER / "inbound" / "worker" / "calendar_reader.py",
    SERVER / "outbound" / "calendars" / "source.py",
    ROOT / "packages" / "hikeshi" / "oncall" / "model" / "taking_over.py",
)
MAKERS = {
    "DestinationRefusedError",
    "DestinationUnreachableError",
    "FetchedCalendar",
    "UnreadableCalendarError",
}


def reasons() -> Iterator[str]:
    """Return every sentence the code can give as a reason; `1` is what it fills in."""
    for path in PLACES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason":
                yield from sentence(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS:
                named = [word.value for word in node.keywords if word.arg == "reason"]
                for value in [*node.args, *named]:
                    yield from sentence(value)


def sentence(value: ast.expr) -> Iterator[str]:
    """Return the text of a literal."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(p.value if isinstance(p, ast.Constant) else "1" for p in value.values)


def test_every_reason_the_code_gives_has_japanese_words() -> None:
    """A new sentence needs a translation; none is left to the fallback."""
    found = sorted({text for text in reasons() if " " in text})

    assert len(found) > 20
    assert [text for text in found if reason_in("ja", text).endswith("(英語)")] == []


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("It answered 404.", "サーバーが 404 を返しました。"),
        ("a.example cannot be reached: refused.", "a.example に接続できません (refused)。"),
        (
            "it has 1200 absences from a month ago to a year ahead; 1000 are the most",
            "1 か月前から 1 年先までの不在予定が 1200 件あります (1000 件まで)。",
        ),
        ("The moon {is} full.", "The moon {is} full. (英語)"),
    ],
)
def test_a_reason_is_said_in_japanese_and_kept_in_english(reason: str, said: str) -> None:
    """What nobody has translated is quoted, and says which language it is in."""
    assert reason_in("ja", reason) == said
    assert reason_in("en", reason) == reason
