"""`commonhall count`: count a participatory budget, a question or an election to seats from a Pabulib file."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonhall.methods.budgeting import (
    COMPLETIONS,
    SATISFACTIONS,
    Election,
    ElectionError,
    Outcome,
    PabulibError,
    PabulibFile,
    ProjectExplanation,
    StagedOutcome,
    by_district,
    completed_equal_shares,
    election_from_pabulib,
    exclusion_ratio,
    explain,
    greedy,
    knapsack,
    maximin_support,
    phragmen,
    read_pabulib,
    with_minimum_grants,
)
from commonhall.methods.budgeting.amounts import amount_of, is_doubtful
from commonhall.site.commands import count_question
from commonhall.ui.console import CommandError, emit, progress, say

HELP = "count a vote from its file of ballots: a participatory budget, a question, seats"
NEEDS_DJANGO = False
GREEDY = {
    "greedy": "votes",
    "greedy-ratio": "ratio",
    "greedy-satisfaction": "satisfaction",
    "greedy-points": "points",
}
KNAPSACK = {
    "knapsack": "votes",
    "knapsack-satisfaction": "satisfaction",
    "knapsack-points": "points",
}
RULES = ("mes", *GREEDY, "phragmen", "maximin", *KNAPSACK, *count_question.RULES)
WARNINGS_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="election in Pabulib format")
    parser.add_argument(
        "--rule", choices=RULES, help="default: of a question the one its file names, else mes"
    )
    parser.add_argument(
        "--seats", type=int, help="for a question: how many win (default: the file's)"
    )
    parser.add_argument(
        "--completion", choices=COMPLETIONS, default="none", help="for mes: how to spend the rest"
    )
    parser.add_argument(
        "--satisfaction",
        choices=SATISFACTIONS,
        default="cost",
        help="for mes: what a winner is worth",
    )
    parser.add_argument(
        "--withdraw", action="append", default=[], metavar="ID", help="leave a project out"
    )
    parser.add_argument(
        "--exclusive",
        action="append",
        default=[],
        metavar="ID,ID",
        help="projects of which at most one may win",
    )
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="CATEGORY=MONEY",
        help="at most this much for a category",
    )
    parser.add_argument(
        "--grant",
        action="append",
        default=[],
        metavar="CATEGORY=MONEY",
        help="set this much aside for a category, counted first",
    )
    parser.add_argument(
        "--district",
        action="append",
        default=[],
        metavar="NAME=MONEY",
        help="count a district with a budget of its own, then the rest with what is left",
    )
    parser.add_argument("--strict", action="store_true", help="refuse a file with any doubt")
    parser.add_argument("--explain", action="store_true", help="for mes: what each project lacked")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    file = _read(args.file, strict=args.strict)
    args.rule = args.rule or (file.meta["rule"] if count_question.is_question(file) else "mes")
    if args.rule != "mes" and (args.completion != "none" or args.explain):
        raise CommandError("--completion and --explain belong to --rule mes")
    for warning in file.warnings[:WARNINGS_SHOWN]:
        say(f"{args.file.name}: {warning}")
    if len(file.warnings) > WARNINGS_SHOWN:
        say(f"{args.file.name}: {len(file.warnings) - WARNINGS_SHOWN} more warnings")
    if args.rule in count_question.RULES:
        return count_question.run(args, file, args.rule)
    try:
        election = election_from_pabulib(file).restricted(
            args.withdraw, [group.split(",") for group in args.exclusive]
        )
        if args.limit:
            election = election.with_limits(_amounts(args.limit, "--limit"))
        staged = _staged(args, election)
        if staged is not None:
            _emit_stages(args, election, staged)
            return 0
        outcome = _count(args, election)
    except (ElectionError, PabulibError) as error:
        raise CommandError(str(error)) from error
    data = _data(election, outcome)
    text = _text(election, outcome)
    if args.explain:
        reasons = explain(election, outcome, args.satisfaction, rounds=True)
        data["explanation"] = [_reason(item) for item in reasons]
        text += "\n\n" + _reasons_text(reasons)
    emit(args, data, text)
    return 0


def _amounts(texts: list[str], option: str) -> dict[str, Fraction]:
    found = {}
    for text in texts:
        name, mark, money_text = text.rpartition("=")
        try:
            if not mark:
                raise ValueError
            if is_doubtful(money_text):
                raise ValueError
            found[name] = amount_of(money_text)
        except ValueError:
            raise CommandError(f"{option} {text!r}: write NAME=MONEY, as in Parks=50000") from None
    return found


def _staged(args: argparse.Namespace, election: Election) -> StagedOutcome | None:
    """Districts or minimum grants, where asked for."""
    if not args.district and not args.grant:
        return None
    if args.district and args.grant:
        raise CommandError("--district and --grant cannot be combined")
    if args.explain:
        raise CommandError("--explain needs one count; leave --district and --grant out")

    def rule(part: Election) -> Outcome:
        return _count(args, part)

    if args.grant:
        return with_minimum_grants(election, _amounts(args.grant, "--grant"), rule)
    budgets = _amounts(args.district, "--district")
    rest = election.budget - sum(budgets.values(), Fraction(0))
    if rest < 0:
        raise CommandError("the districts' budgets exceed the budget of the file")
    return by_district(election, budgets, rule, rest)


def _emit_stages(args: argparse.Namespace, election: Election, staged: StagedOutcome) -> None:
    stages = [{"name": stage.name, **_data(election, outcome)} for stage, outcome in staged.stages]
    data = {
        "rule": staged.stages[0][1].rule,
        "budget": money(election.budget),
        "spent": money(staged.spent),
        "voters": election.voters,
        "winners": list(staged.winners),
        "rounds": [item for stage in stages for item in stage["rounds"]],
        "stages": stages,
    }
    text = "\n\n".join(
        f"{stage.name}: {_text(election, outcome)}" for stage, outcome in staged.stages
    )
    emit(args, data, text)


def _reason(item: ProjectExplanation) -> dict[str, Any]:
    return {
        "project": item.project,
        "won": item.won,
        "votes": item.votes,
        "cost": money(item.cost),
        "supporters_left": money(item.supporters_left),
        "lacking": money(item.lacking),
        "winning_cost": None if item.winning_cost is None else money(item.winning_cost),
        "only_below": item.only_below,
        "effective_votes": [
            None if value != value else round(value, 3) for value in item.effective_votes
        ],
    }


def _reasons_text(reasons: list[ProjectExplanation]) -> str:
    lines = ["Not funded (money of the last Equal Shares count):"]
    for item in reasons:
        if item.won:
            continue
        line = (
            f"  {item.project:<10} {item.votes:>7} votes, cost {money(item.cost)}: supporters "
            f"had {money(item.supporters_left)} left, {money(item.lacking)} short"
        )
        if item.winning_cost is not None:
            word = "below" if item.only_below else "at"
            line += f"; would have won {word} {money(item.winning_cost)}"
        lines.append(line)
    return "\n".join(lines)


def _read(path: Path, *, strict: bool) -> PabulibFile:
    try:
        return read_pabulib(path.read_text(encoding="utf-8"), strict=strict)
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path.name} is not UTF-8 text: {error}") from error
    except PabulibError as error:
        raise CommandError(f"{path.name}, {error}") from error


def _count(args: argparse.Namespace, election: Election) -> Outcome:
    if args.rule in GREEDY:
        return greedy(election, GREEDY[args.rule])
    if args.rule in KNAPSACK:
        return knapsack(election, KNAPSACK[args.rule])
    if args.rule in ("phragmen", "maximin"):
        return phragmen(election) if args.rule == "phragmen" else maximin_support(election)
    if args.completion not in ("add1", "add1u"):
        return completed_equal_shares(election, args.satisfaction, args.completion)
    # How many counts Add1 needs is not known before; one even share more is a usual span.
    span = int(election.budget / max(election.voters, 1))
    with progress(span, "counts with one more each") as bar:
        return completed_equal_shares(
            election, args.satisfaction, args.completion, on_step=bar.advance
        )


def money(value: Fraction) -> str:
    """An amount with at most two decimals, rounded half to even."""
    rounded = round(value, 2)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    whole, cents = divmod(abs(rounded.numerator) * 100 // rounded.denominator, 100)
    return f"{'-' if rounded < 0 else ''}{whole}.{cents:02d}"


def _data(election: Election, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule,
        "budget": money(outcome.budget),
        "spent": money(outcome.spent),
        "endowment": None if outcome.endowment is None else str(outcome.endowment),
        "voters": election.voters,
        "exclusion": round(float(exclusion_ratio(election, outcome.winners)), 4),
        "winners": list(outcome.winners),
        "rounds": [
            {
                "project": item.project,
                "cost": money(item.cost),
                "step": item.step,
                "key": str(item.key),
                "tied": list(item.tied),
            }
            for item in outcome.rounds
        ],
    }


def _text(election: Election, outcome: Outcome) -> str:
    lines = [
        f"{outcome.rule}: {len(outcome.winners)} of {len(election.projects)} projects, "
        f"{money(outcome.spent)} of {money(outcome.budget)} spent, {election.voters} voters, "
        f"{float(exclusion_ratio(election, outcome.winners)):.1%} of them with no choice funded"
    ]
    for number, item in enumerate(outcome.rounds, start=1):
        position = election.index[item.project]
        project = election.projects[position]
        tied = f" (level with {', '.join(item.tied)}; first id wins)" if item.tied else ""
        lines.append(
            f"{number:>4}  {project.id:<10} {money(project.cost):>12} "
            f"{election.votes(position):>7} votes  {item.step:<12} {project.name[:60]}{tied}"
        )
    return "\n".join(lines)
