"""Ready-made lists of categories: each a folder of `packs/`, its words in one file a language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from commonhall.core import content
from commonhall.core.content import Content
from commonhall.core.models import in_language
from commonhall.ui.forms import lazystr

FOLDER = Path(__file__).parent / "packs"
MAIN = "pack.toml"


@lru_cache
def packs() -> dict[str, Content]:
    """Every pack by its code."""
    return {
        code: content.read(folder, MAIN) for code, folder in content.folders(FOLDER, MAIN).items()
    }


def choices() -> list[tuple[str, Any]]:
    """Every pack with its name in the reader's language."""
    return [(code, _name(pack)) for code, pack in packs().items()]


def _name(pack: Content) -> Any:
    return lazystr(lambda: in_language(pack.needed("name")))
