"""`commonhall verify DUMP`: derive every published number again, offline, from the dump alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from commonhall.core import recalculation
from commonhall.core.recalculation import States
from commonhall.open_data import dump, table_verification
from commonhall.open_data.kept_states import KeptStates, Key
from commonhall.record import checkpoints, key_changes, notes, verification
from commonhall.record.merkle import Frontier, leaf_hash
from commonhall.record.notes import VerifierKey
from commonhall.record.remote import ExportSource
from commonhall.record.reports import Report
from commonhall.record.witnesses.policy import Policy

Step = Callable[[int], None]
Demanded = Callable[[dict[str, Any]], Policy | None]


class DumpError(Exception):
    """What was given is no dump."""


def nobody(_offered: dict[str, Any]) -> Policy | None:
    """No witnesses are demanded."""
    return None


def verify(
    folder: Path,
    pinned: Iterable[VerifierKey] = (),
    step: Step = lambda count: None,
    demanded: Demanded = nobody,
) -> tuple[Report, dict[str, int]]:
    """Check a dump's folder: (report, how many numbers each app derived again).

    demanded: what the dump says of its keys and witnesses → who must have cosigned.
    """
    if not (folder / "manifest.json").is_file():
        raise DumpError(f"{folder} is no dump: it has no manifest.json")
    source, keys = ExportSource(folder / "record"), list(pinned)
    witnesses = demanded(source.keys())
    report = verification.verify(source, pinned=keys, witnesses=witnesses, step=step)
    offered = keys or [
        VerifierKey.parse(text) for log in source.keys().get("logs", []) for text in log["keys"]
    ]
    manifest = _files(folder, key_changes.speaking(offered, source.keys()), report)
    derived = {}
    with TemporaryDirectory(prefix="commonhall-states-") as aside:
        kept = KeptStates(Path(aside))
        states: States = {**_states(folder, kept, report, step), **_shown_by(source)}
        for one in recalculation.registered():
            mine: States = {kind: states.get(kind, {}) for kind in one.types}
            derived[one.name] = one.count(mine)
            for problem in one.check(mine):
                report.add("not_derived", problem, one.name)
        kept.close()
    if report.ok:
        derived["rows of tables"] = table_verification.check(folder, manifest, report, step)
    else:
        words = "tables are compared with states that hold, and these do not: see what was found"
        report.add("tables_not_compared", words, severity="notice")
    return report, derived


def _files(folder: Path, keys: list[VerifierKey], report: Report) -> dict[str, Any]:
    """Every file against the manifest, the manifest against its signed note; gives the manifest."""
    data = (folder / "manifest.json").read_bytes()
    try:
        note = (folder / "manifest.note").read_text(encoding="utf-8")
        signed = notes.verify(note, keys)
        digest = signed.note.text.splitlines()[2]
    except (OSError, notes.NoteError, IndexError, UnicodeDecodeError) as error:
        report.add("dump_unsigned", f"nobody trusted signed the manifest: {error}", "manifest.note")
        digest = hashlib.sha256(data).hexdigest()
    if hashlib.sha256(data).hexdigest() != digest:
        report.add("dump_changed", "the manifest is not what was signed", "manifest.json")
    try:
        manifest: dict[str, Any] = json.loads(data)
        files: dict[str, str] = manifest["files"]
    except (ValueError, KeyError, TypeError):
        report.add("dump_changed", "the manifest cannot be read", "manifest.json")
        return {}
    there = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in (folder / "manifest.json", folder / "manifest.note")
    }
    for name in sorted(files.keys() | there.keys()):
        if name not in there:
            report.add("dump_changed", "is missing", name)
            continue
        with there[name].open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != files.get(name):
            report.add("dump_changed", "is not as it was published", name)
    return manifest


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            entry, _, state = line.rstrip("\n").partition(" ")
            yield entry, state


def _states(folder: Path, kept: KeptStates, report: Report, step: Step) -> States:
    """States bound to the entries that name them; the newest of each thing the apps ask for."""
    batches = _named(folder, kept)
    wanted = recalculation.wanted_types()
    for count, (entry, text) in enumerate(_lines(folder / "states.jsonl"), 1):
        if count % 2000 == 0:
            step(2000)
        try:
            said = json.loads(text)
            key = Key(str(said["type"]), int(said["id"]), int(said["version"]))
        except (ValueError, KeyError, TypeError):
            report.add("state_unreadable", "a line of states.jsonl is no state", entry)
            continue
        digest = hashlib.sha256(text.encode()).hexdigest()
        if key.kind in wanted:
            kept.keep(key, said["state"])
        if key.version == 1 and (kind := recalculation.as_first(key.kind)) in wanted:
            kept.keep(Key(kind, key.number, 1), said["state"])
        kept.see(key, digest, entry if entry in batches else "")
    kept.filled()
    for key in kept.unnamed():
        report.add("state_changed", "no entry names this state", str(key))
    for key in kept.missing():
        report.add("state_missing", "an entry names it, the dump has it not", str(key))
    _roots(batches, kept, report)
    return dict(kept.newest(wanted))


def _shown_by(source: ExportSource) -> States:
    """What checks may ask of the record itself: its checkpoints, and the entries of some acts."""
    signed: dict[int, Any] = {}
    entries: dict[int, Any] = {}
    actions = recalculation.wanted_actions()
    for log in source.logs():
        for note in source.checkpoints(log):
            one = checkpoints.parse(note.note)
            signed[len(signed)] = {"log": log.number, "size": one.size, "root": one.root.hex()}
        for row in source.leaves(log) if actions else ():
            body = json.loads(row.body or "{}")
            if body.get("action") in actions:
                said = {
                    "log": log.number,
                    "index": row.place,
                    "id": body["id"],
                    "action": body["action"],
                    "at": body["occurred_at"],
                }
                entries[len(entries)] = said
    return {recalculation.CHECKPOINTS: signed, recalculation.ENTRIES: entries}


def _named(folder: Path, kept: KeptStates) -> dict[str, dict[str, Any]]:
    """Keep what the record's entries name; the batches they tell of, by entry."""
    batches: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "record").glob("*/entries.jsonl")):
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                body = json.loads(line)
                if "batch" in body:
                    batches[body["id"]] = body["batch"]
                for one in body.get("changes", ()):
                    key = Key(str(one["type"]), int(one["id"]), int(one["version"]))
                    kept.name(key, str(one["digest"]))
    return batches


def _roots(batches: dict[str, dict[str, Any]], kept: KeptStates, report: Report) -> None:
    """Batches against the Merkle roots their entries carry."""
    for entry, batch in batches.items():
        tree, count = Frontier(), 0
        for digest in kept.of_batch(entry):
            tree.append(leaf_hash(bytes.fromhex(digest)))
            count += 1
        if not count and batch.get("count", 0):
            # A batch over rows that are not public state (votes on statements) has its own proof.
            continue
        if count != batch["count"] or tree.root().hex() != batch["root"]:
            report.add("batch_changed", "its rows do not give the root that the entry names", entry)


def checked(
    target: Path,
    pinned: Iterable[VerifierKey] = (),
    step: Step = lambda count: None,
    demanded: Demanded = nobody,
) -> Any:
    """As `verify`, for a folder or a zip."""
    try:
        with dump.opened(target) as folder:
            return verify(folder, pinned, step, demanded)
    except (OSError, ValueError, KeyError) as error:
        raise DumpError(f"{target} cannot be read as a dump: {error}") from error
