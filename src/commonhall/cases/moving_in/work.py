"""A file that an office handed in is checked and imported in the background, as `commonhall import` would.

Both jobs are harmless to repeat: an import that was interrupted goes on where it stopped, and the same file again
changes nothing.
"""

from __future__ import annotations

import logging
import shutil
import zipfile
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.models import ImportRun
from commonhall.cases.moving_in import agreeing
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.core.importers import Importer, importers
from commonhall.core.imports import MOST_PROBLEMS, Invalid, Problem
from commonhall.core.jobs import job
from commonhall.core.refusals import BadInput, Refused

log = logging.getLogger(__name__)
State = CaseImportFile.State
#: What the other systems are called; each is the format of an importer.
SYSTEMS = {
    "fixmystreet": "FixMyStreet",
    "signalen": "Signalen",
    "open311": "Open311",
    "decidim": "Decidim",
    "consul": "CONSUL Democracy",
    "nyc311": gettext_lazy("New York 311"),
    "pabulib": gettext_lazy("Pabulib: a participatory budget that was counted"),
    "polis": gettext_lazy("Polis: a conversation"),
}
#: The words of `commonhall import` whose formats an office can hand in.
WORDS = ("cases", "proposals", "budget", "conversation")
#: Tables of a dump of Signalen, in a ZIP file.
DUMP = ("signals.csv", "categories.csv", "locations.csv", "statuses.csv")
#: Tables of an export of Polis, in a ZIP file.
EXPORT = (
    "comments.csv",
    "votes.csv",
    "summary.csv",
    "participants-votes.csv",
    "participant-votes.csv",
)
LARGEST_DUMP = 100 * 1024 * 1024


def importer_of(system: str) -> Importer:
    """The importer of a format; "table" is any table, by its mapping."""
    wanted = "csv" if system == "table" else system
    formats = importers()
    return next(formats[what][wanted] for what in WORDS if wanted in formats[what])


@job()
def check(number: int) -> None:
    """Say what the file would bring, or what is wrong in it; nothing is written."""
    _work(number, State.CHECKING, State.CHECKED, dry_run=True)


@job()
def carry_out(number: int) -> None:
    """Import the file: whole, or not at all."""
    _work(number, State.RUNNING, State.DONE, dry_run=False)


def _work(number: int, during: str, after: str, dry_run: bool) -> None:
    # One that stopped goes on when those who run the hall try its job again.
    states = (during, State.STOPPED)
    kept = CaseImportFile.objects.filter(case_import=number, state__in=states).first()
    if kept is None:
        return
    kept.problems = []
    with translation.override(kept.language or None):
        try:
            kept.report = _run(kept, dry_run)
            kept.state = after
        except Invalid as error:
            kept.state = State.FAULTY
            kept.problems = [[one.line, str(one.field), str(one.message)] for one in error.problems]
        except (Refused, BadInput) as error:
            kept.state = State.STOPPED
            kept.problems = [[0, "", str(error.message)]]
        except Exception:
            # The job fails where those who run the hall see it; the office may let it go on.
            CaseImportFile.objects.filter(pk=kept.pk).update(state=State.STOPPED, problems=[])
            raise
    kept.save(update_fields=["state", "report", "problems"])


def _run(kept: CaseImportFile, dry_run: bool) -> dict[str, Any]:
    importer = importer_of(kept.case_import.system)
    given: dict[str, Any] = {**kept.options, "dry_run": dry_run}
    with TemporaryDirectory(prefix="commonhall-import-") as folder:
        source: Path | str = given.pop("address", "") or _written(
            Path(folder), kept.case_import.name, kept.file
        )
        if isinstance(source, Path) and source.suffix.lower() == ".zip":
            source = _opened(source, importer.format)
        if kept.mapping:
            mapping = Path(folder, "mapping.toml")
            mapping.write_text(kept.mapping, encoding="utf-8")
            given["mapping_file"] = str(mapping)
        if kept.more:
            beside = Path(folder, "more")
            beside.mkdir()
            given[MORE[importer.format]] = str(_written(beside, kept.more_name, kept.more))
        with agreeing.agreed_to(kept.case_import):
            result = importer.run(source, **given)
    left, doubts = list(result.get("left_out") or []), list(result.get("doubts") or [])
    return {
        **result,
        "left_out": left[:MOST_PROBLEMS],
        "left_out_count": len(left),
        "doubts": doubts[:MOST_PROBLEMS],
    }


#: Systems with a second file, and the importer's keyword for it.
MORE = {"fixmystreet": "updates", "consul": "comments"}


def _written(folder: Path, name: str, kept: File[bytes]) -> Path:
    """A file of that name in the folder; the name has no folder of its own."""
    path = folder / (Path(name.replace("\\", "/")).name.lstrip(".") or "file")
    with kept.open("rb") as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path


def _opened(path: Path, form: str) -> Path:
    """What the importer reads of a ZIP file: a table of the dump, the folder of an export, or the file itself."""
    if form == "signalen":
        return _unpacked(path, DUMP) / DUMP[0]
    return _unpacked(path, EXPORT) if form == "polis" else path


def _unpacked(path: Path, names: tuple[str, ...]) -> Path:
    """A folder with the tables of these names, called as the ZIP file is; the first must be there. Raises `Invalid`."""
    folder = path.parent / "unpacked" / path.name
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(one.filename).name: one for one in archive.infolist()}
            found = {name: members[name] for name in names if name in members}
            if sum(one.file_size for one in found.values()) > LARGEST_DUMP:
                said = _("The unpacked file is larger than %(most)d MB.")
                most = {"most": LARGEST_DUMP // 2**20}
                raise Invalid([Problem(0, path.name, said % most)])
            for name, one in found.items():
                (folder / name).write_bytes(archive.read(one))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Invalid([Problem(0, path.name, _("This is not a valid ZIP file."))]) from error
    if names[0] not in found:
        said = _("This ZIP file does not contain %(name)s.") % {"name": names[0]}
        raise Invalid([Problem(0, path.name, said)])
    return folder


def forget(case_import: CaseImport) -> None:
    """Delete what was handed in, with its files."""
    for kept in CaseImportFile.objects.filter(case_import=case_import):
        for name in filter(None, (kept.file.name, kept.more.name)):
            transaction.on_commit(partial(default_storage.delete, name))
        kept.delete()


# --- how far it is --------------------------------------------------------------------------------
def newest_run() -> int:
    return int(ImportRun.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def progress(kept: CaseImportFile) -> tuple[int, int]:
    """(rows written, rows in all) of an import that runs; (0, 0) before the first row."""
    own = Q(pk__gt=kept.after_run) | Q(state=ImportRun.State.STAGED)
    runs = ImportRun.objects.filter(own).values_list("written", "rows")
    written, rows = 0, 0
    for done, all_of_it in runs:
        written, rows = written + done, rows + all_of_it
    return written, rows


def half_done(name: str) -> bool:
    """Were rows of this file written that nobody sees yet?"""
    return ImportRun.objects.filter(state=ImportRun.State.STAGED, source_name=name).exists()
