"""Does public state still equal what the record says of it? Registered with `record verify`.

Version rows are recomputed and matched with the entries that name them; live rows are compared with
their latest version, field by field, through the seals; a seal may be missing only where an erasure
was recorded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from commonhall.actions import erasure
from commonhall.actions.import_runs import OPENED
from commonhall.actions.models import Sealed, Version
from commonhall.actions.versions import commit, values_of
from commonhall.core.models import Governed
from commonhall.record import verification
from commonhall.record import wording as record_registry
from commonhall.record.merkle import Frontier, leaf_hash
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource, RecordSource, SqlSource
from commonhall.record.reports import Report

_VERSIONS = (
    "SELECT v.type, v.object_id, v.version, v.entry, v.digest, v.state, e.body "
    "FROM actions_version v LEFT JOIN record_entry e ON e.id = v.entry "
    "ORDER BY v.type, v.object_id, v.version"
)
_NAMING = (
    "SELECT e.id, v.type, v.object_id, v.version, v.digest, e.body FROM record_entry e "
    "LEFT JOIN actions_version v ON v.entry = e.id WHERE e.body LIKE %s "
    "ORDER BY e.id, v.type, v.object_id, v.version"
)
_BATCHES = "SELECT e.id, e.body FROM record_entry e WHERE e.body LIKE %s"
# Apart from the entry's words, so that a large batch is sorted without a copy of them for each of its rows.
_OF_BATCH = (
    "SELECT v.digest FROM actions_version v WHERE v.entry = %s "
    "ORDER BY v.type, v.object_id, v.version"
)
_LINKS = (
    "SELECT l.entry, l.from_ref, l.to_ref, l.kind, e.body FROM actions_link l "
    "LEFT JOIN record_entry e ON e.id = l.entry ORDER BY l.id"
)
_OPEN = "SELECT entry FROM actions_importrun WHERE state = 'staged'"
_OPENINGS = "SELECT e.body FROM record_entry e WHERE e.action = %s"
Key = tuple[str, int, int]


def governed_models() -> list[type[Governed]]:
    """Every model of public state, in the order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Governed)]
    return sorted(found, key=lambda model: model._meta.label_lower)


class _Staged:
    """Imports that have begun and are not closed: rows of theirs have no entry yet.

    Only rows of a kind that imports write, and only where an entry says that the import has begun.
    """

    def __init__(self, source: SqlSource) -> None:
        begun = {_run(row[0]) for row in source.rows(_OPENINGS, (OPENED,))}
        self.runs = {_plain(row[0]) for row in source.rows(_OPEN)} & begun
        self.kinds = {model._meta.label_lower for model in governed_models() if model.IMPORTED}
        self.excused = 0

    def excuses(self, entry: str, *kinds: str) -> bool:
        if entry not in self.runs or not self.kinds.intersection(kinds):
            return False
        self.excused += 1
        return True


def _run(body: str) -> str:
    try:
        return _plain(json.loads(body)["data"]["run"])
    except (ValueError, KeyError, TypeError):
        return ""


