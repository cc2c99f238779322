"""Budgets of other places from Pabulib files (.pb), as reported facts: options, ballots, result.

What the file calls selected has won; where it says nothing, its own rule is counted. Voters' age and sex
are not taken over. Staged like every import: written in chunks, visible with the closing action.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs, versions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.import_runs import Plan
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ExternalId, ImportRun
from commonhall.cases.moving_in.agreeing import may_begin, only_agreed
from commonhall.core import imports
from commonhall.core.importers import DRY_RUN, Imported, Importer, words
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.core.money import digits, hall_currency
from commonhall.decisions.votes import counting
from commonhall.decisions.votes.counting import OptionRow, Terms
from commonhall.decisions.votes.models import CastBallot, Election, Option, Result
from commonhall.methods import budgeting
from commonhall.methods.budgeting.amounts import points_of
from commonhall.methods.budgeting.pabulib import amount, split_cell
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

FORMAT = "pabulib"
FORMS = {
    "approval": "approval",
    "choose-1": "approval",
    "ordinal": "ranked",
    "cumulative": "points",
    "scoring": "points",
}
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%Y")
YEARS = range(1900, 2200)
LONGEST_CODE = 40
LARGEST = 2**63 - 1
DOUBTS_TOLD = 5


@dataclass(frozen=True)
class Row:
    """One ballot: tracker and choices."""

    tracker: str
    choices: tuple[tuple[str, Any], ...]


@action(
    "decisions.import_budget",
    by=Kind.SYSTEM,
    power="import-cases",
    title=_("Import a budget"),
    done=_("Budget of another place imported as reported facts"),
    notifies=False,
    allows=only_agreed("import-cases"),
    no_door="brought in by commonhall import",
)
def import_budget(
    ctx: Context,
    run: Annotated[ImportRun, Internal()],
    election: Annotated[Election, Internal()],
) -> int:
    """Close an import: the election becomes visible, with the Merkle root over all its rows."""
    ctx.subject = election.ref
    return import_runs.close(ctx, run, "ballots")


def run(path: Path, dry_run: bool = False) -> Imported:
    """Import one file. Raises `Invalid` naming the line; resumes after a kill; twice changes nothing."""
    file = _read(path)
    digest = imports.digest_of(path)
    count = len(file.vote_column("vote"))
    if dry_run:
        repeated = import_runs.imported_before(FORMAT, digest)
        return {
            "name": _name(file, path.name),
            "projects": len(file.projects),
            "ballots": count,
            "repeated": repeated,
            "dry_run": True,
        } | _doubts(file)
    may_begin(import_budget)
    opened = import_runs.open_run(FORMAT, digest, path.name, count)
    election = _election(file, opened)

    def make(chunk: list[Row]) -> list[Governed]:
        return [
            CastBallot(
                election=election,
                tracker=row.tracker,
                choices=[list(choice) for choice in row.choices],
            )
            for row in chunk
        ]

    plan: Plan[Row] = Plan(
        FORMAT, lambda: _rows(file), lambda row: f"{digest[:24]}/{row.tracker}", make
    )
    outcome = import_runs.carry_out(
        opened,
        lambda _run: plan,
        lambda run: import_budget.perform(system(), run=run, election=election),
    )
    return {
        "election": election.pk,
        "made_ref": election.ref,
        "projects": len(file.projects),
        "ballots": count,
        "new": outcome.new,
        "winners": list(election.result.outcome["winners"]),
        "repeated": outcome.repeated,
    } | _doubts(file)


def _doubts(file: budgeting.PabulibFile) -> Imported:
    return {"doubts": list(file.warnings)} if file.warnings else {}


def told(result: Imported) -> str:
    if result.get("dry_run"):
        return f"{result['ballots']} ballots, {result['projects']} projects. Nothing was written."
    winners = len(result["winners"])
    said = f"{result['ballots']} ballots, {winners} projects won; vote {result['election']}."
    doubts = result.get("doubts", [])
    lines = [said, *doubts[:DOUBTS_TOLD]]
    if len(doubts) > DOUBTS_TOLD:
        lines.append(f"… and {len(doubts) - DOUBTS_TOLD} more doubts")
    return "\n  ".join(lines)


IMPORTER = Importer(
    what="budget",
    format=FORMAT,
    help="a counted budget from a Pabulib file, as reported facts",
    run=run,
    told=told,
    options=(DRY_RUN,),
    usual=True,
)


def _read(path: Path) -> budgeting.PabulibFile:
    text = imports.read_text(path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Invalid([Problem(line, "file", "holds the character U+0000; take it out")])
    try:
        file = budgeting.read_pabulib(text)
        budgeting.election_from_pabulib(file)
    except (budgeting.PabulibError, budgeting.ElectionError) as error:
        raise Invalid([Problem(getattr(error, "line", 1), "file", str(error))]) from error
    if problems := list(_unfit(file)):
        raise Invalid(problems)
    return file


def _unfit(file: budgeting.PabulibFile) -> Iterator[Problem]:
    """What cannot be stored."""
    currency = _currency(file)
    said = f"is more than {LARGEST} of the smallest units of money"
    if _minor(file.budget, currency) > LARGEST:
        yield Problem(file.meta_lines["budget"], "budget", said)
    codes, costs = file.project_column("project_id"), file.project_column("cost")
    for code, cost, line in zip(codes, costs, file.project_lines, strict=True):
        if len(code.strip()) > LONGEST_CODE:
            yield Problem(line, "project_id", f"has more than {LONGEST_CODE} characters")
        if _minor(amount(cost, line, "cost"), currency) > LARGEST:
            yield Problem(line, "cost", said)


def _rows(file: budgeting.PabulibFile) -> Iterator[Row]:
    votes = file.vote_column("vote")
    named = "voter_id" in file.vote_header
    voters = file.vote_column("voter_id") if named else map(str, range(1, len(votes) + 1))
    form = FORMS[file.vote_type]
    points = file.vote_column("points") if form == "points" else [""] * len(votes)
    seen: set[str] = set()
    for number, (voter, cell, scores) in enumerate(zip(voters, votes, points, strict=True)):
        tracker = voter.strip()[:40]
        # Some published files give several voters one id; each ballot counts all the same.
        if tracker in seen:
            tracker = f"{tracker[:28]}#{number}"
        while tracker in seen:
            tracker += "'"
        seen.add(tracker)
        codes = list(dict.fromkeys(split_cell(cell)))
        given: Sequence[Any]
        if form == "ranked":
            given = range(1, len(codes) + 1)
        elif form == "points":
            read = [points_of(part) for part in split_cell(scores)]
            known = [_number(value) for value in read if value is not None]
            # A ballot with points that are no numbers counts as empty, as it does in the count.
            given = known if len(known) == len(read) else []
        else:
            given = [1] * len(codes)
        yield Row(tracker, tuple(zip(codes, given, strict=False)))


def _number(value: int | Fraction) -> Any:
    """Whole points as numbers; others as text, since the record knows no fractions."""
    return value.numerator if value.denominator == 1 else str(value)


def _election(file: budgeting.PabulibFile, run_: ImportRun) -> Election:
    """The election of a run with options and result: written once, in one transaction."""
    key = run_.source_sha256
    with transaction.atomic():
        known = ExternalId.objects.filter(source="pabulib-file", key=key).first()
        if known is not None:
            number = int(known.ref.partition(":")[2])
            found: Election = Election.objects.select_related("result").get(pk=number)
            return found
        election = _new_election(file, run_)
        import_runs.save_batch([election])
        options = _options(file, election)
        import_runs.save_batch(options)
        result = _result(file, election, options)
        import_runs.save_batch([result])
        versions.write([election, *options, result], run_.entry)
        ExternalId.objects.create(source="pabulib-file", key=key, ref=election.ref, run=run_)
    return election


def _new_election(file: budgeting.PabulibFile, run_: ImportRun) -> Election:
    meta = file.meta
    closed = _day(meta.get("date_end", "")) or _day(meta.get("instance", ""))
    rule = meta.get("rule", "").lower()
    return Election(
        kind=Election.Kind.BUDGET,
        form=FORMS[file.vote_type],
        rule="mes" if "equal" in rule else "phragmen" if "phragm" in rule else "greedy",
        completion=rule.partition("/")[2][:12],
        names=words(_name(file, run_.source_name)),
        state=Election.State.COUNTED,
        body=Body.objects.get(kind=Body.Kind.SYSTEM),
        unit=Unit.objects.order_by("path")[0],
        budget=_minor(file.budget, _currency(file)),
        currency=_currency(file),
        most=_most(file),
        opens_at=_day(meta.get("date_begin", "")),
        closes_at=closed,
        counted_at=closed,
        reported=True,
        run=run_,
    )


def _name(file: budgeting.PabulibFile, source: str) -> str:
    """What the budget is called: by what the file says of itself, else by the file's name."""
    meta = file.meta
    name = meta.get("description") or meta.get("unit") or source
    place = " · ".join(filter(None, (meta.get("unit", ""), meta.get("instance", ""))))
    return f"{name} ({place})"[:300] if place else name[:300]


