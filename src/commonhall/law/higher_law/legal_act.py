"""A law as its file says it, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonhall.law.inputs import Numbered, checked
from commonhall.ui import languages

MOST_PROVISIONS, MOST_WORDS = 3000, 60_000


@dataclass(frozen=True)
class Act:
    """One law as its file says it.

    work, expressed_on: its address and the day of this text, by which the same text is known again. language: as the
    file writes it. skipped: elements that were not read, with how often. packed: the file, to be sent again.
    """

    provisions: list[Numbered]
    title: str = ""
    work: str = ""
    expressed_on: date | None = None
    language: str = ""
    skipped: Mapping[str, int] = field(default_factory=Counter)
    packed: str = ""


def provisions(rows: list[tuple[str, str]], language: str = "") -> list[Numbered]:
    """Numbers and texts as provisions in one language, else the hall's own. Raises ValidationError."""
    if not rows:
        raise ValidationError(
            _("We found no provisions. Begin each one with a heading such as “## Article 1”.")
        )
    code = language or languages.own().code
    return checked([(number, {code: words}) for number, words in rows], MOST_PROVISIONS, MOST_WORDS)
