"""`commonhall draw-panel`: draw a stratified panel by a public lottery."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commonhall.methods.sortition import (
    PROCEDURE,
    RULES,
    TICKETS,
    Draw,
    Drawn,
    InfeasibleError,
    Person,
    Pool,
    Portfolio,
    Quota,
    SortitionError,
    draw_people,
    find_draw,
    held,
    make_pool,
    make_portfolio,
    possible_sizes,
    read_people,
    read_quotas,
    relaxed,
    replacement_pool,
)
from commonhall.ui.console import CommandError, emit, say

HELP = "draw a stratified panel: fair chances, quotas, a lottery anybody can recompute"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("people", type=Path, help="CSV of the pool: an id and a column a feature")
    parser.add_argument(
        "quotas", type=Path, help="CSV: feature,value,min,max (and min_flex,max_flex)"
    )
    parser.add_argument("--seed", required=True, help="text that decides the lottery")
    parser.add_argument("--rule", choices=RULES, default="leximin")
    parser.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="seats (default: the smallest panel that the quotas allow)",
    )
    parser.add_argument("--id", metavar="COLUMN", help="column of ids (default: id, or the first)")
    parser.add_argument(
        "--household",
        action="append",
        default=[],
        metavar="COLUMN",
        help="at most one person for each value of this column (repeat: of these together)",
    )
    parser.add_argument("--tickets", type=int, default=TICKETS, help=f"tickets ({TICKETS:,})")
    parser.add_argument(
        "--relax", action="store_true", help="loosen quotas as little as possible when they clash"
    )
    parser.add_argument(
        "--seconds", type=float, metavar="N", help="stop improving after N seconds, state the gap"
    )
    parser.add_argument(
        "--panel", type=Path, metavar="FILE", help="ids of a panel drawn before, one a line"
    )
    parser.add_argument(
        "--dropped",
        action="append",
        default=[],
        metavar="ID",
        help="with --panel: draw a replacement for this person",
    )
    parser.add_argument(
        "--portfolio", type=Path, metavar="FILE.json", help="write the tickets, to be published"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    _check(args)
    try:
        quotas = read_quotas(_bytes(args.quotas), args.quotas.name)
        people = read_people(
            _bytes(args.people),
            quotas,
            args.people.name,
            id_column=args.id,
            household=args.household,
        ).people
        pool = make_pool(people, quotas, _size(args, quotas))
        if args.panel is not None:
            before = _bytes(args.panel).decode("utf-8", errors="replace").split()
            pool = replacement_pool(pool, people, before, args.dropped)
        pool, draw = _fairest(args, pool)
        portfolio = make_portfolio(draw, args.tickets)
        drawn = draw_people(portfolio, args.seed)
    except (SortitionError, InfeasibleError) as error:
        raise CommandError(str(error)) from error
    if args.portfolio is not None:
        _write(args.portfolio, portfolio)
    data = _data(draw, portfolio, drawn, people)
    emit(args, data, _text(args, draw, portfolio, drawn))
    return 0


def _check(args: argparse.Namespace) -> None:
    if not args.seed.strip():
        raise CommandError("--seed is empty; publish a text and give it here")
    if args.size is not None and args.size < 1:
        raise CommandError("--size must be 1 or more")
    if args.tickets < 1:
        raise CommandError("--tickets must be 1 or more")
    if args.seconds is not None and args.seconds <= 0:
        raise CommandError("--seconds must be above 0")
    if (args.panel is None) != (not args.dropped):
        raise CommandError("--panel and --dropped belong together")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from error


def _write(path: Path, portfolio: Portfolio) -> None:
    text = json.dumps(
        portfolio.published(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from error


def _size(args: argparse.Namespace, quotas: tuple[Quota, ...]) -> int:
    if args.size is not None:
        return int(args.size)
    least, most = possible_sizes(quotas)
    if least > most:
        raise CommandError(
            f"{args.quotas.name}: one feature needs {least} people or more, another allows {most} "
            "at most; change the quotas, or give --size and --relax"
        )
    if least < most:
        say(f"The quotas allow {least} to {most} seats; drawing {least}. --size chooses another.")
    return max(least, 1)


def _fairest(args: argparse.Namespace, pool: Pool) -> tuple[Pool, Draw]:
    try:
        return pool, find_draw(pool, args.rule, seconds=args.seconds, on_step=_steps())
    except InfeasibleError as error:
        if not args.relax or not error.relaxations:
            hint = "; --relax does so" if error.relaxations else ""
            raise CommandError(f"{args.quotas.name}: {error}{hint}") from error
        say(f"{args.quotas.name}: {error}")
        loosened = relaxed(pool)
        return loosened, find_draw(loosened, args.rule, seconds=args.seconds, on_step=_steps())


def _steps() -> Callable[[str], None]:
    """Tell how far it is, every two seconds."""
    shown = time.monotonic()

    def step(text: str) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= 2:
            shown = now
            say(f"drawing: {text}")

    return step


def _data(
    draw: Draw, portfolio: Portfolio, drawn: Drawn, people: tuple[Person, ...]
) -> dict[str, Any]:
    pool = draw.pool
    chances = portfolio.chances
    by_person = {
        name: float(chances[at]) for at, kind in enumerate(pool.types) for name in kind.people
    }
    counts = held(pool, drawn.people)
    return {
        "selected": list(drawn.people),
        "seed": drawn.seed,
        "ticket": drawn.ticket,
        "tickets": portfolio.all_tickets,
        "panel": drawn.panel,
        "panels": len(portfolio.tickets),
        "portfolio_digest": portfolio.digest,
        "procedure": PROCEDURE,
        "rule": draw.rule,
        "size": pool.size,
        "proved_optimal": draw.proved,
        "gap": draw.gap,
        "lowest_chance": draw.lowest,
        "chances": {person.id: by_person.get(person.id, 0.0) for person in people},
        "excluded": [name for at in draw.excluded for name in pool.types[at].people],
        "quotas": [
            {
                "feature": quota.feature,
                "value": quota.value,
                "min": quota.least,
                "max": quota.most,
                "selected": counts[quota.feature, quota.value],
            }
            for quota in pool.quotas
        ],
    }


def _text(args: argparse.Namespace, draw: Draw, portfolio: Portfolio, drawn: Drawn) -> str:
    pool, counts = draw.pool, held(draw.pool, drawn.people)
    chances = portfolio.chances
    proof = (
        "proved: no draw is fairer by this rule"
        if draw.proved
        else f"not proved; at most {draw.gap:.2g} from the best"
    )
    lines = [
        f"{pool.size} of {pool.people} people, rule {draw.rule} ({proof})",
        f"Chances: {chances.min():.2%} to {chances.max():.2%}; people who share all features have "
        "the same chance",
    ]
    excluded = [name for at in draw.excluded for name in pool.types[at].people]
    if excluded:
        lines.append(
            f"{len(excluded)} people fit into no panel that meets the quotas: "
            f"{', '.join(excluded[:10])}{' …' if len(excluded) > 10 else ''}"
        )
    lines += [
        f"{len(portfolio.tickets)} panels hold {portfolio.all_tickets:,} tickets; digest of the "
        f"portfolio {portfolio.digest}",
        f"Seed {drawn.seed!r} draws ticket {drawn.ticket:,}: panel {drawn.panel + 1}",
        "",
        "Drawn:",
        *(f"  {name}" for name in drawn.people),
        "",
        *(
            f"{quota.feature} / {quota.value}: {counts[quota.feature, quota.value]} "
            f"({quota.least} to {quota.most})"
            for quota in pool.quotas
        ),
    ]
    if args.portfolio is not None:
        lines += ["", f"Portfolio: {args.portfolio}. How to recompute the draw:", PROCEDURE]
    return "\n".join(lines)
