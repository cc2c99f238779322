"""What stands on the ground of a cover: one small drawing for each theme, on a baseline at 132 of 160."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from commonhall.ui.covers.dice import Dice

BASE = 134
WIDTH = 480
Motif = Callable[[Dice], str]


def _rect(x: int, y: int, width: int, height: int, kind: str = "cv-ink", round_by: int = 0) -> str:
    corner = f' rx="{round_by}"' if round_by else ""
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"{corner}/>'


def _path(lines: str, kind: str = "cv-ink") -> str:
    return f'<path class="{kind}" d="{lines}"/>'


def _round(x: int, y: int, radius: int, kind: str = "cv-ink") -> str:
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{radius}"/>'


def _places(dice: Dice, step: int, edge: int = 24) -> Iterator[int]:
    """Where things stand from side to side, never on top of one another."""
    x = edge + dice.number(0, step // 2)
    while x < WIDTH - edge:
        yield x
        x += step + dice.number(-step // 5, step // 5)


def _house(x: int, width: int, height: int, window: str = "cv-lit") -> str:
    top, middle = BASE - height, x + width // 2
    roof = _path(f"M{x - 5} {top}L{middle} {top - width // 2}L{x + width + 5} {top}Z")
    panes = "".join(
        _rect(x + 7 + 14 * column, top + 9, 7, 9, window) for column in range((width - 8) // 14)
    )
    return roof + _rect(x, top, width, height + 20) + panes


def _tree(x: int, size: int, pointed: bool) -> str:
    top = BASE - size
    stem = _rect(x - 2, BASE - 14, 4, 24)
    if pointed:
        return stem + _path(
            f"M{x} {top - 14}L{x + size // 3} {BASE - 8}H{x - size // 3}Z", "cv-mid"
        )
    return stem + _round(x, top + 8, size // 2, "cv-mid")


def town(dice: Dice) -> str:
    """Houses and a tower between trees."""
    drawn = []
    for x in _places(dice, 54):
        width, height = dice.number(26, 44), dice.number(22, 44)
        drawn.append(_house(x, width, height))
    tower = dice.number(120, 360)
    spire = _path(f"M{tower - 4} 62L{tower + 10} 30L{tower + 24} 62Z") + _rect(tower, 62, 20, 84)
    return spire + _rect(tower + 7, 74, 6, 10, "cv-lit") + "".join(drawn)


def homes(dice: Dice) -> str:
    """Blocks of flats with lit windows."""
    walls, panes = [], {"cv-lit": "", "cv-mid": ""}
    for x in _places(dice, 78):
        width, floors = dice.one((38, 52, 66)), dice.number(2, 5)
        top = BASE - 17 * floors - 8
        walls.append(_rect(x, top, width, BASE - top + 20, round_by=2))
        for floor in range(floors):
            for column in range((width - 8) // 14):
                lit = "cv-lit" if dice.number(0, 2) == 0 else "cv-mid"
                panes[lit] += f"M{x + 7 + 14 * column} {top + 8 + 17 * floor}h8v9h-8z"
    return "".join(walls) + "".join(_path(lines, kind) for kind, lines in panes.items())


def light(dice: Dice) -> str:
    """Lamps in a row, each with its light on the ground."""
    drawn = []
    for x in _places(dice, 92, 40):
        top = dice.number(50, 62)
        glow = _path(f"M{x + 20} {top + 6}L{x + 48} {BASE + 14}H{x - 8}Z", "cv-glow")
        post = _path(f"M{x} {BASE + 12}V{top + 12}Q{x} {top} {x + 12} {top}H{x + 22}", "cv-line")
        drawn.append(glow + post + _rect(x + 13, top - 1, 15, 7, "cv-lit", 3))
    return "".join(drawn)


def water(dice: Dice) -> str:
    """A bridge over moving water."""
    left, span = dice.number(60, 160), dice.number(66, 90)
    deck = BASE - 34
    arches = "".join(
        f"M{left + span * n} {deck + 34}a{span // 2 - 6} {span // 2 - 8} 0 0 1 {span - 12} 0Z"
        for n in range(3)
    )
    bridge = _rect(left - 22, deck, span * 3 + 30, 34, round_by=3) + _path(arches, "cv-far")
    waves = "".join(
        "M" + str(dice.number(-40, 0)) + f" {BASE - 9 + 9 * row}" + "q15 -4 30 0t30 0" * 9
        for row in range(3)
    )
    return bridge + _rect(0, BASE - 14, WIDTH, 40, "cv-mid") + _path(waves, "cv-wave")


def wheels(dice: Dice) -> str:
    """A bus on its road, and the stop it comes to."""
    x, stop = dice.number(60, 200), dice.number(320, 430)
    body = _rect(x, BASE - 52, 128, 42, round_by=8)
    panes = "".join(_rect(x + 10 + 22 * n, BASE - 44, 16, 15, "cv-lit", 2) for n in range(5))
    wheel = "".join(
        _round(x + at, BASE - 9, 9, "cv-mid") + _round(x + at, BASE - 9, 4) for at in (30, 98)
    )
    sign = _path(f"M{stop} {BASE + 8}V{BASE - 56}", "cv-line") + _round(
        stop, BASE - 60, 11, "cv-clay"
    )
    return _rect(0, BASE - 6, WIDTH, 32, "cv-mid") + body + panes + wheel + sign


def road(dice: Dice) -> str:
    """A road that leads away, with trees beside it."""
    far = dice.number(200, 280)
    shape = _path(f"M{far - 8} 84H{far + 8}L{far + 120} 160H{far - 120}Z")
    dashes = "".join(
        f"M{far - w} {y}h{2 * w}l{w // 2 + 1} {h}h-{3 * w + 2}Z"
        for y, w, h in ((92, 1, 6), (106, 2, 10))
    )
    trees = "".join(_tree(far + at, dice.number(26, 38), False) for at in (-170, -104, 110, 176))
    return shape + _path(dashes, "cv-lit") + trees


def green(dice: Dice) -> str:
    """Trees of both kinds."""
    return "".join(_tree(x, dice.number(34, 62), dice.number(0, 2) == 0) for x in _places(dice, 44))


def bins(dice: Dice) -> str:
    """Bins in a row, one of them another colour."""
    first, odd = dice.number(90, 170), dice.number(0, 3)
    drawn = []
    for n in range(4):
        x, kind = first + 58 * n, "cv-clay" if n == odd else "cv-ink"
        drawn.append(_path(f"M{x} {BASE - 46}h38l-4 56h-30Z", kind))
        drawn.append(_rect(x - 4, BASE - 55, 46, 8, kind, 3) + _round(x + 9, BASE + 6, 6, "cv-mid"))
    return "".join(drawn)


def sound(dice: Dice) -> str:
    """A house from which sound spreads."""
    x = dice.number(150, 260)
    rings = "".join(
        f"M{x + 60 + r} {BASE - 34 - r}a{r * 2} {r * 2} 0 0 1 0 {r * 2}" for r in (12, 24, 36, 48)
    )
    return _path(rings, "cv-ring") + _house(x, 48, 38) + _house(x - 84, 40, 28)


def learning(dice: Dice) -> str:
    """A long low house with a clock and a flag."""
    x = dice.number(100, 190)
    wing = _rect(x, BASE - 34, 190, 54) + "".join(
        _rect(x + 12 + 24 * n, BASE - 24, 14, 14, "cv-lit") for n in range(7)
    )
    middle = x + 95
    gable = _path(
        f"M{middle - 30} {BASE - 34}V{BASE - 56}L{middle} {BASE - 78}L{middle + 30} {BASE - 56}V{BASE - 34}Z"
    )
    flag = _path(f"M{middle} {BASE - 76}V{BASE - 100}", "cv-line")
    return (
        wing
        + gable
        + _round(middle, BASE - 54, 8, "cv-lit")
        + flag
        + _path(f"M{middle} {BASE - 100}h22l-6 6 6 6h-22Z", "cv-clay")
    )


def care(dice: Dice) -> str:
    """A house with a sign of help, between trees."""
    x = dice.number(170, 240)
    sign = _path(f"M{x + 40} {BASE - 50}h10v10h10v10h-10v10h-10v-10h-10v-10h10Z", "cv-clay")
    house = _rect(x, BASE - 62, 90, 82, round_by=4)
    trees = "".join(_tree(x + at, dice.number(30, 46), False) for at in (-90, -40, 134, 178))
    return trees + house + sign


def money(dice: Dice) -> str:
    """Columns that differ in height, on one ground."""
    return "".join(
        _rect(
            x,
            BASE - (height := dice.number(22, 78)),
            24,
            height + 20,
            dice.one(("cv-ink", "cv-mid")),
            2,
        )
        for x in _places(dice, 36, 60)
    )


def letter(dice: Dice) -> str:
    """Sheets of a text, one with its seal."""
    x = dice.number(150, 220)
    back = _path(f"M{x + 50} {BASE + 16}V{BASE - 82}h72v98Z", "cv-mid")
    sheet = _path(f"M{x} {BASE + 16}V{BASE - 96}h58l18 18V{BASE + 16}Z")
    lines = "".join(f"M{x + 12} {y}h{dice.number(30, 52)}" for y in range(BASE - 70, BASE - 8, 12))
    return back + sheet + _path(lines, "cv-thin") + _round(x + 92, BASE - 18, 10, "cv-clay")


def table(dice: Dice) -> str:
    """People round a table; one seat is of another colour."""
    x, yours = dice.number(190, 290), dice.number(0, 6)
    seats = "".join(
        _round(
            x - 108 + 36 * n,
            BASE - 44 - (0, 9, 15, 17, 15, 9, 0)[n],
            10,
            "cv-clay" if n == yours else "cv-ink",
        )
        + _rect(x - 118 + 36 * n, BASE - 31 - (0, 9, 15, 17, 15, 9, 0)[n], 20, 40, round_by=9)
        for n in range(7)
    )
    board = f'<ellipse class="cv-mid" cx="{x}" cy="{BASE}" rx="136" ry="24"/>'
    return seats + board


def vote(dice: Dice) -> str:
    """A box, and slips on their way into it."""
    x = dice.number(180, 250)
    slips = "".join(
        f'<g transform="translate({x + at} {y}) rotate({dice.number(-18, 18)})">'
        f"{_rect(-15, -20, 30, 38, 'cv-slip', 2)}{_path('M-7-2l5 6 9-11', 'cv-mark')}</g>"
        for at, y in ((20, 44), (62, 62), (104, 40))
    )
    box = _rect(x - 4, BASE - 46, 132, 70, round_by=4) + _rect(
        x + 34, BASE - 40, 56, 6, "cv-lit", 3
    )
    return slips + box


MOTIFS: Mapping[str, Motif] = {
    one.__name__: one
    for one in (
        town,
        homes,
        light,
        water,
        wheels,
        road,
        green,
        bins,
        sound,
        learning,
        care,
        money,
        letter,
        table,
        vote,
    )
}
