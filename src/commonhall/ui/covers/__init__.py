"""Drawn covers for things without a photo: a small landscape made by the server, in the colours of the page.

The place gives the ground (colour, hills, where the sun stands), the theme gives what stands on it, and the ref
arranges it: the same thing has the same cover for ever, and covers of one district look related. A cover says
nothing that the page does not say in words; readers of screens pass over it.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from commonhall.ui.covers.dice import Dice
from commonhall.ui.covers.motifs import MOTIFS
from commonhall.ui.covers.themes import DEFAULT, theme_of

__all__ = ["DEFAULT", "cover", "theme_of"]

WIDTH, HEIGHT = 480, 160
SHADES = 4
HILL_STEP = 80


def cover(ref: str, theme: str = DEFAULT, place: object = "") -> SafeString:
    """The cover of a thing. ref: what it is called, which arranges it; place: gives the ground.

    A theme that is not known is drawn as a town.
    """
    known = theme if theme in MOTIFS else DEFAULT
    return _drawn(ref, known, str(place))


@lru_cache(maxsize=4096)
def _drawn(ref: str, theme: str, place: str) -> SafeString:
    ground, own = Dice(f"place {place}"), Dice(f"{ref} {theme}")
    shade = ground.number(1, SHADES)
    far, near = _hills(ground, 72, 104), _hills(own, 122, 138)
    sun_x, sun_y, sun = own.number(40, WIDTH - 40), ground.number(48, 62), ground.number(12, 18)
    return mark_safe(
        f'<svg class="cover cover-{shade}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">'
        f'<rect class="cv-sky" width="{WIDTH}" height="{HEIGHT}"/>'
        f'<circle class="cv-sun" cx="{sun_x}" cy="{sun_y}" r="{sun}"/>'
        f'<path class="cv-far" d="{far}"/>{MOTIFS[theme](own)}'
        f'<path class="cv-near" d="{near}"/></svg>'
    )


def _hills(dice: Dice, high: int, low: int) -> str:
    """A soft line from side to side between two heights, closed below."""
    heights = [dice.number(high, low) for _ in range(WIDTH // HILL_STEP + 2)]
    line = [f"M0 {heights[0]}"]
    for index in range(1, len(heights) - 1):
        x = index * HILL_STEP
        middle = (heights[index] + heights[index + 1]) // 2
        line.append(f"Q{x - HILL_STEP // 2} {heights[index]} {x} {middle}")
    return "".join(line) + f"V{HEIGHT}H0Z"
