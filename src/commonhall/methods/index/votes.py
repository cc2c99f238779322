"""Residents' votes on weights, out of a table: budgets or pairs, whichever its columns say."""

from __future__ import annotations

import numpy as np

from commonhall.methods.index.errors import TableError
from commonhall.methods.index.framework import Framework
from commonhall.methods.index.table import Table
from commonhall.methods.index.weighting import budget_votes, pairwise_votes

PAIR = ("better", "worse")
PRIOR = 0.5


def weights_from_votes(framework: Framework, table: Table) -> dict[str, float]:
    """Weights of indicators by residents.

    A table with a column for every indicator holds budgets: a row a resident, points in the
    cells, blank for none. A table with the columns `better` and `worse` holds pairwise votes: a
    row a vote, indicator ids in the cells; half a vote each way is added to every pair.
    """
    ids = [item.id for item in framework.indicators]
    if set(PAIR) <= set(table.header):
        place = {name: at for at, name in enumerate(ids)}
        wins = np.zeros((len(ids), len(ids)))
        rows = zip(table.lines, table.texts(PAIR[0]), table.texts(PAIR[1]), strict=True)
        for line, better, worse in rows:
            for column, name in zip(PAIR, (better, worse), strict=True):
                if name not in place:
                    raise TableError(line, column, f"the id of an indicator; found {name!r}")
            if better == worse:
                raise TableError(line, PAIR[1], f"another indicator than {better!r}")
            wins[place[better], place[worse]] += 1
        return dict(zip(ids, pairwise_votes(wins, PRIOR).tolist(), strict=True))
    points = np.nan_to_num(table.matrix(ids))
    negative = np.argwhere(points < 0)
    if negative.size:
        row, column = negative[0]
        raise TableError(table.lines[row], ids[column], "points of at least zero")
    return dict(zip(ids, budget_votes(points).tolist(), strict=True))
