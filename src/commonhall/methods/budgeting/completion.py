"""Spending what Equal Shares leaves over.

`add1`: give every voter one more unit of money, count again, and go on until the winners would
exceed the budget (the count before is taken) or nothing more fits. `add1u`: Add1, then greedy
by votes with the rest (Faliszewski et al., IJCAI 2023). `greedy`: greedy by votes at once.
`phragmen`: voters go on earning, starting from what they have left; projects that do not fit
the rest of the budget are passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.equal_shares import EqualSharesRun, run_equal_shares
from commonhall.methods.budgeting.greedy import complete_greedily
from commonhall.methods.budgeting.outcome import Outcome
from commonhall.methods.budgeting.phragmen import Loads, run_phragmen

#: So many counts one unit apart before the next leap is tried, at most.
LONGEST_REST = 31
#: So many counts one unit apart before the end of a leap is reckoned again, at most.
LONGEST_PAUSE = 8 * LONGEST_REST
COMPLETIONS = ("none", "add1", "add1u", "greedy", "phragmen")


def completed_equal_shares(
    election: Election,
    satisfaction: str = "cost",
    completion: str = "add1u",
    *,
    doubt: float = 0.0,
    on_step: Callable[[], None] = lambda: None,
) -> Outcome:
    """Equal Shares with a completion; `on_step` is called after each count Add1 needed."""
    if completion not in COMPLETIONS:
        raise ElectionError(f"completion {completion!r} is not one of {COMPLETIONS}")
    run = run_equal_shares(election, satisfaction, doubt=doubt)
    if completion in ("add1", "add1u"):
        run = _add_one(election, satisfaction, run, doubt, on_step)
    selection = run.selection
    selection.reopen()  # what its supporters could not pay
    if completion in ("greedy", "add1u"):
        complete_greedily(selection)
    elif completion == "phragmen":
        ledger = run.exact_ledger()
        left = [-Fraction(money, ledger.denominator) for money in ledger.amounts]
        run_phragmen(selection, Loads(election, ledger.holding, left), stop_at_first=False)
    name = "mes" if completion == "none" else f"mes/{completion}"
    return selection.outcome(name, run.endowment, run.exact_decisions)


def _add_one(
    election: Election,
    satisfaction: str,
    run: EqualSharesRun,
    doubt: float,
    on_step: Callable[[], None],
) -> EqualSharesRun:
    """Count with one unit more for everybody until that is too much or nothing more fits.

    Endowments at which surely the same is bought are passed over: if it fits the budget and
    leaves something that fits, it does so at each of them. Leaps double while they are proved
    (`EqualSharesRun.follow`), halve when they are not, and rest where they do not pay. Where the
    proof fails again and again, because projects stay level or nearly so, the end of the leap is
    reckoned exactly (`same_until`), so that the work does not grow with the unit of money.
    """
    highest = max(sum(election.costs, Fraction(0)), election.budget)
    leap, proved, rest, resting = 1, True, 0, 0
    pause, waiting = LONGEST_REST, LONGEST_REST
    while run.endowment <= highest and not _exhaustive(run):
        most = int(highest - run.endowment) + 1
        if leap == 1 and waiting < 0 and not doubt:
            reckoned = run.same_until(most - 1)
            # Worth its price, it is asked again after the next count; else less and less often.
            pause = 0 if reckoned > LONGEST_REST else min(2 * pause + 1, LONGEST_PAUSE)
            waiting = pause
            if reckoned:
                run = run_equal_shares(election, satisfaction, run.endowment + reckoned)
        elif leap == 1:
            richer = run_equal_shares(election, satisfaction, run.endowment + 1, doubt)
            if richer.selection.spent > election.budget:
                break
            run = richer
            resting, waiting = resting - 1, waiting - 1
            leap = 2 if resting < 0 and not doubt and waiting > 0 else 1
        else:
            step = min(leap, most)
            richer = EqualSharesRun(run.election, run.by_cost, run.endowment + step)
            if richer.follow(run):
                run = richer
                leap, proved, rest = (2 * leap if proved else leap), True, 0
                pause = waiting = LONGEST_REST
            else:
                leap, proved = leap // 2, False
                if leap == 1:
                    rest = resting = min(2 * rest + 1, LONGEST_REST)
        on_step()
    # A run that followed another knows neither what was level nor all prices as they compared.
    return run_equal_shares(election, satisfaction, run.endowment, doubt)


def _exhaustive(run: EqualSharesRun) -> bool:
    """Whether no supported project that is not shut out still fits."""
    columns = run.election.columns
    before, selection = run.selection.open, run.selection
    selection.reopen()
    found = any(selection.fits(project) and columns[project].total for project in selection.open)
    selection.open = before
    return not found
