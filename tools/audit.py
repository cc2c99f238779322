#!/usr/bin/env python3
"""What Commonhall is made of, and whether anything in it is known to be vulnerable; needs no network.

    python3 tools/audit.py                       # bill of materials, and the check against the stored advisories
    python3 tools/audit.py --advisories FROM     # check against a whole database: see below
    python3 tools/audit.py --store FROM          # renew the stored advisories from it

FROM is a folder or zip of OSV records, in JSON (https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip) or YAML
(github.com/pypa/advisory-database). Stored are those of the packages in our locks, in requirements/advisories.json.

The bill is CycloneDX 1.6 in JSON, made from the hashed lock alone: the same lock gives the same bill.
Ends with 1 where something is vulnerable, and with 2 where the advisories cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
STORED = LOCKS / "advisories.json"
BILL = ROOT / "sbom.cdx.json"
# Older advisories say little about today.
STALE = timedelta(days=30)
SOURCE = "pypa/advisory-database, CC BY 4.0"


@dataclass
class Package:
    """One pinned package: its hashes, and by which others it was asked for."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    asked_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


@dataclass(frozen=True)
class Finding:
    """A pinned package that an advisory names."""

    package: str
    version: str
    advisory: str
    fixed_in: str

    @property
    def address(self) -> str:
        """Where it is told what this is about."""
        return f"https://osv.dev/vulnerability/{self.advisory}"


def locked(text: str) -> list[Package]:
    """The packages of a lock as uv writes it."""
    found: list[Package] = []
    for line in text.splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", line):
            found.append(Package(canonicalize_name(pinned[1]), pinned[2]))
        elif hashed := re.match(r"\s+--hash=sha256:([0-9a-f]{64})", line):
            found[-1].hashes.append(hashed[1])
        elif asked := re.match(r"\s+#(?: via|  ) ([A-Za-z0-9._-]+)$", line):
            found[-1].asked_by.append(canonicalize_name(asked[1]))
    return found


# --- the bill of materials ------------------------------------------------------------------------
def bill(lock: str, version: str) -> dict[str, Any]:
    """The bill of materials of a lock."""
    packages = locked(lock)
    known = {one.name: one for one in packages}
    me = f"pkg:pypi/commonhall@{version}"
    needs: dict[str, list[str]] = {ref: [] for ref in (me, *(one.purl for one in packages))}
    for one in packages:
        askers = [known[name].purl for name in one.asked_by if name in known]
        for asker in askers or [me]:
            needs[asker].append(one.purl)
    digest = hashlib.sha256(lock.encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{me}#{digest}')}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": me,
                "name": "commonhall",
                "version": version,
                "purl": me,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            }
        },
        "components": [_component(one) for one in sorted(packages, key=lambda one: one.name)],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())
        ],
    }


def _component(one: Package) -> dict[str, Any]:
    licence = _licence(one.name)
    return {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
        # One for each file of the release that may be installed; they are checked when it is.
        "hashes": [{"alg": "SHA-256", "content": content} for content in sorted(one.hashes)],
    }


def _licence(name: str) -> str:
    """What the installed package says of its licence; "" where it is not installed."""
    said: Any
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classified = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if "License ::" in one
    ]
    short = (said.get("License") or "").strip().partition("\n")[0]
    return said.get("License-Expression") or " OR ".join(classified) or short[:80]


# --- what is known of it --------------------------------------------------------------------------
def records(source: Path) -> Iterator[dict[str, Any]]:
    """Every OSV record of a stored file, a folder or a zip. Raises OSError or ValueError."""
    if source.suffix == ".json":
        yield from json.loads(source.read_text(encoding="utf-8"))["advisories"]
    elif source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.suffix in {".json", ".yaml"}:
                yield _record(path.name, path.read_bytes())
    else:
        with zipfile.ZipFile(source) as packed:
            for name in sorted(packed.namelist()):
                if name.endswith((".json", ".yaml")):
                    yield _record(name, packed.read(name))


def _record(name: str, raw: bytes) -> dict[str, Any]:
    if name.endswith(".json"):
        found = json.loads(raw)
    else:
        import yaml

        found = yaml.safe_load(raw)
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no OSV record")
    return found


def about(record: dict[str, Any], names: set[str]) -> list[dict[str, Any]]:
    """What a record says of these packages; nothing where it was withdrawn."""
    if record.get("withdrawn"):
        return []
    return [
        one
        for one in record.get("affected", [])
        if one.get("package", {}).get("ecosystem") == "PyPI"
        and canonicalize_name(one["package"]["name"]) in names
    ]


