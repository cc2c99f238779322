"""The style sheet: readable in light and dark, turns round for right-to-left, stays small."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import commonhall.ui
from commonhall.ui import style_sheets

STATIC = Path(commonhall.ui.__file__).parent / "static" / "ui"
SHEETS = {name: style_sheets.style_sheet(name).text for name in style_sheets.NAMES}


def tokens(sheet: str) -> dict[str, str]:
    """Colour tokens of the first :root block."""
    block = re.search(r":root \{(.*?)\}", SHEETS[sheet])
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})(?:00)?\b", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("paper", "raised", "sunken")
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "pine", "pine-deep", "clay")
        for ground in GROUNDS
    ),
    *((tone, f"{tone}-soft") for tone in ("info", "good", "warn", "bad", "pine", "clay")),
    *(("ink", f"{tone}-soft") for tone in ("info", "good", "warn", "bad", "pine", "clay")),
    ("ink-soft", "pine-soft"),
    *((tone, "paper") for tone in ("info", "good", "warn", "bad")),
    ("on-pine", "pine"),
    ("on-pine", "pine-deep"),
    ("paper", "bad"),
    ("paper", "ink"),
    ("ink", "m1"),
    ("ink", "m0"),
]
GRAPHIC_PAIRS = [
    *((part, ground) for part in ("edge", "focus", "clay") for ground in GROUNDS),
    *((f"s{n}", "paper") for n in range(1, 7)),
    ("focus", "pine-soft"),
]


@pytest.mark.parametrize("sheet", ["commonhall", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(sheet: str, ink: str, ground: str) -> None:
    known = tokens(sheet)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("sheet", ["commonhall", "dark"])
@pytest.mark.parametrize(("part", "ground"), GRAPHIC_PAIRS)
def test_edges_focus_and_lines_can_be_seen(sheet: str, part: str, ground: str) -> None:
    known = tokens(sheet)
    assert contrast(known[part], known[ground]) >= 3


@pytest.mark.parametrize("sheet", ["commonhall", "dark"])
def test_shades_of_a_map_grow_in_one_direction(sheet: str) -> None:
    known = tokens(sheet)
    away = [contrast(known[f"m{n}"], known["paper"]) for n in range(1, 6)]
    assert away == sorted(away)
    assert away[-1] / away[0] > 4


def test_the_dark_redefines_every_colour_of_the_light() -> None:
    assert set(tokens("dark")) == set(tokens("commonhall"))


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|top|bottom"
    r"|width|height|(?:min|max)-(?:width|height))\s*:(?!\s*\d+\w*\))",
)


@pytest.mark.parametrize("name", list(SHEETS))
def test_no_side_is_called_left_or_right(name: str) -> None:
    sheet = re.sub(r"@media[^{]*\{", "", re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.S))
    assert PHYSICAL.findall(sheet) == []
    assert not re.search(r"(?:text-align|float|clear)\s*:\s*(?:left|right)", sheet)


@pytest.mark.parametrize("name", list(SHEETS))
def test_the_style_sheets_fetch_nothing_but_the_halls_own_fonts(name: str) -> None:
    fetched = re.findall(r"url\(([^)]*)\)", SHEETS[name])
    assert "@import" not in SHEETS[name]
    assert [one for one in fetched if not one.startswith('"/static/ui/fonts/')] == []


def test_every_token_in_use_is_defined() -> None:
    everything = "".join(SHEETS.values())
    used = set(re.findall(r"var\(--([\w-]+)\)", everything))
    assert used <= set(re.findall(r"--([\w-]+):", everything))


def test_the_sheet_of_every_page_stays_small() -> None:
    sent = len(gzip.compress(SHEETS["commonhall"].encode())) + len(
        gzip.compress(SHEETS["dark"].encode())
    )
    assert sent < 12_500


def test_our_scripts_stay_small() -> None:
    def sent(*names: str) -> int:
        return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)

    assert sent("ui.js") < 2_000
    assert sent("live.js") < 1_500
    assert sent("map.js", "ground.js") < 12_000


def test_our_scripts_set_no_styles_and_build_no_code() -> None:
    for name in ("ui.js", "live.js", "map.js", "ground.js"):
        script = (STATIC / name).read_text()
        assert not re.search(
            r"\beval\(|new Function|innerHTML|outerHTML|document\.write|\.style\b", script
        )
