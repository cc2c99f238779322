"""Ready-made questions: safety, wellbeing, trust, belonging. The words are our own.

Each pack is a folder of `packs/`: its questions, and their words in one file a language.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from commonhall.core.content import Packs

PACKS = Packs(Path(__file__).parent / "packs")


def questions(codes: Iterable[str]) -> list[dict[str, Any]]:
    """The questions of these packs, as a survey keeps them."""
    return [
        {
            "code": one["code"],
            "kind": one["kind"],
            "names": pack.needed("questions", one["code"]),
            "options": [],
        }
        for pack in map(PACKS.__getitem__, codes)
        for one in pack.data["questions"]
    ]
