"""Templates are indented where they are written, and pages are sent without it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import get_template

import commonhall
from commonhall.ui.forms import LongText
from commonhall.ui.template_loader import unindented

APPS = Path(commonhall.__file__).parent
TEMPLATES = sorted(APPS.glob("*/templates/**/*.html"))


def source(name: str) -> str:
    """A template as the engine got it."""
    return str(get_template(name).template.source)  # type: ignore[attr-defined]


def test_a_template_of_ours_loses_its_indentation_and_keeps_its_lines() -> None:
    written = (APPS / "ui" / "templates" / "ui" / "base.html").read_text()
    got = source("ui/base.html")
    assert "\n    <meta" in written and "\n<meta" in got
    assert got.splitlines() == [line.lstrip() for line in written.splitlines()]


def test_a_letter_and_a_template_of_others_stay_as_they_are() -> None:
    letter = APPS / "actions" / "templates" / "actions" / "mail" / "notification.txt"
    assert source("actions/mail/notification.txt") == letter.read_text()
    assert "\n  " in source("account/base_entrance.html") + source("account/login.html")


def test_what_shows_its_spaces_keeps_them() -> None:
    html = "<div>\n  <pre>\n  a \\\n    b</pre>\n  <p>c</p>\n</div>"
    assert unindented(html) == "<div>\n<pre>\n  a \\\n    b</pre>\n<p>c</p>\n</div>"
    assert "\n  --key" in source("record/how.html")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_text_area_stands_on_one_line(file: Path) -> None:
    """The formatter would indent what a person is to write over."""
    for shown in re.findall(r"<textarea\b[^>]*>(.*?)</textarea>", file.read_text(), re.S):
        assert "\n" not in shown


def test_a_text_that_begins_with_a_blank_line_keeps_it() -> None:
    """A browser drops the first line break within a <textarea>: the template gives it one."""

    class Form(forms.Form):
        text = forms.CharField(widget=LongText())

    shown = str(Form(initial={"text": "\nA  b\n  c"})["text"])
    assert ">&#10;\nA  b\n  c</textarea>" in shown
    assert ">&#10;</textarea>" in str(Form()["text"])
