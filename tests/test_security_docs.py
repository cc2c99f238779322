"""docs/threat-model.md and docs/asvs.md: what they say a test shows, a test shows; no section is left out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
# Sections of ASVS 5.0.0 by chapter, and those of them that ask nothing below level 3.
SECTIONS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
LEVEL_3 = {"V3.1", "V3.6", "V6.7", "V11.7", "V15.4"}
STANDINGS = ("Met:", "In part:", "Open:", "Operator:", "Not applicable:")


@cache
def source(name: str) -> str:
    return (TESTS / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["threat-model.md", "asvs.md"])
def test_every_test_that_is_named_is_there(page: str) -> None:
    named = re.findall(r"`([\w/]+)::(test_\w+)`", (DOCS / page).read_text(encoding="utf-8"))
    assert len(named) > 25
    missing = [
        f"{file}::{name}" for file, name in named if f"\ndef {name}(" not in f"\n{source(file)}"
    ]
    assert missing == []


def test_every_section_of_the_standard_has_its_row() -> None:
    """Each once and in order; what is met or met in part names a test, what is not says why."""
    wanted = [
        section
        for chapter, count in enumerate(SECTIONS, 1)
        for number in range(1, count + 1)
        if (section := f"V{chapter}.{number}") not in LEVEL_3
    ]
    text = (DOCS / "asvs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (V\d+\.\d+) \| (.+?) \| (.+?) \|$", text, re.M)
    assert [section for section, _how, _shown in rows] == wanted
    for section, how, shown in rows:
        assert how.startswith(STANDINGS), section
        assert len(how.partition(":")[2]) > 15, section
        if how.startswith(("Met:", "In part:")):
            assert "::test_" in shown, section
