"""What cells of a sheet mean: words by language, choices, days, codes, things named by code or name.

Each says a fault with its column, and then gives what stands there now or nothing, so that all faults of a
file are found at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonhall.core.sheets import SheetRow
from commonhall.ui import languages
from commonhall.ui.date_fields import DateTextField

T = TypeVar("T")
EMPTY = "–"


def fold(text: str) -> str:
    """A name or code as it is compared: spaces and case forgiven."""
    return " ".join(text.split()).casefold()


def code(row: SheetRow, column: str, most: int = 60) -> str:
    """A short code; "" where it is wrong."""
    text = row.get(column)
    if not text:
        row.fault(column, _("Enter a short code."))
    elif len(text) > most:
        row.fault(column, _("Enter up to %(most)d characters.") % {"most": most})
    elif not text.replace("-", "").isalnum() or not text.isascii() or text != text.lower():
        row.fault(column, _("Use small letters, digits and hyphens only."))
    else:
        return text
    return ""


def once(row: SheetRow, column: str, key: Any, first: dict[Any, int]) -> bool:
    """Does the key stand in no line before? first: key → its line."""
    if key in first:
        said = _("This is already in line %(first)d.") % {"first": first[key]}
        row.fault(column, said)
        return False
    first[key] = row.line
    return True


def words(
    row: SheetRow, column: str, present: Mapping[str, str], most: int, needed: str = ""
) -> dict[str, str]:
    """What the cell, and those beside it for each language, say over what is there now.

    A cell holds words in the hall's own language, or all languages as exports write them: {"en": "Roads"}.
    needed: what is said where no language has words.
    """
    found = dict(present)
    if column in row:
        found = _said(row, column, present)
    for language in languages.codes():
        if f"{column}.{language}" in row:
            found[language] = row.get(f"{column}.{language}")
    found = {language: text for language, text in found.items() if text}
    for language, text in found.items():
        if len(text) > most:
            there = column if f"{column}.{language}" not in row else f"{column}.{language}"
            row.fault(there, _("Enter up to %(most)d characters.") % {"most": most})
    if needed and not found:
        row.fault(column, needed)
    return found


def _said(row: SheetRow, column: str, present: Mapping[str, str]) -> dict[str, str]:
    text = row.get(column)
    if not text.startswith("{"):
        return {**present, languages.own().code: text} if text else {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        example = json.dumps({languages.own().code: "…"}, ensure_ascii=False)
        row.fault(
            column,
            _("Enter text, or a text for each language like %(example)s.") % {"example": example},
        )
        return dict(present)
    known = {*languages.codes(), *present}
    if unknown := sorted(set(said) - known):
        names = {"code": unknown[0][:20], "codes": ", ".join(languages.codes())}
        row.fault(column, _("“%(code)s” is not a language of this hall: %(codes)s.") % names)
        return dict(present)
    return {language: text.strip() for language, text in said.items()}


def text(row: SheetRow, column: str, present: str, most: int) -> str:
    """Words in one language; what is there now where the file has no such column."""
    if column not in row:
        return present
    found = row.get(column)
    if len(found) > most:
        row.fault(column, _("Enter up to %(most)d characters.") % {"most": most})
    return found


def checked(row: SheetRow, column: str, present: T, read: Callable[[str], T], empty: T) -> T:
    """What `read` makes of the cell; it raises ValidationError or ValueError with what is wrong."""
    if column not in row:
        return present
    if not row.get(column):
        return empty
    try:
        return read(row.get(column))
    except ValidationError as error:
        row.fault(column, error.messages[0])
    except ValueError as error:
        row.fault(column, str(error))
    return present


def day(row: SheetRow, column: str, present: date | None) -> date | None:
    """A day as forms read it: 2026-05-03, 3.5.2026, 3 May 2026."""
    return checked(row, column, present, DateTextField().clean, None)


def choice(
    row: SheetRow,
    column: str,
    present: str,
    choices: Sequence[tuple[str, Any]],
    needed: bool = True,
) -> str:
    """One of a few words, by its code or by what people call it."""
    if column not in row and (present or not needed):
        return present
    said = fold(row.get(column))
    if not said and not needed:
        return ""
    for value, label in choices:
        if said in (fold(value), fold(str(label))):
            return value
    listed = ", ".join(value for value, _label in choices)
    row.fault(column, _("Use one of these: %(listed)s.") % {"listed": listed})
    return present


class Things(Generic[T]):
    """Things of a kind, found by code or, where only one has it, by name."""

    def __init__(self, rows: Iterable[T], what: str, codes: Iterable[str] = ()) -> None:
        """codes: of things that are not there yet, but come with the same file."""
        self.what, self.coming = what, frozenset(codes)
        self.by_code: dict[str, T] = {}
        self.by_name: dict[str, T | None] = {}
        for one in rows:
            self.by_code[one.code] = one  # type: ignore[attr-defined]
            for name in {fold(name) for name in one.names.values()}:  # type: ignore[attr-defined]
                self.by_name[name] = None if name in self.by_name else one

    def find(self, row: SheetRow, column: str, needed: bool = True) -> T | None:
        """The thing a cell names; None where it names none, and then a fault says so if it must."""
        said = row.get(column)
        if not said:
            if needed:
                row.fault(column, _("This must not be blank."))
            return None
        found = self.by_code.get(said) or self.by_name.get(fold(said))
        if found is None and said not in self.coming:
            row.fault(column, self._unknown(said))
        return found

    def _unknown(self, said: str) -> str:
        if fold(said) in self.by_name:
            return _("Several have the name “%(name)s”. Use the code.") % {"name": said[:60]}
        some = ", ".join(list(self.by_code)[:12]) or EMPTY
        more = " …" if len(self.by_code) > 12 else ""
        words = {"name": said[:60], "what": self.what, "codes": some + more}
        return _("There is no %(what)s “%(name)s”. You can use: %(codes)s") % words
