#!/usr/bin/env python3
"""Watch a Hikeshi server from another machine, and alarm by another way when it is in trouble.

A pager that is down cannot say so. This one file needs Python 3.9 or newer and nothing else: copy
it to a machine that does not depend on the server's network, power or database, and run it there:

    python3 hikeshi-watch.py https://hikeshi.example.org --mail ops@example.org --smtp mail:25

It asks /readyz, and alarms once several answers in a row were bad, again while that lasts, and
once more when all is well. Exit codes: 0 stopped or all well, 1 in trouble (with --once), 2 wrong
usage.
"""

import argparse
import json
import os
import shlex
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from typing import Any, Optional

#: An answer that is larger is not ours.
MOST_BYTES = 65_536
#: A way to alarm that does not answer is given up after this.
ALARM_SECONDS = 30


def ask(url: str, timeout: float, ignored: "frozenset[str]") -> str | None:
    """Return what is wrong with the server; nothing when all is well."""
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            body = answer.read(MOST_BYTES)
    except urllib.error.HTTPError as error:
        body = error.read(MOST_BYTES)
        if error.code != 503:
            return f"it answers {error.code} at {url}"
    except (OSError, ValueError) as error:
        return f"it does not answer at {url}: {error}"
    return trouble_in(body, ignored)


def trouble_in(body: bytes, ignored: "frozenset[str]") -> str | None:
    """Return what an answer of /readyz says is wrong."""
    try:
        states: dict[str, dict[str, str]] = json.loads(body)["dependencies"]
        bad = [
            f"{name} is {found['state']}: {found['detail'] or 'no reason given'}"
            for name, found in sorted(states.items())
            if found["state"] != "ok" and name not in ignored
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "its answer is no answer of /readyz: is the address right?"
    return "; ".join(bad) or None


class Watch:
    """Decides when to alarm; everything it needs to know is told to it.

    Args:
        failures: So many bad answers in a row are trouble; one may be a hiccup.
        repeat: Seconds between alarms while the trouble lasts.
    """

    def __init__(self, failures: int, repeat: float) -> None:
        self.failures, self.repeat = failures, repeat
        self.bad = 0
        self.alarmed_at: float | None = None

    def heard(self, trouble: str | None, now: float) -> Optional["tuple[str, str]"]:
        """Return ("trouble" | "recovered", sentence) when people have to be told.

        Args:
            trouble: What the last answer says is wrong.
            now: Seconds on a clock that never goes back.
        """
        if trouble is None:
            self.bad = 0
            was, self.alarmed_at = self.alarmed_at, None
            return None if was is None else ("recovered", "all is well again")
        self.bad += 1
        if self.bad < self.failures:
            return None
        if self.alarmed_at is not None and now - self.alarmed_at < self.repeat:
            return None
        self.alarmed_at = now
        return "trouble", trouble


def alarm(options: argparse.Namespace, state: str, sentence: str) -> "list[str]":
    """Tell people by every way there is; return which ways failed."""
    ways = (("webhook", _post), ("mail", _mail), ("command", _run))
    failed = []
    for name, way in ways:
        if not getattr(options, name):
            continue
        try:
            way(options, state, sentence)
        except (OSError, ValueError, smtplib.SMTPException, subprocess.SubprocessError) as error:
            failed.append(f"{name}: {error}")
    return failed


def _post(options: argparse.Namespace, state: str, sentence: str) -> None:
    body = {"state": state, "server": options.url, "text": _text(options, state, sentence)}
    request = urllib.request.Request(  # noqa: S310 (the address its user gave)
        options.webhook,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=ALARM_SECONDS):  # noqa: S310
        pass


def _mail(options: argparse.Namespace, state: str, sentence: str) -> None:
    message = EmailMessage()
    message["Subject"] = f"Hikeshi: {state}"
    message["From"] = options.mail_from or options.mail
    message["To"] = options.mail
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(options, state, sentence))
    host, _, port = options.smtp.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=ALARM_SECONDS) as server:
        server.send_message(message)


def _run(options: argparse.Namespace, state: str, sentence: str) -> None:
    told = {"HIKESHI_STATE": state, "HIKESHI_TEXT": _text(options, state, sentence)}
    subprocess.run(
        shlex.split(options.command),
        env={**os.environ, **told},
        timeout=ALARM_SECONDS,
        check=True,
    )


def _text(options: argparse.Namespace, state: str, sentence: str) -> str:
    if state == "recovered":
        return f"Hikeshi at {options.url}: {sentence}."
    return f"Hikeshi at {options.url} is in trouble, pages may not leave: {sentence}"


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    found = argparse.ArgumentParser(
        prog="hikeshi watch", description="Watch a Hikeshi server from another machine."
    )
    found.add_argument("url", help="the server, such as https://hikeshi.example.org")
    found.add_argument("--every", type=float, default=15.0, help="seconds between two looks")
    found.add_argument("--timeout", type=float, default=10.0, help="seconds for an answer")
    found.add_argument("--failures", type=int, default=3, help="bad answers before an alarm")
    found.add_argument("--repeat", type=float, default=300.0, help="seconds between alarms")
    found.add_argument("--ignore", action="append", default=[], help="a dependency not to look at")
    found.add_argument("--webhook", help="URL that gets {state, server, text} as JSON")
    found.add_argument("--mail", help="address that gets a mail; needs --smtp")
    found.add_argument("--mail-from", help="its sender")
    found.add_argument("--smtp", default="localhost:25", help="host:port that takes the mail")
    found.add_argument("--command", help="program to run; HIKESHI_STATE and HIKESHI_TEXT are set")
    found.add_argument("--once", action="store_true", help="look once; exit 1 when in trouble")
    found.add_argument("--json", action="store_true", help="print JSON lines")
    return found


def _say(options: argparse.Namespace, state: str, sentence: str, **more: Any) -> None:
    if options.json:
        line = json.dumps({"state": state, "server": options.url, "detail": sentence, **more})
    else:
        line = f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {state}: {sentence}"
    print(line, flush=True)  # noqa: T201 — it is a program


def _once(options: argparse.Namespace, address: str, ignored: "frozenset[str]") -> int:
    trouble = ask(address, options.timeout, ignored)
    _say(options, "ok" if trouble is None else "trouble", trouble or "all is well")
    return 0 if trouble is None else 1


def main(arguments: "list[str] | None" = None) -> int:
    """Watch until interrupted."""
    options = parser().parse_args(arguments)
    if not options.url.startswith(("http://", "https://")):
        parser().error("url must begin with http:// or https://")
    address, ignored = f"{options.url.rstrip('/')}/readyz", frozenset(options.ignore)
    if options.once:
        return _once(options, address, ignored)
    watch = Watch(options.failures, options.repeat)
    _say(options, "watching", f"every {options.every:g} s")
    try:
        while True:
            told = watch.heard(ask(address, options.timeout, ignored), time.monotonic())
            if told is not None:
                failed = alarm(options, *told)
                _say(options, *told, failed=failed)
            time.sleep(options.every)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