class _Versions:
    """One pass over the version rows, then over what the entries say about them. Neither keeps what it has seen."""

    def __init__(self, source: SqlSource, report: Report) -> None:
        self.source, self.report = source, report
        self.staged = _Staged(source)

    def run(self) -> None:
        previous: tuple[str, int] = ("", 0)
        expected = 1
        for kind, number, version, entry, digest, state, body in self.source.rows(_VERSIONS):
            expected = expected + 1 if (kind, number) == previous else 1
            previous = (kind, number)
            key = (kind, number, version)
            if version != expected:
                self.report.add("version_missing", f"version {expected} is not there", _at(key))
                expected = version
            self._row(key, entry, digest, state, body)
        self._named_by_entries()
        self._batches()
        if self.staged.excused:
            self.report.add(
                "import_open",
                f"{self.staged.excused} rows belong to an import that is not finished: no entry names them yet",
                severity="notice",
            )

    def _row(self, key: Key, entry: Any, digest: str, state: str, body: str | None) -> None:
        if hashlib.sha256(state.encode()).hexdigest() != digest:
            self.report.add("version_changed", "the state does not match its digest", _at(key))
        try:
            said = json.loads(state)
            same = (said["type"], said["id"], said["version"]) == (key[0], str(key[1]), key[2])
        except (ValueError, KeyError, TypeError):
            same = False
        if not same:
            self.report.add("version_changed", "the state speaks of something else", _at(key))
        if body is None:
            if not self.staged.excuses(_plain(entry), key[0]):
                text = "no entry stands behind this version"
                self.report.add("version_unrecorded", text, _at(key))
        elif digest not in body and '"batch":' not in body:
            text = f"entry {_plain(entry)} does not name it"
            self.report.add("version_unrecorded", text, _at(key))

    def _named_by_entries(self) -> None:
        """Every version that an entry names is there, written with that entry."""
        rows = self.source.rows(_NAMING, ('%"changes":[{%',))
        for identity, group in groupby(rows, key=itemgetter(0)):
            written = list(group)
            there = {(*row[1:4], row[4]) for row in written}
            for change in _changes(written[0][5]):
                key = (change["type"], int(change["id"]), int(change["version"]))
                if (*key, change["digest"]) not in there:
                    self.report.add(
                        "version_missing",
                        f"entry {_plain(identity)} names a version that is not there or differs",
                        _at(key),
                    )

    def _batches(self) -> None:
        """The versions of a batch, in the order in which its root was taken (`import_runs.digests`)."""
        for identity, body in list(self.source.rows(_BATCHES, ('%"batch":{%',))):
            tree, count = Frontier(), 0
            for (digest,) in self.source.rows(_OF_BATCH, (identity,)):
                tree.append(leaf_hash(bytes.fromhex(digest)))
                count += 1
            batch = json.loads(body)["batch"]
            if count != batch["count"] or tree.root().hex() != batch["root"]:
                self.report.add(
                    "batch_changed",
                    f"{count} rows do not give the root over {batch['count']} that it names",
                    _plain(identity),
                )


def _at(key: Key) -> str:
    return f"{key[0]}:{key[1]} v{key[2]}"


def _changes(body: str) -> Iterator[dict[str, Any]]:
    try:
        yield from json.loads(body).get("changes", [])
    except (ValueError, AttributeError):
        return


def _plain(identity: Any) -> str:
    return str(identity).replace("-", "")


def check_versions(source: RecordSource, report: Report) -> None:
    """Version rows against their digests and entries, on any copy of the database."""
    if isinstance(source, SqlSource):
        _Versions(source, report).run()


def check_state(source: RecordSource, report: Report) -> None:
    """Live rows against their latest version, where the database is connected."""
    if isinstance(source, DatabaseSource):
        for model in governed_models():
            _check_model(model, source.alias, report)


def _check_model(model: type[Governed], alias: str, report: Report) -> None:
    """Both sides in the order of their numbers, side by side, so that a million rows take no memory."""
    latest = _latest(model, alias, report)
    newest = next(latest, None)
    for thing in model._base_manager.using(alias).order_by("pk").iterator(chunk_size=2000):
        while newest is not None and newest.object_id < thing.pk:
            _report_gone(model, newest, report)
            newest = next(latest, None)
        if newest is None or newest.object_id != thing.pk:
            report.add("state_unrecorded", "exists, but no version says so", thing.ref)
            continue
        if newest.version != thing.version:
            report.add("state_changed", f"is not at version {newest.version}", thing.ref)
        else:
            for name in _differences(thing, newest):
                report.add("state_changed", f"{name} differs from the record", thing.ref)
        newest = next(latest, None)
    for gone in (newest, *latest) if newest is not None else ():
        _report_gone(model, gone, report)


def _report_gone(model: type[Governed], version: Version, report: Report) -> None:
    report.add("state_deleted", "is on the record, but gone", model.ref_of(version.object_id))


def _latest(model: type[Governed], alias: str, report: Report) -> Iterator[Version]:
    """The newest version of each thing, by number; the seals of all versions are looked at on the way."""
    kind = model._meta.label_lower
    rows = Version.objects.using(alias).filter(type=kind).order_by("object_id", "version")
    newest: Version | None = None
    for version in rows.select_related("sealed").iterator(chunk_size=2000):
        for problem in _seal_problems(version):
            report.add("seal_changed", problem, f"{kind}:{version.object_id} v{version.version}")
        if newest is not None and newest.object_id != version.object_id:
            yield newest
        newest = version
    if newest is not None:
        yield newest


