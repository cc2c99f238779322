"""`commonhall mail`: take in a message from a mail server's pipe, or look into the mailbox now.

`receive` ends with the exit codes of sysexits.h, by which mail servers know whether to keep a message for later:
0 taken, 65 no message or too large, 75 try again later, 78 no mail comes in here.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys

from commonhall.core import starting
from commonhall.ui.console import CommandError, say

HELP = "take in a message on standard input (receive), or fetch mail by IMAP now (poll)"
# Whatever goes wrong, also in the settings, must end with a code that a mail server understands.
NEEDS_DJANGO = False
OK, DATAERR, TEMPFAIL, CONFIG = 0, 65, 75, 78
log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    receive = steps.add_parser("receive", help="take in one message on standard input")
    receive.add_argument("--to", default="", metavar="ADDRESS", help="address it was delivered to")
    receive.add_argument(
        "--from",
        dest="sender",
        default=None,
        metavar="ADDRESS",
        help='envelope sender; "" is a message that came back',
    )
    steps.add_parser("poll", help="fetch what is unread in the mailbox")


def run(args: argparse.Namespace) -> int:
    return _receive(args) if args.step == "receive" else _poll()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
    starting.set_up()


def _receive(args: argparse.Namespace) -> int:
    try:
        _set_up()
        from django.conf import settings

        if not settings.MAIL_IN["address"]:
            say("commonhall mail: no mail comes in here; set COMMONHALL_MAIL_IN")
            return CONFIG
        most = settings.MAIL_IN["most_bytes"]
    except Exception as error:
        say(f"commonhall mail: {error}")
        return CONFIG
    raw = sys.stdin.buffer.read(most + 1)
    if len(raw) > most:
        say(f"The message is larger than {most // 1024 // 1024} MB.")
        return DATAERR
    return _taken(raw, args.to, args.sender)


def _taken(raw: bytes, to: str, sender: str | None) -> int:
    from commonhall.cases.mail_in.reading import Unreadable
    from commonhall.cases.mail_in.receiving import receive

    try:
        receive(raw, to, bounced=sender is not None and sender.strip() in ("", "<>"))
    except Unreadable as error:
        say(str(error))
        return DATAERR
    except Exception as error:
        # The mail server keeps it and comes again.
        log.exception("A message could not be taken in")
        say(f"commonhall mail: not now: {type(error).__name__}")
        return TEMPFAIL
    return OK


def _poll() -> int:
    _set_up()
    from django.conf import settings

    from commonhall.cases.mail_in import imap

    if not settings.MAIL_IN["host"]:
        raise CommandError("there is no mailbox; set COMMONHALL_IMAP_HOST")
    try:
        count = imap.fetch()
    except imap.Away as error:
        raise CommandError(f"the mailbox cannot be read: {error}") from error
    say(f"{count} messages were taken in.")
    return OK
