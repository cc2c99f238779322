"""Categories of the set-up from a table that people edited in Excel or LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core import sheets
from commonhall.core.imports import MOST_PROBLEMS, Invalid
from commonhall.core.sheet_cells import fold
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.ui import languages

Said = dict[str, Any]
COLUMNS = (
    SheetColumn("name", _("its name"), needed=True, also=("names",), worded=True),
    SheetColumn("body", _("the body that answers it: its name")),
    SheetColumn("days", _("days to answer")),
    SheetColumn("code", _("a short code that does not change: small letters, digits, hyphens")),
)
LONGEST_NAME, MOST_DAYS = 80, 3650


def read(raw: bytes, bodies: Mapping[str, str], usual: str) -> list[Said]:
    """Each line as the hall's file has a category, its code may be missing. bodies: code → name; usual: answers where
    none is named. Raises `ValidationError` naming every line at fault."""
    try:
        sheet = sheets.read(sheets.text_of(raw), COLUMNS)
    except Invalid as error:
        raise ValidationError([str(one) for one in error.problems]) from error
    known = {fold(str(name)): code for code, name in bodies.items()}
    known |= {fold(code): code for code in bodies}
    found = [_category(row, known, usual) for row in sheet.rows]
    if sheet.problems:
        told = [_told(one.line, one.field, one.message) for one in sheet.problems[:MOST_PROBLEMS]]
        raise ValidationError(told)
    return found


def _told(line: int, column: str, what: str) -> str:
    return gettext("Line %(line)s, %(field)s: %(what)s") % {
        "line": line,
        "field": column,
        "what": what,
    }


def _category(row: SheetRow, bodies: Mapping[str, str], usual: str) -> Said:
    own = languages.own().code
    names = {
        code: row.get(column)
        for code in languages.codes()
        for column in ([f"name.{code}", "name"] if code == own else [f"name.{code}"])
        if row.get(column)
    }
    if not names or any(len(name) > LONGEST_NAME for name in names.values()):
        row.fault(
            "name", gettext("Enter a name of up to %(most)d characters.") % {"most": LONGEST_NAME}
        )
    said = row.get("body")
    body = bodies.get(fold(said)) if said else usual
    if body is None:
        row.fault(
            "body", gettext("There is no body “%(name)s”. Add it first.") % {"name": said[:60]}
        )
    one: Said = {"code": row.get("code"), "name": names, "body": body or usual}
    if days := row.get("days"):
        if days.isascii() and days.isdigit() and 1 <= int(days) <= MOST_DAYS:
            one["days"] = int(days)
        else:
            row.fault(
                "days", gettext("Enter a whole number from 1 to %(most)d.") % {"most": MOST_DAYS}
            )
    return one
