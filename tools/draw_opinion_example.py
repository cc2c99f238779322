"""Draws docs/pictures/opinion-map.svg from an invented conversation: `python tools/draw_opinion_example.py`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from commonhall.methods.opinion import draw_map, map_opinions, votes_from_arrays

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "opinion-map.svg"


def main() -> None:
    chance = np.random.default_rng(2026)
    people, statements = 400, 30
    group = chance.choice(3, people, p=[0.5, 0.35, 0.15])
    lean = chance.uniform(0.1, 0.9, (3, statements))
    lean[:, :4] = 0.9  # four statements that everybody shares
    active = chance.beta(1.5, 1.5, people)
    rows, columns = np.nonzero(chance.random((people, statements)) < active[:, None])
    roll = chance.random(len(rows))
    agree = roll < lean[group[rows], columns] * 0.9
    values = np.where(agree, 1, np.where(roll < 0.9, -1, 0))
    opinion = map_opinions(votes_from_arrays(rows, columns, values, people, statements))
    TARGET.write_text(draw_map(opinion, "An invented conversation"), encoding="utf-8")


if __name__ == "__main__":
    main()
