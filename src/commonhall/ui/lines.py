"""Things written as lines, so that they can be copied: `code | words | 文字`, and below it `- value | …`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.ui import languages


@dataclass(frozen=True)
class Line:
    """A line with something in it. below: it begins with a dash, and belongs to one above."""

    number: int
    below: bool
    parts: list[str]

    def wrong(self, example: str) -> ValidationError:
        """What to raise where the line is not as it should be."""
        return ValidationError(
            _("Line %(line)d: write it like: %(example)s")
            % {"line": self.number, "example": example}
        )


def lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not empty, in parts."""
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip()
        if plain:
            parts = [part.strip() for part in plain.removeprefix("-").split("|")]
            yield Line(number, plain.startswith("-"), parts)


def in_languages(parts: Sequence[str]) -> dict[str, str]:
    """Words in the languages of the hall, in its order of them."""
    return {code: words for code, words in zip(languages.codes(), parts, strict=False) if words}