def _differences(thing: Governed, version: Version) -> Iterator[str]:
    """Names of the fields whose live value is not what the version committed to."""
    public, hidden = values_of(thing)
    try:
        said = json.loads(version.state)
        state, sealed = said["state"], said["sealed"]
    except (ValueError, KeyError, TypeError):
        return
    yield from (name for name in public if public[name] != state.get(name))
    seal = getattr(version, "sealed", None)
    contents = json.loads(seal.contents) if seal else {}
    for name, value in hidden.items():
        if name not in sealed:
            if value is not None:
                yield name
        elif len(contents.get(name) or ()) == 2:
            # Whether the seal fits its commitment is asked of every version's seal.
            if contents[name][1] != value:
                yield name
        elif value not in ("", None):
            yield f"{name} (its seal was emptied)"


def _seal_problems(version: Version) -> Iterator[str]:
    """What is wrong with the seal of one version; erased fields are looked at by `check_erasures`."""
    try:
        sealed = json.loads(version.state)["sealed"]
    except (ValueError, KeyError, TypeError):
        return
    seal = getattr(version, "sealed", None)
    try:
        contents = json.loads(seal.contents) if seal else {}
    except ValueError:
        contents = {}
    for name, said in sealed.items():
        kept = contents.get(name)
        if kept is None:
            yield f"the seal of {name} is gone"
        elif len(kept) == 2 and commit(kept[0], kept[1]) != said:
            yield f"the seal of {name} does not fit its commitment"


def check_erasures(source: RecordSource, report: Report) -> None:
    """A seal may be empty only where an entry says that it erased exactly this."""
    if not isinstance(source, DatabaseSource):
        return
    erased: dict[str, set[str]] = {}
    rows = Sealed.objects.using(source.alias).exclude(erased_by=None).select_related("version")
    for seal in rows.iterator(chunk_size=2000):
        for name, kept in json.loads(seal.contents).items():
            if isinstance(kept, list) and len(kept) == 1:
                said = erasure.mark(seal.version.type, seal.version.object_id, name)
                erased.setdefault(str(kept[0]), set()).add(said)
    entries = Entry.objects.using(source.alias).in_bulk(list(erased))
    bodies = {str(key): entry.body for key, entry in entries.items()}
    for entry, fields in erased.items():
        said = json.loads(bodies.get(entry, "{}")).get("data", {}).get("erased", "")
        if said != erasure.digest_of(fields):
            report.add(
                "seal_emptied",
                f"{len(fields)} fields are erased that this entry does not account for",
                entry,
            )


def check_links(source: RecordSource, report: Report) -> None:
    """Every link is one that its entry speaks of; one typed into the table is found."""
    if not isinstance(source, SqlSource):
        return
    staged = _Staged(source)
    said: tuple[str, list[Any]] = ("", [])
    for entry, origin, target, kind, body in source.rows(_LINKS):
        where = f"{origin} {kind} {target}"
        if body is None:
            if not staged.excuses(_plain(entry), origin.partition(":")[0]):
                report.add("link_unrecorded", "no entry stands behind this link", where)
            continue
        if said[0] != _plain(entry):
            said = (_plain(entry), _links(body))
        if [origin, kind, target] not in said[1]:
            report.add("link_unrecorded", f"entry {entry} does not speak of it", where)


def _links(body: str) -> list[Any]:
    try:
        found = json.loads(body)["data"]["links"]
    except (ValueError, KeyError, TypeError):
        return []
    return found if isinstance(found, list) else []


def register() -> None:
    """Add these checks, and what entries and refs are called, to the record."""
    from commonhall.actions import registry as actions_registry
    from commonhall.core import refs as core_refs

    verification.register_check("versions", check_versions)
    verification.register_check("state", check_state)
    verification.register_check("links", check_links)
    verification.register_check("erasures", check_erasures)
    record_registry.provide_actions(
        lambda: {
            OPENED: _("An import has started"),
            **{code: action.done for code, action in actions_registry.actions().items()},
        }
    )

    def names(refs: Any) -> dict[str, record_registry.Name]:
        shown = core_refs.resolve(refs)
        return {ref: record_registry.Name(one.title, one.url) for ref, one in shown.items()}

    record_registry.provide_names(names)
