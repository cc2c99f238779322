"""Draws docs/pictures/ballots.svg, one profile and its winner by rule: `python tools/draw_ballots_example.py`."""

from __future__ import annotations

from pathlib import Path

from commonhall.methods.ballots import (
    Profile,
    borda,
    instant_runoff,
    pairwise,
    plurality,
    profile_from_rankings,
    schulze,
)

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "ballots.svg"
WIDTH, LEFT, TOP, CELL = 640, 96, 46, 44


def example() -> Profile:
    """Where should the market be? A hundred residents rank four places."""
    return profile_from_rankings(
        ["bridge", "church", "mill", "school"],
        {
            ("bridge", "mill", "school", "church"): 40,
            ("church", "mill", "school", "bridge"): 28,
            ("school", "mill", "church", "bridge"): 22,
            ("mill", "school", "church", "bridge"): 10,
        },
    )


def main() -> None:
    profile = example()
    names, wins = profile.candidates, pairwise(profile)
    parts = [
        '<text x="12" y="20">How many of 100 prefer the place on the left to the one above</text>'
    ]
    for column, name in enumerate(names):
        x = LEFT + column * 72 + 36
        parts.append(f'<text x="{x}" y="{TOP - 6}" text-anchor="middle">{name}</text>')
    for row, name in enumerate(names):
        y = TOP + row * CELL
        parts.append(f'<text x="{LEFT - 8}" y="{y + 27}" text-anchor="end">{name}</text>')
        for column in range(len(names)):
            x = LEFT + column * 72
            kind = "won" if wins[row, column] > wins[column, row] else "lost"
            parts.append(f'<rect x="{x}" y="{y}" width="70" height="{CELL - 2}" class="{kind}"/>')
            if row != column:
                parts.append(
                    f'<text x="{x + 35}" y="{y + 27}" text-anchor="middle">{wins[row, column]}</text>'
                )
    for row, (label, rule) in enumerate(
        (
            ("plurality", plurality),
            ("run-off", instant_runoff),
            ("Borda", borda),
            ("Schulze", schulze),
        )
    ):
        y = TOP + row * CELL + 27
        winner = rule(profile).winners[0]
        parts.append(f'<text x="{LEFT + 320}" y="{y}">{label}: {winner}</text>')
    height = TOP + len(names) * CELL + 8
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-label="Pairwise comparisons of four places and the winner by four rules">'
        "<style>text{font:13px sans-serif;fill:#222}.won{fill:#cfe3d4}.lost{fill:#eee}"
        "@media (prefers-color-scheme:dark){text{fill:#eee}.won{fill:#1d4530}.lost{fill:#333}}"
        f"</style>{''.join(parts)}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
