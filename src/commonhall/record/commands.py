"""`commonhall record …`: verify, sequence, ask witnesses, follow others, status, export, reopen."""

from __future__ import annotations

import argparse
import json
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from commonhall.record import following_command, key_commands
from commonhall.record.witnesses import arguments
from commonhall.ui.console import CommandError, emit, progress, say

if TYPE_CHECKING:
    from commonhall.record.notes import VerifierKey
    from commonhall.record.readers import RecordSource

HELP = "check the public record, run its sequencer, export it"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The subcommands and what they take."""
    parsers = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")

    verify = parsers.add_parser("verify", help="check a record, wherever it is")
    verify.add_argument(
        "target",
        nargs="?",
        default="default",
        help="a site's address, an export (folder or zip), a SQLite file, or this installation's "
        "database (default)",
    )
    verify.add_argument(
        "--checkpoint", action="append", default=[], metavar="FILE", help="a checkpoint you kept"
    )
    verify.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help="a public key to trust: name+id+key, or a file with such lines, or a keys.json",
    )
    verify.add_argument(
        "--receipts", nargs="+", default=[], metavar="FILE", help="receipts you were given"
    )
    arguments.add(verify)
    verify.add_argument("--json", action="store_true", help="print the report as JSON")

    sequence = parsers.add_parser("sequence", help="give entries their place and sign checkpoints")
    sequence.add_argument("--once", action="store_true", help="once, then stop")
    sequence.add_argument("--interval", type=float, default=1.0, help="seconds between rounds")
    sequence.add_argument("--json", action="store_true")

    submit = parsers.add_parser(
        "submit", help="ask the witnesses now to cosign the newest checkpoint"
    )
    submit.add_argument("--json", action="store_true")

    following_command.add_arguments(
        parsers.add_parser(
            "follow", help="watch another hall: whatever it shows must extend what it showed"
        )
    )

    status = parsers.add_parser("status", help="size, waiting entries, alarms")
    status.add_argument("--json", action="store_true")

    export = parsers.add_parser("export", help="write the whole record as plain files")
    export.add_argument("target", help="a new folder, or a file ending in .zip")
    export.add_argument("--json", action="store_true")

    reopen = parsers.add_parser(
        "reopen", help="after a lawful restore: begin a log linked to the old"
    )
    reopen.add_argument("--json", action="store_true")

    key_commands.add_arguments(parsers)

    admit = parsers.add_parser(
        "admit", help="let entries in that this hall did not mark (a backup whose keys were lost)"
    )
    admit.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 is well, 1 found something wrong, 2 could not be done."""
    word = {
        "verify": _verify,
        "sequence": _sequence,
        "submit": _submit,
        "follow": _follow,
        "status": _status,
        "export": _export,
        "reopen": _reopen,
        "admit": _admit,
        "rotate-key": key_commands.rotate,
        "revoke-key": key_commands.revoke,
    }
    return word[args.do](args)


def _verify(args: argparse.Namespace) -> int:
    from commonhall.record import verification
    from commonhall.record.readers import SourceError

    try:
        source = open_source(args.target)
        keys = [key for text in args.key for key in read_keys(text)] or own_keys(source)
        kept = [_read(path) for path in args.checkpoint]
        promised = [note for path in args.receipts for note in _read_receipts(path)]
        witnesses = arguments.demanded(args, source.keys())
        total = sum(log.size for log in source.logs())
        with progress(total, "Checking the record") as bar:
            report = verification.verify(
                source,
                pinned=keys,
                kept=kept,
                promised=promised,
                witnesses=witnesses,
                step=bar.advance,
            )
    except SourceError as error:
        raise CommandError(str(error)) from error
    emit(args, report.as_dict(), report.as_text())
    return 0 if report.ok else 1


def open_source(target: str) -> RecordSource:
    """The source behind a word on the command line; raises SourceError."""
    from django.conf import settings

    from commonhall.record.readers import DatabaseSource, SourceError, SqliteFileSource
    from commonhall.record.remote import ExportSource, HttpSource

    if target in settings.DATABASES:
        return DatabaseSource(target)
    if target.startswith(("http://", "https://")):
        return HttpSource(target)
    path = Path(target)
    if path.is_dir() or path.suffix == ".zip":
        return ExportSource(path)
    if path.is_file():
        return SqliteFileSource(path)
    raise SourceError(f"{target} is no address, export, SQLite file or database of this site")


