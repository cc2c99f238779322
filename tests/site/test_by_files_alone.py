"""What can be added without touching a line of code: a language, an export format, an importer, a rule of
counting, a charter. Each is put into a copy of Commonhall as files, and the copy knows it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import commonhall
from tests import pseudo
from tests.core.test_export_formats import TABS
from tests.core.test_importers import FILE
from tests.words import CODES

SOURCE = Path(commonhall.__file__).parent
TESTS = Path(__file__).parent.parent
NEW = "qab"
ADDED = FILE.replace("WHAT", "lists").replace("FORMAT", "plain").replace("USUAL", "True")
CHEAPEST = '''"""Cheapest first, as long as the money lasts."""

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import BUDGET, Rule
from commonhall.methods.budgeting import greedy


def share(election, form, completion):
    return greedy(election, "ratio")


RULE = Rule(code="cheapest", title=_("Cheapest first"), kind=BUDGET, order=50, share=share)
'''
CHARTER = """\
set_up_days = 100
mandate_days = 700

[[bodies]]
code = "meeting"
kind = "council"
answers = true

[[bodies]]
code = "system"
kind = "system"

[[offices]]
code = "speaker"
body = "meeting"

[[articles]]
number = 1
gives_mandates = true
[articles.rights]
raise-cases = ["person"]
[articles.powers]
answering = ["answer-cases"]
"""
WORDS = """\
title = "{0}Village law"
[bodies]
meeting = "{0}Village meeting"
system = "{0}Timers"
[offices]
speaker = "{0}Speaker"
[articles]
1 = "{0}Everybody meets on the green."
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of Commonhall with files added."""
    copied = tmp_path / "src" / "commonhall"
    shutil.copytree(SOURCE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    pseudo.make(copied / "ui" / "locale", NEW, right_to_left=True, name="Wod")
    (copied / "core" / "export_formats" / "tsv.py").write_text(TABS)
    (copied / "places" / "importers" / "lists.py").write_text(ADDED)
    (copied / "decisions" / "votes" / "rules" / "cheapest.py").write_text(CHEAPEST)
    charter = copied / "law" / "founding" / "charters" / "hamlet"
    charter.mkdir()
    (charter / "charter.toml").write_text(CHARTER)
    (charter / "en.toml").write_text(WORDS.format(""))
    (charter / f"{NEW}.toml").write_text(WORDS.format("W "))
    return tmp_path


def asked(tree: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PYTHONPATH": str(tree / "src"),
        "COMMONHALL_HOME": str(tree / "home"),
        "DJANGO_SETTINGS_MODULE": "commonhall.site.settings",
        **environment,
    }
    return subprocess.run(command, env=given, cwd=tree, capture_output=True, text=True)


@pytest.mark.slow
def test_a_language_and_what_uses_it_are_added_by_files_alone(tree: Path) -> None:
    script = str(TESTS / "site" / "by_files_alone.py")
    told = asked(tree, sys.executable, script, NEW, COMMONHALL_LANGUAGES=f"{NEW},en")
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    # The language: installed, on the page, the page turned round, the way to the other one offered.
    assert found["languages"] == [NEW, "en"]
    assert f'<html lang="{NEW}" dir="rtl"' in found["law"]
    assert pseudo.disguised("Law", right_to_left=True) in found["law"]
    assert "W Village law" in found["law"] and found["switcher"] > 0
    # The charter: its body in both languages, its one article.
    assert found["named"] == {NEW: "W Village meeting", "en": "Village meeting"}
    assert found["articles"] == [
        {NEW: "W Everybody meets on the green.", "en": "Everybody meets on the green."}
    ]
    # The format, the importer, the rule.
    assert "tsv" in found["formats"] and "lists" in found["importers"]
    assert found["rules"][-1] == "cheapest" and "cheapest" in found["others"]
    assert found["winners"] == ["b"]


def test_a_language_that_is_not_there_is_named_at_the_start(tree: Path) -> None:
    told = asked(
        tree, sys.executable, "-m", "commonhall.site.cli", "actions", COMMONHALL_LANGUAGES="en,xx"
    )
    assert told.returncode == 2
    named = told.stderr.partition('"xx" is none of the languages here: ')[2].strip().split(", ")
    assert {NEW, *CODES} == set(named)
