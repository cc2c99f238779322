"""Draws docs/pictures/budgeting.svg, who gets the money by rule: `python tools/draw_budget_example.py`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from commonhall.methods.budgeting import (
    Election,
    Project,
    completed_equal_shares,
    election_from_ballots,
    exclusion_ratio,
    greedy,
)

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "budgeting.svg"
WIDTH, LEFT, TOP, BAR = 640, 110, 16, 44


def example() -> Election:
    """A majority of sixty wants two big things; two smaller groups want one each."""
    projects = [
        Project("bikes", Fraction(15_000)),
        Project("library", Fraction(28_000)),
        Project("park", Fraction(60_000)),
        Project("playground", Fraction(50_000)),
    ]
    ballots = [{"park": 1, "playground": 1}] * 60 + [{"library": 1}] * 25 + [{"bikes": 1}] * 15
    return election_from_ballots(projects, ballots, 120_000)


def main() -> None:
    election = example()
    parts = []
    scale = (WIDTH - LEFT - 12) / float(election.budget)
    for row, (label, outcome) in enumerate(
        (("greedy", greedy(election)), ("Equal Shares", completed_equal_shares(election)))
    ):
        y, x = TOP + row * (BAR + 40), float(LEFT)
        missed = exclusion_ratio(election, outcome.winners)
        parts.append(f'<text x="{LEFT - 8}" y="{y + 27}" text-anchor="end">{label}</text>')
        for name in outcome.winners:
            place = election.index[name]
            width = float(election.costs[place]) * scale
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" class="bar"/>'
                f'<text x="{x + width / 2:.1f}" y="{y + 20}" text-anchor="middle">{name}</text>'
                f'<text x="{x + width / 2:.1f}" y="{y + 36}" text-anchor="middle">'
                f"{election.votes(place)} of {election.voters}</text>"
            )
            x += width
        parts.append(
            f'<text x="{LEFT}" y="{y + BAR + 18}">{float(missed):.0%} of the voters get nothing'
            "</text>"
        )
    height = TOP + 2 * (BAR + 40)
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Projects funded by greedy and by Equal Shares, with their supporters">'
        "<style>text{font:13px sans-serif;fill:#222}.bar{fill:#cfe3d4;stroke:#1d5c38}"
        "@media (prefers-color-scheme:dark){text{fill:#eee}.bar{fill:#1d4530;stroke:#8fd1a8}}"
        f"</style>{''.join(parts)}</svg>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
