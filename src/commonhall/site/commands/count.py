"""`commonhall count`: count a participatory budget from a Pabulib file."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonhall.look.console import CommandError, emit, progress, say
from commonhall.methods.budgeting import (
    COMPLETIONS,
    SATISFACTIONS,
    Election,
    ElectionError,
    Outcome,
    PabulibError,
    PabulibFile,
    completed_equal_shares,
    election_from_pabulib,
    explain,
    greedy,
    phragmen,
    read_pabulib,
)

HELP = "count a participatory budget from a Pabulib .pb file"
NEEDS_DJANGO = False
GREEDY = {
    "greedy": "votes",
    "greedy-ratio": "ratio",
    "greedy-satisfaction": "satisfaction",
    "greedy-points": "points",
}
WARNINGS_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="election in Pabulib format")
    parser.add_argument("--rule", choices=("mes", *GREEDY, "phragmen"), default="mes")
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
        "--exclusive", action="append", default=[], metavar="ID,ID",
        help="projects of which at most one may win",
    )  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse a file with any doubt")
    parser.add_argument("--explain", action="store_true", help="for mes: what each project lacked")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    if args.rule != "mes" and (args.completion != "none" or args.explain):
        raise CommandError("--completion and --explain belong to --rule mes")
    file = _read(args.file, strict=args.strict)
    for warning in file.warnings[:WARNINGS_SHOWN]:
        say(f"{args.file.name}: {warning}")
    if len(file.warnings) > WARNINGS_SHOWN:
        say(f"{args.file.name}: {len(file.warnings) - WARNINGS_SHOWN} more warnings")
    try:
        election = election_from_pabulib(file).restricted(
            args.withdraw, [group.split(",") for group in args.exclusive]
        )
        outcome = _count(args, election)
    except (ElectionError, PabulibError) as error:
        raise CommandError(str(error)) from error
    data = _data(election, outcome)
    text = _text(election, outcome)
    if args.explain:
        reasons = explain(election, outcome, args.satisfaction)
        data["explanation"] = [
            {
                "project": item.project, "won": item.won, "votes": item.votes,
                "cost": money(item.cost), "supporters_left": money(item.supporters_left),
                "lacking": money(item.lacking),
            }
            for item in reasons
        ]  # fmt: skip
        lines = [
            f"  {item.project:<10} {item.votes:>7} votes, cost {money(item.cost)}: supporters "
            f"had {money(item.supporters_left)} left, {money(item.lacking)} short"
            for item in reasons
            if not item.won
        ]
        text += "\n\nNot funded (money of the last Equal Shares count):\n" + "\n".join(lines)
    emit(args, data, text)
    return 0


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
    if args.rule == "phragmen":
        return phragmen(election)
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
        "winners": list(outcome.winners),
        "rounds": [
            {
                "project": item.project, "cost": money(item.cost), "step": item.step,
                "key": str(item.key), "tied": list(item.tied),
            }
            for item in outcome.rounds
        ],
    }  # fmt: skip


def _text(election: Election, outcome: Outcome) -> str:
    lines = [
        f"{outcome.rule}: {len(outcome.winners)} of {len(election.projects)} projects, "
        f"{money(outcome.spent)} of {money(outcome.budget)} spent, {election.voters} voters"
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
