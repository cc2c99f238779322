"""Importers: a new one is one file in a feature's `importers/`; the command is built from them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhall.cases.cases import importers as folder
from commonhall.core.importers import importers
from commonhall.site import cli
from tests.kit import found_hall

Added = Callable[..., None]
FILE = '''"""Counts the lines of a file."""

from commonhall.core.importers import Importer, Option
from commonhall.core.imports import Invalid, Problem


def run(path, least):
    lines = path.read_text().splitlines()
    if len(lines) < least:
        raise Invalid([Problem(len(lines), "rows", "too few lines")])
    return {"lines": len(lines), "repeated": len(lines) == 3}


IMPORTER = Importer(
    what="WHAT",
    format="FORMAT",
    help="lines of another system",
    run=run,
    told=lambda result: f"{result['lines']} lines came in.",
    options=(Option("--least", "how many lines there must be", 1, int),),
    usual=USUAL,
)
'''


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any) -> Added:
    """Puts one new file into a feature's importers."""
    more = tmp_path / "more_importers"
    more.mkdir()
    monkeypatch.setattr(folder, "__path__", [*folder.__path__, str(more)])

    def add(name: str, what: str, form: str, usual: bool = False) -> None:
        text = FILE.replace("WHAT", what).replace("FORMAT", form).replace("USUAL", str(usual))
        (more / f"{name}.py").write_text(text)
        request.addfinalizer(lambda: sys.modules.pop(f"{folder.__name__}.{name}", None))

    return add


def helped(capsys: Any, *words: str) -> str:
    with pytest.raises(SystemExit):
        cli.main(["import", *words, "--help"])
    return " ".join(capsys.readouterr().out.split())


def test_every_file_of_another_system_is_known_by_its_word() -> None:
    found = {(what, form) for what, formats in importers().items() for form in formats}
    assert found == {
        ("places", "geojson"),
        ("law", "act"),
        ("ground", "geojson-or-pmtiles"),
        ("cases", "csv"),
        ("cases", "fixmystreet"),
        ("cases", "nyc311"),
        ("cases", "open311"),
        ("cases", "signalen"),
        ("budget", "pabulib"),
        ("conversation", "polis"),
        ("proposals", "consul"),
        ("proposals", "decidim"),
    }


def test_the_help_needs_no_database(added: Added, capsys: Any) -> None:
    """This test has no database: asking for one would fail."""
    added("lines", "weather", "lines", usual=True)
    assert "weather lines of another system" in helped(capsys)
    assert "--least LEAST how many lines there must be" in helped(capsys, "weather")
    assert "--format" not in helped(capsys, "budget")
    assert "--format {nyc311,csv,fixmystreet,open311,signalen}" in helped(capsys, "cases")


@pytest.mark.django_db
def test_a_new_importer_is_one_file(added: Added, home: Path, capsys: Any) -> None:
    found_hall()
    added("lines", "weather", "lines", usual=True)
    file = home / "weather.txt"
    file.write_text("a\nb\n")
    assert cli.main(["import", "weather", str(file)]) == 0
    assert capsys.readouterr().out == "2 lines came in.\n"
    assert cli.main(["import", "weather", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"lines": 2, "repeated": False}
    assert cli.main(["import", "weather", str(file), "--least", "3"]) == 2
    assert "line 2, rows: too few lines" in capsys.readouterr().err
    file.write_text("a\nb\nc\n")
    assert cli.main(["import", "weather", str(file)]) == 0
    assert capsys.readouterr().out == "3 lines came in. It had been imported before.\n"


@pytest.mark.django_db
def test_a_new_format_of_a_known_word_is_one_file(added: Added, home: Path, capsys: Any) -> None:
    found_hall()
    added("lines", "budget", "lines")
    file = home / "budget.txt"
    file.write_text("a\n")
    assert cli.main(["import", "budget", str(file), "--format", "lines"]) == 0
    assert capsys.readouterr().out == "1 lines came in.\n"
    # The usual format is taken as before, and does not take what only the other one knows.
    assert cli.main(["import", "budget", str(file)]) == 2
    assert "Nothing was imported" in capsys.readouterr().err
    assert cli.main(["import", "budget", str(file), "--least", "2"]) == 2
    assert "the format pabulib does not take --least" in capsys.readouterr().err


def test_two_importers_cannot_say_the_same(added: Added) -> None:
    added("same", "cases", "nyc311")
    with pytest.raises(ValueError, match="two importers read cases from the format nyc311"):
        importers()


def test_a_word_has_one_usual_format(added: Added) -> None:
    added("lines", "budget", "lines", usual=True)
    with pytest.raises(ValueError, match="two formats of budget are the usual one"):
        importers()


def test_a_folder_is_asked_for_where_one_is_read(home: Path, capsys: Any) -> None:
    assert cli.main(["import", "conversation", str(home / "none")]) == 2
    assert "is no folder; give the folder of a Polis export" in capsys.readouterr().err
