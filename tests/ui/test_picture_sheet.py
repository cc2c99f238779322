"""The sheet of the main pages: what it shows is there, and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEET = ROOT / "docs" / "pictures" / "pages.md"
NAMED = re.findall(r"!\[.+\]\((pages/[\w-]+\.webp)\)", SHEET.read_text())


def test_it_shows_twenty_pages_and_no_other_picture_lies_beside_them() -> None:
    assert len(NAMED) == len(set(NAMED)) == 20
    lying = {f"pages/{one.name}" for one in (SHEET.parent / "pages").iterdir()}
    assert lying == set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_each_picture_is_small(name: str) -> None:
    assert 2_000 < (SHEET.parent / name).stat().st_size <= 60_000
