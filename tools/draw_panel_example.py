"""Draws docs/pictures/panel-chances.svg from an invented pool: `python tools/draw_panel_example.py`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from commonhall.methods.sortition import Person, Quota, find_draw, make_pool

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "panel-chances.svg"
WIDTH, HEIGHT, LEFT, TOP = 640, 300, 52, 24
STYLES = {"leximin": "", "maximin": "6 4", "nash": "2 4"}


def pool() -> tuple[list[Person], list[Quota]]:
    """A pool in which the young and the less educated are rare."""
    chance = np.random.default_rng(7)
    shares = {
        "age": {"16-29": 0.12, "30-59": 0.5, "60+": 0.38},
        "education": {"basic": 0.2, "middle": 0.35, "high": 0.45},
        "district": {"north": 0.3, "south": 0.4, "west": 0.3},
    }
    quotas = [
        Quota("age", "16-29", 4, 5),
        Quota("age", "30-59", 9, 11),
        Quota("age", "60+", 5, 6),
        Quota("education", "basic", 6, 7),
        Quota("education", "middle", 7, 8),
        Quota("education", "high", 5, 6),
        Quota("district", "north", 6, 8),
        Quota("district", "south", 5, 7),
        Quota("district", "west", 6, 8),
    ]
    people = [
        Person(
            str(number),
            {
                name: str(chance.choice(list(kinds), p=list(kinds.values())))
                for name, kinds in shares.items()
            },
        )
        for number in range(200)
    ]
    return people, quotas


def main() -> None:
    people, quotas = pool()
    problem = make_pool(people, quotas, 20)
    right, bottom = WIDTH - 12, HEIGHT - 44
    parts = []
    words = []
    top = 0.5
    for number, (rule, dashes) in enumerate(STYLES.items()):
        draw = find_draw(problem, rule)
        line = np.sort(np.repeat(draw.chances, problem.counts.astype(int)))
        x = LEFT + (right - LEFT) * np.arange(len(line)) / (len(line) - 1)
        y = bottom - (bottom - TOP) * np.minimum(line, top) / top
        path = "M" + "L".join(f"{a:.0f} {b:.1f}" for a, b in zip(x, y, strict=True))
        parts.append(f'<path d="{path}" class="line" stroke-dasharray="{dashes}"/>')
        parts.append(
            f'<path d="M{LEFT + 20} {TOP + 8 + 20 * number}h40" class="line" '
            f'stroke-dasharray="{dashes}"/><text x="{LEFT + 68}" y="{TOP + 13 + 20 * number}">'
            f"{rule}: lowest {line[0]:.1%}</text>"
        )
        words.append(f"{rule} {line[0]:.1%}")
    grid = "".join(
        f'<path d="M{LEFT} {bottom - (bottom - TOP) * step / top:.0f}H{right}" class="grid"/>'
        f'<text x="{LEFT - 6}" y="{bottom - (bottom - TOP) * step / top + 4:.0f}" '
        f'text-anchor="end">{step:.0%}</text>'
        for step in (0, 0.1, 0.2, 0.3, 0.4, 0.5)
    )
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        "<title>Chances of 200 people for 20 seats, lowest first</title>"
        f"<desc>The lowest chance by rule: {', '.join(words)}. Chances above a half are drawn at a half.</desc>"
        "<style>text{font:13px system-ui,sans-serif;fill:#16181d}.grid{stroke:#888;"
        "stroke-opacity:.35}.line{fill:none;stroke:#0b62a8;stroke-width:2}"
        "@media(prefers-color-scheme:dark){text{fill:#f6f6f4}.line{stroke:#6fb7f2}}</style>"
        f"{grid}{''.join(parts)}"
        f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">'
        "people, from the lowest chance to the highest</text></svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
