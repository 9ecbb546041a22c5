"""What people and their machines do with a mail: read it, open its links, answer it."""

import re
import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import httpx

TIMES = 50
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def links(mail: dict[str, Any]) -> list[str]:
    """Return every link of a mail, of its text and its HTML."""
    return sorted(set(_LINK.findall(mail["text"] + " " + mail["html"])))


def acknowledge_link(mail: dict[str, Any]) -> str:
    """Return the link to the page with the button."""
    return next(link for link in links(mail) if "/acknowledge/" in link)


async def open_all(mail: dict[str, Any]) -> set[int]:
    """Open each link again and again, as scanners and previews do; return the answers' codes."""
    answers = set()
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for link in links(mail):
            for _ in range(TIMES):
                answers.add((await client.get(link)).status_code)
                answers.add((await client.head(link)).status_code)
    return answers


async def press_button(mail: dict[str, Any]) -> httpx.Response:
    """Open the acknowledge link as a person does, and press its button; return what comes."""
    link = acknowledge_link(mail)
    async with httpx.AsyncClient(trust_env=False, timeout=30, follow_redirects=True) as browser:
        shown = await browser.get(link)
        shown.raise_for_status()
        fields = dict(_HIDDEN.findall(shown.text))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(link))
        return await browser.post(link, data=fields, headers={"Origin": origin})


def answer_automatically(mail: dict[str, Any], smtp_port: int) -> None:
    """Send an out-of-office reply, as the recipient's mail server does."""
    reply = EmailMessage()
    reply["From"] = mail["headers"]["to"]
    reply["To"] = mail["headers"]["from"]
    reply["Subject"] = f"Out of office: {mail['headers']['subject']}"
    reply["In-Reply-To"] = mail["headers"]["message-id"]
    reply["Auto-Submitted"] = "auto-replied (vacation)"
    reply.set_content(f"I acknowledge your mail when I am back.\n\n{mail['text']}")
    with smtplib.SMTP("localhost", smtp_port) as server:
        server.send_message(reply)
