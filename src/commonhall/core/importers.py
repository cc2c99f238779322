"""What can be brought in from other systems: one file of a feature's `importers/` a format.

A new format is one new file with an `IMPORTER`; `commonhall import` then knows its word, its options
and its sentence (docs/add-an-importer.md). How a file is read and checked: `imports`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from commonhall.core import manifest
from commonhall.ui import languages

Imported = dict[str, Any]
_language: ContextVar[str] = ContextVar("language", default="")


@dataclass(frozen=True)
class Option:
    """One more thing the command may be told. flag: "--parent-digits"; type: what its text becomes.
    switch: it is said or not, without a value. key: the argument of `Importer.run` that takes it."""

    flag: str
    help: str
    default: Any = ""
    type: Callable[[str], Any] = str
    switch: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.flag.lstrip("-").replace("-", "_"))


DRY_RUN = Option("--dry-run", "only say what it would bring", default=False, switch=True)


@dataclass(frozen=True)
class Importer:
    """A format of another system that can be brought in by `commonhall import WHAT FILE`.

    what: the command's word, "cases"; several formats may share it. format: this one's name, "nyc311".
    help: what it brings, for the command's help. usual: taken when no --format is given; one a word.
    folder: what folder it reads, "a Polis export"; "" where it reads a file.
    address: what it reads from a web address, "an Open311 server"; run then gets the address as text.
    run: (path, one keyword an option) → what it brought, as --json prints it; "repeated" is true where
    it had been imported before. Raises `Invalid`, `Refused` or `BadInput`, and then changed nothing.
    told: the result as a sentence for people.
    """

    what: str
    format: str
    help: str
    run: Callable[..., Imported]
    told: Callable[[Imported], str]
    options: tuple[Option, ...] = ()
    usual: bool = False
    folder: str = ""
    address: str = ""


def importers() -> dict[str, dict[str, Importer]]:
    """Every importer by its word and its format. Raises ValueError where two say the same."""
    found: dict[str, dict[str, Importer]] = {}
    for module in manifest.importers():
        one: Importer = module.IMPORTER
        formats = found.setdefault(one.what, {})
        if one.format in formats:
            raise ValueError(f"two importers read {one.what} from the format {one.format}")
        if one.usual and any(other.usual for other in formats.values()):
            raise ValueError(f"two formats of {one.what} are the usual one")
        formats[one.format] = one
    return found


@contextmanager
def files_in(language: str) -> Iterator[None]:
    """The files read in here are written in the language of this code; "": in the hall's own."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def words(text: str) -> dict[str, str]:
    """Words of a file, by the language it is written in."""
    return {_language.get() or languages.own().code: text}
