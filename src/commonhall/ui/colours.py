"""A place's own colour: is it readable, and which shades follow from it.

Contrast is that of WCAG 2.2 (relative luminance of sRGB); text needs 4.5 to 1.
"""

from __future__ import annotations

import re

ENOUGH = 4.5
# The papers that text in the colour stands on, in the light and in the dark (styles/tokens.css, dark.css).
LIGHT, DARK = "#fcfbf8", "#131817"
WHITE, BLACK = "#ffffff", "#000000"
HOUSE = "#14594a"
Channels = tuple[int, int, int]


def is_colour(written: str) -> bool:
    """Is this a colour as browsers write it: "#14594a"?"""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", written))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with a share of `other` (0 to 1) in it."""
    parts = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def readable(colour: str) -> float:
    """The smaller of two contrasts: white text on the colour, and text in it on the darkest light paper."""
    return min(contrast(colour, WHITE), contrast(colour, _soft(colour)), contrast(colour, LIGHT))


def nearest_readable(colour: str) -> str:
    """The colour itself, or as much darker as it takes to be readable."""
    for step in range(101):
        found = mixed(colour, BLACK, step / 100)
        if readable(found) >= ENOUGH:
            return found
    return BLACK


def light_tokens(colour: str) -> dict[str, str]:
    """The tokens of the light look that follow from a readable colour."""
    return {
        "pine": colour,
        "pine-deep": mixed(colour, BLACK, 0.35),
        "pine-soft": _soft(colour),
        "on-pine": WHITE,
        "s1": colour,
    }


def dark_tokens(colour: str) -> dict[str, str]:
    """The tokens of the dark look: so much lighter that text in it stands out by 9 to 1."""
    shade = next(
        found
        for step in range(101)
        if contrast(found := mixed(colour, WHITE, step / 100), DARK) >= 9 or step == 100
    )
    return {
        "pine": shade,
        "pine-deep": mixed(shade, WHITE, 0.4),
        "pine-soft": mixed(DARK, shade, 0.16),
        "on-pine": mixed(shade, BLACK, 0.88),
        "s1": shade,
    }


def _soft(colour: str) -> str:
    return mixed(colour, WHITE, 0.9)


def _channels(colour: str) -> Channels:
    if not is_colour(colour):
        raise ValueError(f"{colour!r} is no colour: write it like {HOUSE}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
