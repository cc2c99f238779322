"""Ready-made lists of categories: each a folder of `packs/`, its words in one file a language."""

from __future__ import annotations

from pathlib import Path

from commonhall.core.content import Packs

PACKS = Packs(Path(__file__).parent / "packs")
