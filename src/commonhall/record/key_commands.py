"""`commonhall record rotate-key` and `revoke-key`: what becomes of the keys that sign the log."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from commonhall.ui.console import CommandError, emit, say

DAYS = 90


def add_arguments(parsers: Any) -> None:
    rotate = parsers.add_parser("rotate-key", help="announce a new key that signs the record")
    rotate.add_argument(
        "--overlap-days",
        type=int,
        default=DAYS,
        metavar="DAYS",
        help=f"how long checkpoints carry both keys, so that all who pinned the old one can follow ({DAYS})",
    )
    rotate.add_argument("--json", action="store_true")

    revoke = parsers.add_parser(
        "revoke-key", help="end a key that was replaced, because it was stolen or lost"
    )
    revoke.add_argument("key", help="its public half in hexadecimal digits, or the first of them")
    revoke.add_argument(
        "--after",
        type=int,
        metavar="SIZE",
        help="what it alone signed beyond this size counts nothing (default: from now on)",
    )
    revoke.add_argument("--json", action="store_true")


def rotate(args: argparse.Namespace) -> int:
    from commonhall.record import key_rotation, published_checkpoints, signing

    if not 0 <= args.overlap_days <= 3650:
        raise CommandError("--overlap-days is a number from 0 to 3650")
    new = _done(lambda: key_rotation.rotate(timedelta(days=args.overlap_days)))
    say(
        f"Keep the new key safe: COMMONHALL_HOME/keys/record-{new.hex()[:16]}.ed25519, on every machine."
    )
    where = published_checkpoints.folder() / published_checkpoints.KEYS
    emit(
        args,
        {"key": new.hex(), "keys": signing.public_keys()["logs"]},
        f"The record is signed with the key {new.hex()[:16]}… from now on. Publish {where} again.",
    )
    return 0


def revoke(args: argparse.Namespace) -> int:
    from commonhall.record import key_rotation

    key, after = _done(lambda: key_rotation.revoke(args.key, args.after))
    text = f"The key {key.hex()[:16]}… is revoked: what it alone signed beyond {after:,} entries counts nothing."
    emit(args, {"key": key.hex(), "after": after}, text)
    return 0


def _done(change: Any) -> Any:
    """Announce the change and let it be signed; raises CommandError."""
    from commonhall.record import key_rotation, sequencer

    try:
        found = change()
        # First the checkpoint that covers the announcement, signed as before; then one signed by the new keys.
        sequencer.sequence_once()
        sequencer.sequence_once()
    except (key_rotation.KeyChangeError, sequencer.SequencerError, FileNotFoundError) as error:
        raise CommandError(str(error)) from error
    return found