def read_keys(text: str) -> list[VerifierKey]:
    """Verifier keys from the command line: one key, or a file with some."""
    from commonhall.record.notes import NoteError, VerifierKey

    path = Path(text)
    lines = path.read_text(encoding="utf-8") if path.is_file() else text
    try:
        found = json.loads(lines)
        texts = [key for log in found["logs"] for key in log["keys"]] + [found["receipt"]]
    except (ValueError, KeyError, TypeError):
        texts = [line for line in lines.splitlines() if line.strip()]
    try:
        return [VerifierKey.parse(one) for one in texts]
    except NoteError as error:
        raise CommandError(f"--key {text}: {error}") from error


def own_keys(source: RecordSource) -> list[VerifierKey]:
    """For a copy of the database, which carries no keys: those of this installation, if it has any."""
    from commonhall.record import published_checkpoints
    from commonhall.record.readers import SqliteFileSource

    path = published_checkpoints.folder() / published_checkpoints.KEYS
    if isinstance(source, SqliteFileSource) and path.is_file():
        return read_keys(str(path))
    return []


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


def _read_receipts(path: str) -> list[str]:
    """Receipts in a file: a signed note, or JSON (one, or a list)."""
    from commonhall.record import receipts

    text = _read(path)
    if text.startswith(receipts.HEADING):
        return [text]
    try:
        found = json.loads(text)
        many = found if isinstance(found, list) else [found]
        return [receipts.as_text(one) for one in many]
    except (ValueError, TypeError) as error:
        raise CommandError(f"{path} is not a receipt: {error}") from error


def _sequence(args: argparse.Namespace) -> int:
    from commonhall.record import sequencer
    from commonhall.record.witnesses import submitting

    if args.once:
        try:
            placed = sequencer.sequence_once(sweep=True)
        except sequencer.SequencerError as error:
            raise CommandError(str(error)) from error
        submitting.submit()
        emit(args, {"placed": placed}, f"{placed:,} entries were given their place.")
        return 0
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    sequencer.run(args.interval, stop)
    return 0


def _submit(args: argparse.Namespace) -> int:
    from commonhall.record.witnesses import standing, submitting

    outcomes = submitting.submit()
    stands = standing.read()
    lines = [f"{one.witness.name}: {one.code} {one.message}".rstrip() for one in outcomes]
    lines.append(
        f"{len(stands.have)} of {len(stands.witnesses)} witnesses have cosigned {stands.newest:,} entries"
        f" ({stands.needed} needed)."
    )
    answers = {one.witness.name: {"code": one.code, "message": one.message} for one in outcomes}
    emit(args, {"answers": answers, "have": stands.have, "needed": stands.needed}, "\n".join(lines))
    return 0 if len(stands.have) >= stands.needed else 1


def _follow(args: argparse.Namespace) -> int:
    return following_command.run(args, [key for text in args.key for key in read_keys(text)])


def _status(args: argparse.Namespace) -> int:
    from commonhall.record import health

    status = health.status()
    lines = [
        f"{status.origin}: {status.size:,} entries in the log, {status.published_size:,} published",
        f"waiting: {status.pending:,}, the oldest for {status.oldest_pending_seconds:.0f} s "
        f"(alarm after {status.longest_delay_seconds} s)",
    ]
    if status.alarm:
        lines.append(f"ALARM {status.alarm}: {status.message}")
    emit(args, status.as_dict(), "\n".join(lines))
    return 1 if status.alarm else 0


def _export(args: argparse.Namespace) -> int:
    from commonhall.record import export
    from commonhall.record.models import Leaf

    target = Path(args.target)
    try:
        with progress(Leaf.objects.count(), "Writing the record") as bar:
            if target.suffix == ".zip":
                with tempfile.TemporaryDirectory() as folder:
                    manifest = export.write(Path(folder), bar.advance)
                    export.pack(Path(folder), target)
            else:
                manifest = export.write(target, bar.advance)
    except OSError as error:
        raise CommandError(str(error)) from error
    size = sum(log["size"] for log in manifest["logs"])
    emit(args, manifest, f"{size:,} entries were written to {target}.")
    return 0


def _reopen(args: argparse.Namespace) -> int:
    from commonhall.record import sequencer

    try:
        log = sequencer.reopen()
    except sequencer.SequencerError as error:
        raise CommandError(str(error)) from error
    say("The old log stays readable; readers see the new name and why in its first entry.")
    emit(args, {"origin": log.origin}, f"A new log was opened: {log.origin}")
    return 0


def _admit(args: argparse.Namespace) -> int:
    from commonhall.record import sequencer

    count = sequencer.admit()
    emit(args, {"admitted": count}, f"{count:,} entries were let in; the record says which.")
    return 0