def affected(version: str, said: dict[str, Any]) -> tuple[bool, str]:
    """Is a version among those a record means; and the version that mends it, "" where none is named.

    The algorithm of the OSV schema: a version is affected that is listed, or lies in a range of kind ECOSYSTEM.
    """
    mine = Version(version)
    ranges = [one for one in said.get("ranges", []) if one.get("type") == "ECOSYSTEM"]
    for one in ranges:
        inside, mends = False, ""
        for kind, at in _events(one):
            if kind == "introduced" and mine >= at:
                inside = True
            elif kind == "fixed" and mine >= at:
                inside = False
            elif kind == "fixed" and inside and not mends:
                mends = str(at)
            elif kind == "last_affected" and mine > at:
                inside = False
        if inside:
            return True, mends
    return version in said.get("versions", []), ""


def _events(one: dict[str, Any]) -> list[tuple[str, Version]]:
    found = []
    for event in one.get("events", []):
        for kind, at in event.items():
            try:
                found.append((kind, Version("0" if at == "0" else str(at))))
            except InvalidVersion:
                continue
    order = ("introduced", "fixed", "last_affected")
    return sorted(found, key=lambda event: (event[1], order.index(event[0])))


def findings(packages: Iterable[Package], known: Iterable[dict[str, Any]]) -> list[Finding]:
    """What the records say against the packages."""
    pinned: dict[str, list[Package]] = {}
    for one in packages:
        pinned.setdefault(one.name, []).append(one)
    found = set()
    for record in known:
        for said in about(record, set(pinned)):
            for one in pinned[canonicalize_name(said["package"]["name"])]:
                is_hit, mends = affected(one.version, said)
                if is_hit:
                    found.add(Finding(one.name, one.version, record["id"], mends))
    return sorted(found, key=lambda one: (one.package, one.advisory))


def store(source: Path, packages: list[Package]) -> int:
    """Keep what a database says of our packages; how many records."""
    names = {one.name for one in packages}
    kept = []
    for record in records(source):
        if said := about(record, names):
            # Versions that lie in a range are not listed as well.
            lean = [
                {key: one[key] for key in ("package", "ranges", "versions") if key in one}
                for one in said
            ]
            for one in lean:
                if any(each.get("type") == "ECOSYSTEM" for each in one.get("ranges", [])):
                    one.pop("versions", None)
            # Numbers and versions only: what it is about is read where the advisory stands.
            kept.append(
                {
                    "id": record["id"],
                    "modified": str(record["modified"]),
                    "aliases": record.get("aliases", []),
                    "affected": lean,
                }
            )
    kept.sort(key=lambda one: str(one["id"]))
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, default=str) for one in kept)
    head = json.dumps(SOURCE, ensure_ascii=False)
    STORED.write_text(f'{{"source": {head}, "advisories": [\n{lines}\n]}}\n', encoding="utf-8")
    return len(kept)


def newest(known: Iterable[dict[str, Any]]) -> str:
    """When the youngest record was written, as a date."""
    return max((str(one.get("modified", ""))[:10] for one in known), default="")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--advisories", type=Path, default=STORED)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--bill", type=Path, default=BILL)
    given = parser.parse_args(argv)
    lock = (LOCKS / "runtime.txt").read_text(encoding="utf-8")
    mine = [*locked(lock), *locked((LOCKS / "test.txt").read_text(encoding="utf-8"))]
    source = given.store or given.advisories
    try:
        if given.store:
            print(f"{STORED.name}: {store(given.store, mine)} advisories stored")
            source = STORED
        known = list(records(source))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"The advisories in {source} cannot be read: {error}", file=sys.stderr)
        return 2
    given.bill.write_text(json.dumps(bill(lock, metadata.version("commonhall")), indent=1) + "\n")
    print(f"{given.bill.name}: {len(locked(lock))} packages run, {len(mine)} with the tests'")
    found = findings(mine, known)
    for one in found:
        mended = f"mended in {one.fixed_in}" if one.fixed_in else "no version named that mends it"
        print(f"{one.package} {one.version}: {one.advisory}, {mended}: {one.address}")
    day = newest(known)
    print(
        f"{len(found)} known vulnerabilities, by {len(known):,} advisories; the youngest of {day}"
    )
    if not day or datetime.fromisoformat(day).replace(tzinfo=UTC) < datetime.now(UTC) - STALE:
        print("They are old: renew them with --store (see the head of tools/audit.py).")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
