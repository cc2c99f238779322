"""`commonhall letters`: how the letters stand; try them again; send one to prove that mail works."""

from __future__ import annotations

import argparse

from commonhall.ui import hall
from commonhall.ui.console import CommandError, emit, say

HELP = "show letters that wait, were sent or came back; try them again; send a test"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help="try every waiting letter now")
    parser.add_argument("--test", metavar="ADDRESS", help="send a letter to this address")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.mail import EmailMessage

    from commonhall.core import letters

    if not getattr(settings, "LETTERS_BACKEND", ""):
        raise CommandError(
            "this hall has no mail server: its letters are files in the folder mail of "
            "COMMONHALL_HOME; set COMMONHALL_EMAIL_URL"
        )
    if args.test:
        if "@" not in args.test:
            raise CommandError(f"{args.test} is no e-mail address")
        EmailMessage(
            subject=f"{hall.name()}: a test",
            body=f"This letter was sent from {settings.SITE_URL} to see that letters arrive.\n",
            to=[args.test],
        ).send()
    if args.retry:
        letters.try_again()
    if args.test or args.retry:
        letters.carry()
    found = letters.figures()
    emit(args, found, _told(found))
    return 0 if not found["last_error"] else 1


def _told(found: dict[str, object]) -> str:
    lines = [
        f"{found['waiting']} wait, {found['sent']} were sent in the last days, "
        f"{found['refused']} came back, {found['given_up']} were given up after three days."
    ]
    if found["addresses_that_take_none"]:
        lines.append(f"{found['addresses_that_take_none']} addresses take no letters any more.")
    if found["oldest_waits_since"]:
        lines.append(f"The oldest waits since {found['oldest_waits_since']}.")
    if found["last_error"]:
        lines.append(f"The last attempt failed: {found['last_error']}")
        say("")
    return "\n".join(lines)
