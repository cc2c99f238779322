"""The fairest draw by column generation: a mixture of panels, and proof of how good it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonhall.methods.sortition.errors import InfeasibleError, SortitionError
from commonhall.methods.sortition.feasibility import least_relaxation
from commonhall.methods.sortition.pool import Bools, Floats, Pool
from commonhall.methods.sortition.solver import PanelFinder, Program
from commonhall.methods.sortition.targets import relaxed_leximin

RULES = ("leximin", "maximin", "nash")
ACCURACY = 1e-7
# Up to so many types the integer programs of a full proof are run to the end by default.
PROOF_TYPES = 400
Step = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Draw:
    """A mixture of panels, and how fair it is.

    panels: J × T seats by type; shares: J, adding to 1. chances: T, of each person of a type.
    proved: whether no mixture is better by the rule, within `ACCURACY`.
    gap: what a better mixture could at most gain: for maximin in the lowest chance, for leximin
    the largest shortfall of any chance from the bound, for Nash in the mean logarithm of chances.
    excluded: types of which nobody is in any panel that meets the quotas.
    """

    pool: Pool
    rule: str
    panels: Floats
    shares: Floats
    chances: Floats
    proved: bool
    gap: float
    excluded: tuple[int, ...]

    @property
    def lowest(self) -> float:
        """The smallest chance of anybody who can be drawn at all."""
        inside = np.ones(len(self.chances), dtype=bool)
        inside[list(self.excluded)] = False
        return float(self.chances[inside].min()) if inside.any() else 0.0


class Mixture:
    """Panels found so far, and the linear program over them.

    Largest z with: mean chance of type t ≥ levels[t] + moving[t] · z. For maximin levels are 0
    and all types move; to realise given chances, levels are those; leximin fixes some and moves
    the rest.
    """

    def __init__(self, finder: PanelFinder, inside: Bools) -> None:
        self.finder, self.pool = finder, finder.pool
        self.inside = np.flatnonzero(inside)
        self.panels: list[Floats] = []
        self.known: set[bytes] = set()
        self.latest: tuple[float, Floats, float] | None = None
        self.weights_of_panels = np.zeros(0)
        count = len(self.inside)
        self.levels, self.moving = np.zeros(count), np.ones(count)
        # First column: z. Rows: one a type, then the shares' sum.
        matrix = np.append(-np.ones(count), 0.0)[:, None]
        self.program = Program(
            np.array([-1.0]),
            np.array([-np.inf]),
            np.array([np.inf]),
            matrix,
            np.append(np.zeros(count), 1.0),
            np.append(np.full(count, np.inf), 1.0),
        )

    def add(self, seats: Floats | None) -> bool:
        """Take a panel in; False when it is known (or none)."""
        if seats is None:
            return False
        key = seats.astype(np.int32).tobytes()
        if key in self.known:
            return False
        self.known.add(key)
        self.panels.append(seats)
        chances = (seats / self.pool.counts)[self.inside]
        self.program.add_column(0.0, np.append(chances, 1.0))
        return True

    def aim(self, levels: Floats, moving: Bools) -> None:
        """Set levels and which types move (both by type)."""
        self.latest = None
        self.levels, self.moving = levels[self.inside], moving[self.inside].astype(np.float64)
        rows = np.arange(len(self.inside), dtype=np.int32)
        self.program.highs.changeRowsBounds(
            len(rows), rows, self.levels, np.full(len(rows), np.inf)
        )
        for row in rows.tolist():
            self.program.highs.changeCoeff(row, 0, -self.moving[row])

    def solve(self, seconds: float | None = None) -> tuple[float, Floats, float]:
        """z, the weight of each type (T, dual), and the worth every panel in use has.

        When the time is over, those of the solution before.
        """
        if not self.program.solve(seconds if self.latest is not None else None):
            if self.latest is None:
                raise SortitionError("the mixture has no solution")
            return self.latest
        duals = self.program.row_duals
        weights = np.zeros(len(self.pool.types))
        weights[self.inside] = np.maximum(duals[:-1], 0.0)
        solution = self.program.solution
        self.weights_of_panels = np.maximum(solution[1:], 0.0)
        self.latest = float(solution[0]), weights, -float(duals[-1])
        return self.latest

    def shares(self) -> Floats:
        """Shares of the panels in the last solution."""
        found = np.zeros(len(self.panels))
        found[: len(self.weights_of_panels)] = self.weights_of_panels
        return np.asarray(found / found.sum())

    def chances(self, shares: Floats) -> Floats:
        """T: chance of each person of a type."""
        return np.asarray(shares @ np.array(self.panels) / self.pool.counts)


def find_draw(
    pool: Pool, rule: str = "leximin", *, seconds: float | None = None, on_step: Step | None = None
) -> Draw:
    """The fairest mixture of panels by a rule.

    maximin: the lowest chance of anybody is as high as can be. leximin: then the second lowest,
    and so on (Flanigan, Gölz, Gupta, Hennig, Procaccia 2021). nash: the product of all chances
    is as large as can be. People of a type have the same chance by construction.

    seconds: time after which the best mixture so far is returned with its gap; none: a proof is
    sought to the end for pools of up to 400 types, and for 60 seconds otherwise.
    Raises InfeasibleError, with the smallest relaxation, when no panel meets the quotas.
    """
    if rule not in RULES:
        raise SortitionError(f"rule {rule!r} is none of {', '.join(RULES)}")
    if seconds is None and len(pool.types) > PROOF_TYPES:
        seconds = 60.0
    search = _Search(pool, rule, time.monotonic() + seconds if seconds else None, on_step)
    return search.run()


class _Search:
    def __init__(self, pool: Pool, rule: str, until: float | None, on_step: Step | None) -> None:
        self.pool, self.rule, self.until = pool, rule, until
        self.say: Step = on_step or (lambda text: None)
        self.finder = PanelFinder(pool)

    def left(self) -> float | None:
        """Seconds left; None: no end is set."""
        return None if self.until is None else max(self.until - time.monotonic(), 0.1)

    def late(self) -> bool:
        return self.until is not None and time.monotonic() > self.until

    def run(self) -> Draw:
        first = self.finder.best(np.zeros(len(self.pool.types)))
        if first is None:
            found = least_relaxation(self.pool)
            raise InfeasibleError(
                "no panel meets all quotas; the smallest change that allows one: "
                + "; ".join(item.text for item in found)
                if found
                else f"no panel of {self.pool.size} can be made from {self.pool.people} people",
                found,
            )
        inside = self._inside([first])
        self.mixture = Mixture(self.finder, inside)
        for panel in self.start:
            self.mixture.add(panel)
        self.excluded = tuple(np.flatnonzero(~inside).tolist())
        if self.rule == "nash":
            return self._nash()
        target, complete = relaxed_leximin(self.pool, inside)
        if self.rule == "maximin":
            return self._maximin(inside, target)
        return self._leximin(inside, target, complete)

    def _inside(self, start: list[Floats]) -> Bools:
        """Which types are in some panel; finds a panel for each."""
        covered = np.zeros(len(self.pool.types), dtype=bool)
        for known in start:
            covered |= known > 0
        outside: set[int] = set()
        self.start = start
        while True:
            left = [at for at in np.flatnonzero(~covered).tolist() if at not in outside]
            if not left:
                return covered
            self.say(f"people covered: {covered.mean():.0%}")
            panel = self.finder.near((~covered).astype(np.float64))
            if panel is None or not (panel[left] > 0).any():
                panel = self.finder.best(np.eye(1, len(covered), left[0])[0])
            if panel is None or not (panel[left] > 0).any():
                outside.add(left[0])
                continue
            covered |= panel > 0
            start.append(panel)

    def _herd(self, target: Floats, ceiling: float | None) -> None:
        """Panels whose mean nears the target: each makes up for what those before it lacked.

        As many as surround the target, at most twice the types; the mixture is tried now and
        then, and when it reaches the ceiling no more are needed.
        """
        mean, count = np.zeros(len(target)), max(60, 2 * len(self.mixture.inside))
        every = 50 if self.rule == "maximin" else max(50, len(self.mixture.inside) // 4)
        for number in range(count):
            lack = np.where(target > 0, target * (number + 1) - mean, 0.0)
            panel = self.finder.near(lack - lack.min() if number else target, free=8, gap=1e-2)
            if panel is None or self.late():
                return
            mean += panel / self.pool.counts
            self.mixture.add(panel)
            if ceiling is not None and number % every == every - 1:
                z, _, _ = self.mixture.solve(self.left())
                self.say(f"{len(self.mixture.panels)} panels, {ceiling - z:.1e} below the bound")
                if ceiling - z <= ACCURACY / 100:
                    return

    def _climb(self, ceiling: float, exact: bool) -> tuple[float, float]:
        """Add panels until z reaches the ceiling or no panel helps: z, and a bound on it."""
        bound = ceiling
        stalled = 0
        chance = np.random.default_rng(1)
        while True:
            z, weights, worth = self.mixture.solve(self.left())
            self.say(f"{len(self.mixture.panels)} panels, {ceiling - z:.1e} below the bound")
            if bound - z <= ACCURACY or self.late():
                return z, bound
            priced = weights / self.pool.counts
            fresh = False
            best = self.finder.near(priced, gap=0.0)
            if best is not None and priced @ best > worth + ACCURACY / 10:
                fresh = self.mixture.add(best)
            if fresh and len(self.mixture.inside) > 60:
                for _ in range(min(40, len(self.mixture.inside) // 8)):
                    noise = chance.exponential(1.0, len(priced))
                    if not self.late():
                        self.mixture.add(self.finder.near(priced * noise, free=8, gap=1e-2))
            stalled = 0 if fresh else stalled + 1
            if fresh:
                continue
            if not exact and stalled > 0:
                return z, bound
            best = self.finder.best(priced, self.left())
            if best is None:
                return z, bound
            bound = min(bound, z + max(float(priced @ best) - worth, 0.0))
            if not self.mixture.add(best):  # known already: nothing is worth more
                return z, bound

    def _draw(self, proved: bool, gap: float) -> Draw:
        shares = self.mixture.shares()
        used = shares > 1e-12
        shares = shares[used] / shares[used].sum()
        panels = np.array(self.mixture.panels)[used]
        return Draw(
            self.pool,
            self.rule,
            panels,
            shares,
            shares @ panels / self.pool.counts,
            proved,
            gap,
            self.excluded,
        )

    def _maximin(self, inside: Bools, target: Floats) -> Draw:
        ceiling = float(target[inside].min())
        self.mixture.aim(np.zeros(len(target)), inside)
        self._herd(target, ceiling)
        z, bound = self._climb(ceiling, exact=True)
        gap = max(bound - z, 0.0)
        return self._draw(gap <= ACCURACY, gap)

    def _leximin(self, inside: Bools, target: Floats, complete: bool) -> Draw:
        """The relaxed chances if they can be realised; else stage by stage over real panels."""
        self.mixture.aim(target, inside)
        self._herd(target, 0.0)
        small = len(self.pool.types) <= PROOF_TYPES
        z, _ = self._climb(0.0, exact=not small)
        if (z >= -ACCURACY and complete) or not small:
            return self._draw(z >= -ACCURACY and complete, max(-z, 0.0))
        levels, moving = np.zeros(len(target)), inside.copy()
        gap = 0.0
        while moving.any():
            self.mixture.aim(np.where(moving, 0.0, np.maximum(levels - 1e-11, 0.0)), moving)
            z, bound = self._climb(1.0, exact=True)
            if bound - z > ACCURACY:
                # Out of time: what is reached is at least this level for all who are left.
                chances = self.mixture.chances(self.mixture.shares())
                gap = float(np.maximum(target - chances, 0.0)[inside].max())
                return self._draw(False, gap)
            _, weights, _ = self.mixture.solve(self.left())
            tight = moving & (weights > 1e-8)
            if not tight.any():
                chances = self.mixture.chances(self.mixture.shares())
                tight = moving & (chances <= z + 1e-9)
            levels[tight] = z
            moving &= ~tight
        self.mixture.solve(self.left())
        return self._draw(True, 0.0)

    def _nash(self) -> Draw:
        target, _ = relaxed_leximin(self.pool, self._flags())
        self._herd(target, None)
        counts = self.pool.counts * self._flags()
        people = float(counts.sum())
        while True:
            shares = nash_shares(np.array(self.mixture.panels), counts)
            seats = shares @ np.array(self.mixture.panels)
            gain = np.where(counts > 0, counts / np.maximum(seats, 1e-300), 0.0)
            near = self.finder.near(gain, gap=0.0)
            gap = np.inf
            fresh = (
                near is not None and gain @ near > people * (1 + 1e-7) and self.mixture.add(near)
            )
            if not fresh:
                best = self.finder.best(gain)
                # The logarithm is concave: no mixture exceeds this one by more.
                gap = max(float(gain @ best) / people - 1.0, 0.0) if best is not None else np.inf
                fresh = gap > ACCURACY and self.mixture.add(best)
            self.say(f"{len(self.mixture.panels)} panels, gap {gap:.1e}")
            if not fresh or self.late():
                break
        if gap == np.inf:
            bound = self.finder.bound(gain)
            gap = max((bound or np.inf) / people - 1.0, 0.0)
        used = shares > 1e-12
        panels, shares = np.array(self.mixture.panels)[used], shares[used] / shares[used].sum()
        return Draw(
            self.pool,
            "nash",
            panels,
            shares,
            shares @ panels / self.pool.counts,
            gap <= 10 * ACCURACY,
            gap,
            self.excluded,
        )

    def _flags(self) -> Bools:
        flags = np.zeros(len(self.pool.types), dtype=bool)
        flags[self.mixture.inside] = True
        return flags


def nash_shares(panels: Floats, counts: Floats) -> Floats:
    """Shares that maximise Σ counts · log(shares · panels), by Newton steps inside the simplex."""
    total = len(panels)
    shares = np.full(total, 1.0 / total)
    inside = counts > 0
    matrix, counts = panels[:, inside], counts[inside] / counts.sum()
    barrier = 1.0 / total
    while True:
        for _ in range(30):
            seats = shares @ matrix
            slope = matrix @ (counts / seats) + barrier / shares
            bend = (matrix * (counts / seats**2)) @ matrix.T
            bend[np.diag_indices(total)] += barrier / shares**2
            both = np.linalg.solve(bend, np.stack([slope, np.ones(total)], axis=1))
            step = both[:, 0] - both[:, 1] * (both[:, 0].sum() / both[:, 1].sum())
            drop = step < 0
            most = min(1.0, 0.95 * float((-shares[drop] / step[drop]).min(initial=np.inf)))
            shares = shares + most * step
            if float(slope @ step) - float(slope.mean() * step.sum()) < barrier * 0.1:
                break
        if barrier * total < 1e-10:
            return np.asarray(shares / shares.sum())
        barrier *= 0.1
