"""What docs/ui.md names exists, and what exists is named there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import commonhall.ui
from commonhall.ui import charts, icons, style_sheets
from commonhall.ui.templatetags import ui

GUIDE = (Path(__file__).parents[2] / "docs" / "ui.md").read_text()
HERE = Path(commonhall.ui.__file__).parent
BASE = (HERE / "templates" / "ui" / "base.html").read_text()
SHEET = style_sheets.style_sheet("commonhall").text


@pytest.mark.parametrize("name", sorted(ui.register.tags))
def test_every_tag_is_explained(name: str) -> None:
    assert f"{{% {name}" in GUIDE


@pytest.mark.parametrize("name", sorted(ui.register.filters))
def test_every_filter_is_explained(name: str) -> None:
    assert f"`{name}`" in GUIDE or f"|{name}" in GUIDE


@pytest.mark.parametrize("name", [name for name in charts.__all__ if name.islower()])
def test_every_chart_is_explained(name: str) -> None:
    assert f"charts.{name}(" in GUIDE


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"{% block (\w+) %}", BASE)) - {"body_attributes"})
)
def test_every_block_of_the_layout_is_explained(name: str) -> None:
    assert f"`{name}`" in GUIDE


def test_every_tag_in_the_guide_exists() -> None:
    django = {"extends", "load", "block", "endblock", "if", "translate", "blocktranslate", "url"}
    known = set(ui.register.tags) | django
    named = {name for name in re.findall(r"{% (\w+)", GUIDE) if not name.startswith("end")}
    assert named <= known


def test_every_icon_in_the_guide_exists() -> None:
    assert set(re.findall(r'{% icon "(\w+)"', GUIDE)) <= set(icons.ICONS)


def test_every_class_in_the_guide_is_styled() -> None:
    named = {name for group in re.findall(r'class="([\w -]+)"', GUIDE) for name in group.split()}
    further = re.search(r"Further classes: (.*?)\. Colours", GUIDE, re.S)
    assert further
    named |= set(re.findall(r"`([\w-]+)`", further[1]))
    assert named - {name for name in named if re.search(rf"\.{name}\b", SHEET)} == set()
