"""`commonhall record follow`: look at another hall's record now and then, and raise the alarm."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from urllib.parse import urlsplit

from commonhall.record import following_state
from commonhall.record.following import Look
from commonhall.record.notes import VerifierKey
from commonhall.record.witnesses import arguments, policy
from commonhall.ui.console import CommandError, emit, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", help="the other hall's address")
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="where what was seen is kept (default: HOST.follow.json here)",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help="a public key to trust from the first look on: name+id+key, or a keys.json",
    )
    arguments.add(parser)
    parser.add_argument(
        "--every", type=float, default=0, metavar="SECONDS", help="look again and again"
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: argparse.Namespace, keys: list[VerifierKey]) -> int:
    """0: what is shown extends what was seen; 1: an alarm; 2 (CommandError): it could not be looked at."""
    worst = 0
    while True:
        try:
            worst = max(worst, _look(args, keys))
        except CommandError as error:
            if not args.every:
                raise
            say(str(error))
        if not args.every:
            return worst
        time.sleep(args.every)


def _look(args: argparse.Namespace, keys: list[VerifierKey]) -> int:
    from commonhall.record.readers import SourceError
    from commonhall.record.remote import HttpView

    url = args.address.rstrip("/")
    path = Path(args.file or f"{urlsplit(url).netloc.replace(':', '-') or 'hall'}.follow.json")
    try:
        state = following_state.load(path, url)
        view = HttpView(url)
        for key in map(str, keys):
            if key not in state.keys:
                state.keys.append(key)
        if args.policy:
            state.policy = str(arguments.read(args.policy))
        elif args.witnesses and not state.policy:
            state.policy = str(arguments.demanded(args, view.offered()) or policy.EMPTY)
        look = Look(view, state)
        alarms = look.run()
        following_state.keep(path, state)
    except (SourceError, following_state.FollowError, OSError) as error:
        raise CommandError(str(error)) from error
    seen = {origin: one.size for origin, one in state.logs.items()}
    lines = [f"ALARM {one.code}: {one.message}" for one in alarms]
    lines += [f"  · {one}" for one in look.notices]
    if alarms and state.evidence:
        lines.append(f"What contradicts is kept in {path}: it is signed, and convicts its signer.")
    if not alarms:
        lines += [f"{origin}: {size:,} entries; all is as it was." for origin, size in seen.items()]
    found = {
        "seen": seen,
        "alarms": [{"code": one.code, "message": one.message} for one in alarms],
        "notices": look.notices,
        "file": str(path),
    }
    emit(args, found, "\n".join(lines))
    return 1 if alarms else 0
