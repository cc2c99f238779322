"""Laws from Akoma Ntoso or Markdown files, on the server's command line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from commonhall.actions.actors import system
from commonhall.core.importers import Imported, Importer, Option, words
from commonhall.core.imports import Invalid, Problem
from commonhall.law.higher_law.actions import enter_higher_law, entered_before
from commonhall.law.higher_law.files import read_file
from commonhall.law.higher_law.legal_act import Act
from commonhall.law.instruments.models import Rank

RANKS = {one.name.lower(): one.value for one in Rank if one < Rank.LOCAL_RULE}


def read(path: Path) -> Act:
    """The law in a file. Raises `Invalid`."""
    try:
        with path.open("rb") as file:
            return read_file(file)
    except ValidationError as error:
        raise Invalid([Problem(1, "file", " ".join(error.messages))]) from error


def run(
    path: Path,
    code: str = "",
    rank: str = "law",
    title: str = "",
    source: str = "",
    starts: str = "",
    dry_run: bool = False,
) -> Imported:
    """Enter a law with all its provisions, or nothing; the same text again changes nothing."""
    if rank not in RANKS:
        raise Invalid([Problem(1, "--rank", f"{rank!r} is none of {', '.join(RANKS)}")])
    act = read(path)
    told: Imported = {
        "title": title or act.title,
        "work": act.work,
        "day": act.expressed_on.isoformat() if act.expressed_on else "",
        "language": act.language,
        "provisions": [number for number, _texts in act.provisions],
        "skipped": dict(act.skipped),
        "written": False,
    }
    if (there := entered_before(act)) is not None:
        return told | {"repeated": True, "instrument": there.ref}
    if dry_run:
        return told
    outcome = enter_higher_law.perform(
        system(),
        code=code or (re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "law")[:60],
        rank=RANKS[rank],
        file=act,
        titles=words(title) if title else None,
        source=source,
        starts=_day(starts),
    )
    return told | {"written": True, "instrument": outcome.result.ref}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise Invalid([Problem(1, "--starts", "expected a day such as 2026-01-31")]) from error


def told(result: Imported) -> str:
    count, left_out = len(result["provisions"]), sum(result["skipped"].values())
    said = f"{result['title']}: {count} provisions"
    if left_out:
        kinds = ", ".join(f"{name} ({number})" for name, number in result["skipped"].items())
        said += f"; {left_out} elements were left out: {kinds}"
    return f"{said}." if result["written"] else f"{said}. Nothing was written."


IMPORTER = Importer(
    what="law",
    format="act",
    help="law that stands above the hall, from Akoma Ntoso or Markdown",
    run=run,
    told=told,
    options=(
        Option("--code", "its short name (default: the file's name)"),
        Option("--rank", f"one of {', '.join(RANKS)}", "law"),
        Option("--title", "its title, where the file names none"),
        Option("--source", "address of the official text, where the file names none"),
        Option("--starts", "in force from this day (default: the day of the file's text)"),
        Option("--dry-run", "only say what would be entered", False, switch=True),
    ),
    usual=True,
)
