"""The open data of a Decidim: proposals as cases, what was said of them as conversations, results as answers.

It is the ZIP of CSV files that every Decidim publishes. Authors and endorsements are not taken; meetings and results
that name no proposal are counted, and stay there.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from commonhall.cases.moving_in import systems
from commonhall.cases.moving_in.reported import Reported, Said, title_of
from commonhall.cases.moving_in.systems import Given, Record, plain
from commonhall.consultations.conversations import said_before
from commonhall.consultations.conversations.said_before import Comment, Talk
from commonhall.core import sheets
from commonhall.core.importers import Imported, Importer
from commonhall.core.imports import Invalid, Problem
from commonhall.ui import languages

SOURCE = "decidim"
STATES = {
    "": "open",
    "not_answered": "open",
    "evaluating": "working",
    "accepted": "closed",
    "rejected": "cannot",
}
#: Taken back by whoever wrote it: left there.
WITHDRAWN = "withdrawn"
LARGEST = 256 * 1024 * 1024
Rows = list[tuple[int, dict[str, str]]]


def run(
    path: Path,
    mapping_file: str = "",
    body: str = "",
    leave_out_faulty: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Import an export: validate all of it, write in chunks, close; cases first, then what was said of them."""
    told = systems.given(mapping_file, body, leave_out_faulty, dry_run)
    tables = _tables(path)
    problems: list[Problem] = []
    results = _results(tables.get("results", []), told, problems)
    rows, by_url = _proposals(tables.get("proposals", []), results, told, problems)
    talks = _talks(tables.get("proposal_comments", []), by_url, told, problems)
    digest = hashlib.sha256(path.read_bytes() + told.said.encode()).hexdigest()
    brought = systems.bring_in(SOURCE, digest, path.name, (rows, problems), told)
    taken = {row.key for row in rows}
    said = [one for one in talks if one.key in taken]
    if dry_run:
        comments = {"conversations": len(said), "comments": sum(len(one.comments) for one in said)}
    else:
        comments = said_before.bring_in(SOURCE, digest, path.name, said)
    left = {name: len(tables.get(name, [])) for name in ("meetings", "debates")}
    return {**brought, **comments, "left_there": {k: n for k, n in left.items() if n}}


def told(result: Imported) -> str:
    left = ", ".join(f"{name} {count}" for name, count in result["left_there"].items())
    more = f" Left there: {left}." if left else ""
    return (
        f"{systems.told(result)} {result['comments']} comments in "
        f"{result['conversations']} conversations.{more}"
    )


# --- the ZIP --------------------------------------------------------------------------------------
def _tables(path: Path) -> dict[str, Rows]:
    """Each CSV of the ZIP by its last word: "proposals", "proposal_comments", "results" … Raises `Invalid`."""
    found: dict[str, Rows] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(".csv")]
            if sum(one.file_size for one in members) > LARGEST:
                said = _("The unpacked file is larger than %(most)d MB.") % {
                    "most": LARGEST // 2**20
                }
                raise Invalid([Problem(0, path.name, said)])
            for one in members:
                name = Path(one.filename).stem.rpartition("-")[2]
                found[name] = list(sheets.rows_by_header(sheets.text_of(archive.read(one))))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        said = _("This is not a ZIP file of Decidim open data.")
        raise Invalid([Problem(0, path.name, said)]) from error
    if not found.get("proposals"):
        said = _("This ZIP file has no table of proposals.")
        raise Invalid([Problem(0, path.name, said)])
    return found


def _words(record: Record, name: str) -> str:
    """A text of several languages: in the hall's own, else in the first that has any."""
    own = languages.own().code
    codes = [key for key in record.values if key.startswith(f"{name}/")]
    codes.sort(key=lambda key: key != f"{name}/{own}")
    return plain(record.text(name, *codes))


# --- proposals, results, comments -----------------------------------------------------------------
def _results(rows: Rows, told: Given, problems: list[Problem]) -> Mapping[str, list[Said]]:
    """What was done, by the address of each proposal it names."""
    found: dict[str, list[Said]] = defaultdict(list)
    for line, cells in rows:
        record = Record(line, cells, told.mapped, problems)
        at = record.moment("created_at", "start_date", needed=True)
        title, text = _words(record, "title"), _words(record, "description")
        progress = record.text("progress").partition(".")[0]
        if at is None:
            continue
        for url in filter(None, record.text("proposal_urls").replace(",", " ").split()):
            found[url].append(Said(f"{title}\n\n{text}".strip(), at, final=progress == "100"))
    return found


def _proposals(
    rows: Rows, results: Mapping[str, list[Said]], told: Given, problems: list[Problem]
) -> tuple[list[Reported], dict[str, str]]:
    """Proposals as cases, and the key of each by its address."""
    found: list[Reported] = []
    by_url: dict[str, str] = {}
    for line, cells in rows:
        if WITHDRAWN in (cells.get("state"), cells.get("withdrawn")):
            continue
        record = Record(line, cells, told.mapped, problems)
        one = _proposal(record, results)
        if record.right and one is not None:
            found.append(one)
            by_url[record.text("url")] = one.key
    return found, by_url


def _proposal(record: Record, results: Mapping[str, list[Said]]) -> Reported | None:
    state = record.state("state", STATES)
    raised = record.moment("published_at", "created_at", needed=True)
    answered = record.moment("answered_at") or raised
    point = record.point("latitude", "longitude")
    if raised is None or answered is None:
        return None
    text, answer = _words(record, "body"), _words(record, "answer")
    done = results.get(record.text("url"), [])
    over = state in ("closed", "cannot")
    said = [Said(answer, max(answered, raised), final=over)] if answer else []
    return Reported(
        line=record.line,
        key=record.text("id"),
        title=title_of(_words(record, "title"), text),
        raised=raised,
        category=_words(record, "category/name") or _words(record, "taxonomies/name"),
        text=text,
        place=_words(record, "scope/name"),
        point=point,
        address=record.text("address"),
        state=state,
        kind="suggestion",
        channel="import",
        closed=max(answered, raised) if over else None,
        answers=(*said, *done),
    )


def _talks(
    rows: Rows, by_url: Mapping[str, str], told: Given, problems: list[Problem]
) -> list[Talk]:
    """Comments by the proposal they stand under, replies among them."""
    found: dict[str, list[tuple[datetime, Comment]]] = defaultdict(list)
    for line, cells in rows:
        record = Record(line, cells, told.mapped, problems)
        at = record.moment("created_at", needed=True)
        text = plain(record.text("body"))
        key = by_url.get(record.text("root_commentable_url"), "")
        if not key and record.text("commentable_type").endswith("Proposal"):
            key = record.text("commentable_id")
        if at is not None and text and key:
            found[key].append((at, Comment(text, at)))
    return list(_in_order(found))


def _in_order(found: Mapping[str, list[tuple[datetime, Comment]]]) -> Iterator[Talk]:
    for key, said in found.items():
        ordered = sorted(said, key=lambda pair: pair[0])
        yield Talk(key, tuple(comment for _at, comment in ordered))


IMPORTER = Importer(
    what="proposals",
    format="decidim",
    help="proposals of Decidim from its open data, or of CONSUL Democracy",
    run=run,
    told=told,
    options=systems.OPTIONS,
)
