"""What the invented town of the gallery says, in every language that has a file here, by the English."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language


@lru_cache
def _of(language: str) -> dict[str, str]:
    file = Path(__file__).parent / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def say(english: str) -> str:
    """These words in the active language, else in English."""
    return _of(get_language() or "").get(english, english)
