"""docs/security.md says what is tried here, and nothing else."""

from __future__ import annotations

from pathlib import Path

from commonhall.actions import registry
from commonhall.actions.action_pages import offered
from tests.attacks import listing

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_attacks_say() -> None:
    page = ROOT / "docs" / "security.md"
    assert page.read_text(encoding="utf-8") == listing.markdown(), "make attacks"


def test_what_once_could_be_done_is_tried() -> None:
    known = {one.key for found in listing.attacks().values() for one in found}
    assert set(listing.ONCE.values()) <= known


def test_every_page_of_an_action_with_a_look_of_its_own_says_why_not() -> None:
    templates = ROOT / "src" / "commonhall"
    silent = []
    for action in offered():
        look = templates / action.app / "templates" / action.app / f"{action.name}.html"
        if look.exists() and not action.own_page:
            text = look.read_text(encoding="utf-8")
            if "refusal" not in text and "actions/action.html" not in text:
                silent.append(action.code)
    assert not silent
    assert registry.actions()