def _most(file: budgeting.PabulibFile) -> int:
    """How many one may choose; 0: as many as there are."""
    stated = file.meta.get("max_length", "").strip()
    if file.vote_type == "choose-1":
        return 1
    most = int(stated) if stated.isdecimal() and len(stated) < 10 else 0
    return most if most < len(file.projects) else 0


def _currency(file: budgeting.PabulibFile) -> str:
    """The file's own; the hall's where it names none."""
    return file.meta.get("currency", "").strip().upper()[:3] or hall_currency()


def _minor(value: Fraction, currency: str) -> int:
    """Whole minor units; a finer part, which some files have, is left out."""
    return int(value * 10 ** digits(currency))


def _day(text: str) -> datetime | None:
    for form in DAYS:
        try:
            day = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        return timezone.make_aware(day) if day.year in YEARS else None
    return None


def _options(file: budgeting.PabulibFile, election: Election) -> list[Option]:
    def column(name: str) -> list[str]:
        present = name in file.project_header
        return file.project_column(name) if present else [""] * len(file.projects)

    codes, costs, names = column("project_id"), column("cost"), column("name")
    selected, categories = column("selected"), column("category")
    said = "selected" in file.project_header
    won = {code.strip() for code, mark in zip(codes, selected, strict=True) if mark.strip() == "1"}
    if not said:
        won = set(_counted(file, election)["winners"])
    return [
        Option(
            election=election,
            code=code.strip()[:40],
            names=words(name.strip() or code.strip()),
            cost=_minor(amount(cost, line, "cost"), election.currency),
            category=category.strip()[:60],
            won=code.strip() in won,
        )
        for code, cost, name, category, line in zip(
            codes, costs, names, categories, file.project_lines, strict=True
        )
    ]


def _counted(file: budgeting.PabulibFile, election: Election) -> dict[str, Any]:
    """The file's own ballots, counted by its own rule."""
    counted = budgeting.election_from_pabulib(file)
    outcome = counting.run_rule(counted, election.rule, election.completion, election.form)
    return {"winners": list(outcome.winners)}


def _result(file: budgeting.PabulibFile, election: Election, options: list[Option]) -> Result:
    counted = budgeting.election_from_pabulib(file)
    won = sorted(option.code for option in options if option.won)
    rows = [OptionRow(option.code, option.cost, "", option.category) for option in options]
    terms = Terms("budget", election.form, election.rule, election.completion, election.budget)
    outcome = {
        "rule": file.meta.get("rule", ""),
        "budget": str(election.budget),
        "spent": str(sum(option.cost or 0 for option in options if option.won)),
        "endowment": None,
        "winners": won,
        "rounds": [],
        "votes": {project.id: counted.votes(at) for at, project in enumerate(counted.projects)},
        "lacking": {},
        "others": counting.other_rules(counted, terms.form),
        "by_place": {},
        "by_category": counting.money_by(rows, set(won), "category"),
    }
    return Result(election=election, outcome=outcome, ballots=len(file.votes))
