"""Cases from a table of any system: CSV, with a mapping that says which column is what."""

from __future__ import annotations

import hashlib
from pathlib import Path

from commonhall.cases.moving_in import bringing, mapping, own_csv, systems
from commonhall.core import sheets
from commonhall.core.importers import DRY_RUN, Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem


def run(path: Path, mapping_file: str = "", encoding: str = "", dry_run: bool = False) -> Imported:
    """Import a file by its mapping: validate all of it, write in chunks, close."""
    if not mapping_file:
        raise Invalid([Problem(0, "--mapping", "give the mapping file; docs/moving-in.md")])
    if encoding and encoding not in sheets.ENCODINGS:
        raise Invalid([Problem(0, "--encoding", f"choose one of {', '.join(sheets.ENCODINGS)}")])
    try:
        said = Path(mapping_file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid([Problem(0, "--mapping", f"{mapping_file}: {error}")]) from error
    mapped = mapping.read(said)
    raw = path.read_bytes()
    rows, problems = own_csv.read(sheets.text_of(raw, encoding), mapped)
    digest = hashlib.sha256(raw + said.encode()).hexdigest()
    source = f"csv-{mapped.source}".strip("-")
    return bringing.bring_in(source, digest, path.name, rows, mapped.leading, dry_run, problems)


IMPORTER = Importer(
    what="cases",
    format="csv",
    help="cases of another system, as reported facts",
    run=run,
    told=bringing.told,
    options=(
        systems.MAPPING,
        Option("--encoding", "where the file is neither UTF-8 nor UTF-16: cp1250, cp1252 …"),
        DRY_RUN,
    ),
    usual=True,
)
