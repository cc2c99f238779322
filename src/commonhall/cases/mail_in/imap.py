"""Fetching mail from a mailbox (IMAP4rev1, RFC 3501): what is unread is worked off and marked as read.

A message that cannot be worked off is flagged and left alone, so that it stops no other; whoever runs the hall
finds it in the mailbox. A database that is away leaves everything as it is. Nothing is deleted there.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError

from commonhall.cases.mail_in.reading import Unreadable
from commonhall.cases.mail_in.receiving import receive

log = logging.getLogger(__name__)
SECONDS = 20
AT_ONCE = 50
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Away(OSError):
    """The mailbox cannot be read just now."""


def fetch() -> int:
    """Work off what is unread; how many messages. Raises `Away`."""
    try:
        box = _connect()
    except (OSError, imaplib.IMAP4.error) as error:
        raise Away(_why(error)) from error
    try:
        return _work_off(box)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Away(_why(error)) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _why(error: Exception) -> str:
    """What went wrong, without what the server says: it may repeat who we are."""
    return type(error).__name__


def _connect() -> imaplib.IMAP4:
    given = settings.MAIL_IN
    if given["tls"] == "tls":
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            given["host"], given["port"], ssl_context=context, timeout=SECONDS
        )
    else:
        box = imaplib.IMAP4(given["host"], given["port"], timeout=SECONDS)
    try:
        if given["tls"] == "starttls":
            box.starttls(ssl.create_default_context())
        box.login(given["user"], given["password"])
        _ok(box.select(_quoted(given["folder"])))
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()
        raise
    return box


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]


def _work_off(box: imaplib.IMAP4) -> int:
    found = _ok(box.uid("SEARCH", "UNSEEN", "UNFLAGGED", "UNDELETED"))
    numbers = (found[0] or b"").split()[:AT_ONCE]
    return sum(_one(box, number.decode("ascii")) for number in numbers)


def _one(box: imaplib.IMAP4, number: str) -> int:
    """Work off one message. 1 if that was done."""
    try:
        raw = _fetched(box, number)
        if raw is None:
            log.warning("A message in the mailbox is too large and was flagged")
            _mark(box, number, r"\Flagged")
            return 0
        receive(raw)
    except DatabaseError:
        raise
    except Unreadable:
        _mark(box, number, r"\Flagged")
        return 0
    except (OSError, imaplib.IMAP4.error):
        raise
    except Exception:
        log.exception("A message in the mailbox could not be worked off and was flagged")
        _mark(box, number, r"\Flagged")
        return 0
    _mark(box, number, r"\Seen")
    return 1


def _fetched(box: imaplib.IMAP4, number: str) -> bytes | None:
    """The message, asked for its size first; None if it is larger than we take."""
    most = settings.MAIL_IN["most_bytes"]
    said = b" ".join(one for one in _flat(_ok(box.uid("FETCH", number, "(RFC822.SIZE)"))))
    size = SIZE.search(said)
    if size is None or int(size[1]) > most:
        return None
    answer = _ok(box.uid("FETCH", number, f"(BODY.PEEK[]<0.{most + 1}>)"))
    bodies = [one[1] for one in answer if isinstance(one, tuple) and len(one) > 1]
    return bodies[0] if bodies and len(bodies[0]) <= most else None


def _flat(answer: list[Any]) -> list[bytes]:
    return [
        part
        for one in answer
        for part in (one if isinstance(one, tuple) else (one,))
        if isinstance(part, bytes)
    ]


def _mark(box: imaplib.IMAP4, number: str, flag: str) -> None:
    _ok(box.uid("STORE", number, "+FLAGS", f"({flag})"))
