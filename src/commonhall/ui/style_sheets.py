"""The style sheets, as they are sent.

In `styles/` each layer is a file of its own. `tokens.css` begins with the order of the layers, and
the files are joined in it: one request, `commonhall`. `dark`, `map` and `desk` stand apart, for they
are linked on some pages only. What is sent has neither comments nor indentation. Its address carries a
digest of its content, so that browsers keep it for a year and never show an old one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from commonhall.ui import colours, hall

FOLDER = Path(__file__).parent / "styles"
FONTS = Path(__file__).parent / "static/ui/fonts"
# The last two carry the hall's own colour, where it has one.
NAMES = ("commonhall", "dark", "map", "desk", "own", "own-dark")
# Layers that only some pages link, after `commonhall`, which says where each stands.
ALONE = ("desk",)


@dataclass(frozen=True)
class StyleSheet:
    """A sheet as it is sent, and the first signs of the SHA-256 of its text."""

    text: str
    digest: str


def layers() -> list[str]:
    """The layers in their order, the weakest first; each is a file in `styles/`."""
    order = re.search(r"^@layer ([^{;]+);", _source("tokens"), re.MULTILINE)
    assert order, "tokens.css names the layers"
    return [name.strip() for name in order[1].split(",")]


def files_of(name: str) -> list[str]:
    """The files that a sheet is joined of, in their order."""
    if name != "commonhall":
        return [name]
    return [layer for layer in layers() if layer not in ALONE]


def style_sheet(name: str) -> StyleSheet:
    """A sheet by its name, one of NAMES; with DEBUG its files are read anew each time."""
    if name.startswith("own"):
        return _own(name, hall.stored().colour)
    return _made(name) if settings.DEBUG else _kept(name)


def address(name: str) -> str:
    """Where a sheet is fetched, with the digest of what stands in it now."""
    return reverse("ui:style_sheet", args=[name, style_sheet(name).digest])


def font(name: str) -> str:
    """Where a shipped font is fetched; its file's name carries a digest of its content."""
    file = next(FONTS.glob(f"{name}.*.woff2"))
    return static(f"ui/fonts/{file.name}")


def squeezed(css: str) -> str:
    """Formatted CSS without comments and indentation, in one line.

    A line break that follows none of `{ } ; ,` stands for a space; within a line nothing changes.
    """
    text = ""
    for line in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines():
        if line := line.strip():
            close = not text or text[-1] in "{};," or line.startswith("}")
            text += line if close else f" {line}"
    return text


@lru_cache(maxsize=16)
def _own(name: str, colour: str) -> StyleSheet:
    """The shades of the hall's own colour, in the light or in the dark."""
    made = colours.dark_tokens if name == "own-dark" else colours.light_tokens
    shades = made(colour) if colours.is_colour(colour) else {}
    rules = "".join(f"--{token}: {shade};" for token, shade in shades.items())
    text = f"@layer tokens {{:root {{{rules}}}}}" if rules else ""
    if name == "own-dark" and rules:
        text = f"@layer tokens {{@media screen {{:root {{{rules}}}}}}}"
    return StyleSheet(text, hashlib.sha256(text.encode()).hexdigest()[:12])


def _made(name: str) -> StyleSheet:
    text = squeezed("\n".join(_source(file) for file in files_of(name)))
    text = re.sub(r'url\("fonts/([\w-]+)\.woff2"\)', lambda found: f'url("{font(found[1])}")', text)
    return StyleSheet(text, hashlib.sha256(text.encode()).hexdigest()[:12])


_kept = lru_cache(maxsize=None)(_made)


def _source(name: str) -> str:
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")
