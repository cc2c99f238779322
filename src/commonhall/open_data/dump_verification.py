"""`commonhall verify DUMP`: derive every published number again, offline, from the dump alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from commonhall.core import recalculation
from commonhall.core.recalculation import States
from commonhall.open_data import dump, table_verification
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
    states = {**_states(folder, report, step), **_shown_by(source)}
    derived = {}
    for one in recalculation.registered():
        mine: States = {kind: states.get(kind, {}) for kind in one.types}
        derived[one.name] = one.count(mine)
        for problem in one.check(mine):
            report.add("not_derived", problem, one.name)
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


def _states(folder: Path, report: Report, step: Step) -> States:
    """States bound to the entries that name them; the newest of each thing the apps ask for."""
    named, batches = _named(folder)
    wanted = recalculation.wanted_types()
    newest: dict[tuple[str, int], tuple[int, Any]] = {}
    seen: dict[str, list[tuple[tuple[str, int, int], str]]] = {}
    count = 0
    for entry, text in _lines(folder / "states.jsonl"):
        count += 1
        if count % 2000 == 0:
            step(2000)
        digest = hashlib.sha256(text.encode()).hexdigest()
        try:
            said = json.loads(text)
            key = (str(said["type"]), int(said["id"]), int(said["version"]))
        except (ValueError, KeyError, TypeError):
            report.add("state_unreadable", "a line of states.jsonl is no state", entry)
            continue
        if entry in batches:
            seen.setdefault(entry, []).append((key, digest))
        elif named.get(key) != digest:
            report.add("state_changed", "no entry names this state", f"{key[0]}:{key[1]} v{key[2]}")
        if key[0] in wanted and newest.get(key[:2], (0, None))[0] < key[2]:
            newest[key[:2]] = (key[2], said["state"])
        if key[2] == 1 and (kind := recalculation.as_first(key[0])) in wanted:
            newest[kind, key[1]] = (1, said["state"])
        named.pop(key, None)
    for key in sorted(named):
        report.add(
            "state_missing",
            "an entry names it, the dump has it not",
            f"{key[0]}:{key[1]} v{key[2]}",
        )
    _roots(batches, seen, report)
    states: States = {}
    for (kind, number), (_version, state) in newest.items():
        states.setdefault(kind, {})[number] = state
    return states


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


Named = dict[tuple[str, int, int], str]


def _named(folder: Path) -> tuple[Named, dict[str, dict[str, Any]]]:
    """What the record's entries name: digests by (type, id, version), and batches by entry."""
    named: Named = {}
    batches: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "record").glob("*/entries.jsonl")):
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                body = json.loads(line)
                if "batch" in body:
                    batches[body["id"]] = body["batch"]
                for one in body.get("changes", ()):
                    named[one["type"], int(one["id"]), int(one["version"])] = one["digest"]
    return named, batches


def _roots(
    batches: dict[str, dict[str, Any]],
    seen: dict[str, list[tuple[tuple[str, int, int], str]]],
    report: Report,
) -> None:
    """Batches against the Merkle roots their entries carry."""
    for entry, batch in batches.items():
        rows = sorted(seen.get(entry, []))
        if not rows and batch.get("count", 0):
            # A batch over rows that are not public state (votes on statements) has its own proof.
            continue
        tree = Frontier()
        for _key, digest in rows:
            tree.append(leaf_hash(bytes.fromhex(digest)))
        if len(rows) != batch["count"] or tree.root().hex() != batch["root"]:
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
