"""Phrases that must not come back are named in strings and docs, with what to say instead."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tools import plain_words

ROOT = Path(__file__).parent.parent


def test_no_string_and_no_page_of_the_docs_has_one() -> None:
    told = subprocess.run(
        [sys.executable, "tools/plain_words.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    "text",
    [
        "Whoever holds it decides.",
        "It needs an amount above nought.",
        "It is done anew.",
        "The decision lies with the council.",
        "Marks are shown from ten on.",
        "A line a feature: age",
        "One thing a line.",
        "Leave it empty for every sum.",
        "Erased at the wish of its author",
        "3 cases near by",
        "Hands wanted",
        "Solved, says who raised it",
        "This is no JSON.",
        "“x” is no number.",
        "This was decided already.",
        "It goes to the body that is competent.",
        "Bring in a map",
        "Its day to mend it",
        "It was changed meanwhile.",
        "What shall lapse",
        "What is owed",
        "No case fits",
        "At most 40 characters.",
        "Give the vote a name.",
        "Write how it should read.",
        "An answer needs words.",
        "This field is required.",
        "Take it back",
        "The vote's present state does not allow this.",
        "140 signs read best",
        "Recognize the organization",
    ],
)
def test_it_is_found(text: str) -> None:
    assert list(plain_words.found(text, docs=False)), text


@pytest.mark.parametrize(
    "text",
    [
        "There is no place “north”.",
        "This is not a number.",
        "Give each rank once, without gaps.",
        "Give a mandate",
        "The names of its nearby districts",
        "This has already been decided.",
        "Counted again",
        "Up to 40 characters",
    ],
)
def test_plain_english_is_let_alone(text: str) -> None:
    assert not list(plain_words.found(text, docs=False)), text


def test_what_is_said_instead_is_plain_itself() -> None:
    for phrase in plain_words.PHRASES:
        assert not list(plain_words.found(phrase.say, docs=False)), phrase.say


def test_it_is_named_with_its_place(tmp_path: Path) -> None:
    app = next(ROOT.glob(plain_words.CATALOGUES)).relative_to(ROOT)
    for file in (app, Path("docs/law.md"), Path("docs/actions.md")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    catalogue = polib.pofile(str(tmp_path / app))
    catalogue.append(polib.POEntry(msgid="Whoever is first wins."))
    catalogue.append(polib.POEntry(msgid="A vote", msgid_plural="Votes that lie with nobody"))
    catalogue.save()
    page = tmp_path / "docs" / "law.md"
    page.write_text("One\n```\nwhoever\n```\nIt is nought, says `whoever`.\n", encoding="utf-8")
    strings = list(plain_words.in_catalogues(tmp_path))
    assert len(strings) == 2 and all(one.startswith(f"{app.parts[2]}: ") for one in strings)
    assert any("'Whoever is first wins.'" in one and "people who" in one for one in strings)
    (told,) = plain_words.in_docs(tmp_path)
    assert told.startswith("docs/law.md:5: 'nought'")
