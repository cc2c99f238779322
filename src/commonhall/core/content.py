"""Content that comes as files: a folder with what it is, and beside it its words, one file a language.

    charters/standard/charter.toml     articles, powers, days: no words
    charters/standard/en.toml          its words in English
    charters/standard/zh-hans.toml     … in Simplified Chinese

So a language is added by adding files, and a translator sees nothing but words. The words of a language are
tables of texts with the same keys in every language; `make lint` says which are not there yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonhall.core.models import in_language
from commonhall.ui import languages
from commonhall.ui.forms import lazystr

Texts = dict[str, str]


class ContentError(ValueError):
    """A file of content that cannot be used; the message names the file and what would be right."""


@dataclass(frozen=True)
class Content:
    """A folder as read. data: what it is; words: language → its tables of texts."""

    folder: Path
    data: Mapping[str, Any]
    words: Mapping[str, Mapping[str, Any]]

    @property
    def code(self) -> str:
        """The folder's name."""
        return self.folder.name

    def texts(self, *path: str) -> Texts:
        """A text in the hall's languages that have it, else in any: {} where no language has it.

        path: the keys that lead to it, as ("bodies", "council").
        """
        found = {code: text for code, said in self.words.items() if (text := _at(said, path))}
        mine = {code: found[code] for code in languages.codes() if code in found}
        return mine or dict(list(found.items())[:1])

    def needed(self, *path: str) -> Texts:
        """A text that must be there. Raises ContentError."""
        if found := self.texts(*path):
            return found
        raise ContentError(f"{self.folder}: no language has the text {'.'.join(path)}")


def _at(said: Mapping[str, Any], path: tuple[str, ...]) -> str:
    found: Any = said
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found.strip() if isinstance(found, str) else ""


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ContentError(f"{file}: this file is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{file}: {error}") from error


def read(folder: Path, main: str) -> Content:
    """Read a folder. main: the file that says what it is. Raises ContentError."""
    data = _table(folder / main)
    files = sorted(file for file in folder.glob("*.toml") if file.name != main)
    words = {file.stem: _table(file) for file in files}
    source = languages.source().code
    ordered = sorted(words, key=lambda code: (code != source, code))
    if not ordered:
        raise ContentError(f"{folder}: expected its words in a file such as {source}.toml")
    return Content(folder, data, {code: words[code] for code in ordered})


def folders(parent: Path, main: str) -> dict[str, Path]:
    """Every folder below `parent` with such a main file, by its name."""
    return {file.parent.name: file.parent for file in sorted(parent.glob(f"*/{main}"))}


# --- packs ----------------------------------------------------------------------------------------
class Packs:
    """Ready-made content: each pack a folder with a `pack.toml`, called by the folder's name.

    A pack is read when it is first asked for.
    """

    MAIN = "pack.toml"

    def __init__(self, parent: Path) -> None:
        self.folders = folders(parent, self.MAIN)
        self._read: dict[str, Content] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.folders)

    def __getitem__(self, code: str) -> Content:
        """A pack by its code. Raises KeyError, or ContentError where its files are wrong."""
        if code not in self._read:
            self._read[code] = read(self.folders[code], self.MAIN)
        return self._read[code]

    def choices(self) -> list[tuple[str, Any]]:
        """Every pack's code with its name in the reader's language."""
        return [(code, self._name(code)) for code in self]

    def _name(self, code: str) -> Any:
        return lazystr(lambda: in_language(self[code].needed("name")))
