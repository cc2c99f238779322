"""Put many options on the ballot at once, from a file: all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Lines, Upload
from commonhall.core.imports import Problem
from commonhall.core.money import digits, require_hall_currency
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import option_files, search
from commonhall.decisions.votes.allowing import own_ballot, unit_of
from commonhall.decisions.votes.models import Election, Option
from commonhall.decisions.votes.option_files import OptionLine
from commonhall.places.queries import within
from commonhall.ui import languages

# So many faults are named.
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Loaded:
    """What a file brought, or, checked only, would bring."""

    election: int
    options: int
    dry_run: bool

    def get_absolute_url(self) -> str:
        name = "decisions:load_options" if self.dry_run else "decisions:election"
        return reverse(name, args=[self.election])


def told(loaded: Loaded | None) -> str:
    """What is said when a file was handed in."""
    if loaded is None:
        return ""
    if loaded.dry_run:
        said = gettext("The file is right: %(number)d options. Nothing was put on the ballot.")
    else:
        said = gettext("%(number)d options were put on the ballot.")
    return said % {"number": loaded.options}


@action(
    "decisions.load_options",
    by=Kind.OFFICE,
    power="hold-votes",
    remedy=owed.WHOLE_VOTE,
    title=_("Add options from a file"),
    done=_("Options file uploaded"),
    place=unit_of,
    allows=own_ballot,
    told=told,
)
def load_options(
    ctx: Context,
    election: Election,
    file: Annotated[
        Any,
        Upload(
            _("File"),
            _(
                "CSV with the columns code and name, and cost for a budget. You can add district (name or code), category and text. Or a Pabulib file: its projects are used."
            ),
            kinds=("csv", "pb", "txt"),
        ),
    ] = None,
    lines: Annotated[str, Lines(_("Or the lines of the file"), most=1_000_000)] = "",
    dry_run: Annotated[
        bool,
        Flag(_("Only check the file"), _("Says what would happen, without changing the ballot.")),
    ] = False,
) -> Loaded:
    """Put all options of a file on the ballot. If one line is wrong, none is taken and all faults are named."""
    if bool(lines) is bool(file):
        raise BadInput("file", _("Choose a file or enter its lines, not both."))
    field = "lines" if lines else "file"
    if election.budget is not None:
        require_hall_currency(election.currency, field)
    found, problems = option_files.read(lines or _text_of(file), _terms(election))
    if problems:
        raise BadInput(field, _said(problems))
    ctx.note(options=len(found), dry_run=dry_run)
    if not dry_run:
        _put(ctx, election, found)
    return Loaded(election.pk, len(found), dry_run)


def _text_of(file: Any) -> str:
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(
            "file", _("This file is not UTF-8 text. Save it as UTF-8 and try again.")
        ) from error


def _terms(election: Election) -> option_files.Terms:
    places: dict[str, int] = {}
    units = list(within(election.unit).filter(ended_on=None))
    for unit in units:
        for name in {option_files.fold(name) for name in unit.names.values()}:
            # 0 where two have the name: the file must give the code.
            places[name] = 0 if name in places else unit.pk
    places |= {option_files.fold(unit.code): unit.pk for unit in units}
    taken = frozenset(election.options.values_list("code", flat=True))
    return option_files.Terms(election.budget, 10 ** digits(election.currency), places, taken)


def _said(problems: list[Problem]) -> str:
    shown = [
        gettext("Line %(line)d, %(field)s: %(what)s.")
        % {"line": one.line, "field": one.field, "what": one.message}
        for one in problems[:MOST_PROBLEMS]
    ]
    rest = len(problems) - len(shown)
    more = [gettext("And %(rest)d more.") % {"rest": rest}] if rest else []
    return " ".join([gettext("Nothing was put on the ballot."), *shown, *more])


def _put(ctx: Context, election: Election, found: list[OptionLine]) -> None:
    own = languages.own().code
    made = ctx.save_all(
        [
            Option(
                election=election,
                code=one.code,
                names={own: one.name},
                texts={own: one.text} if one.text else {},
                cost=one.cost,
                unit_id=one.place,
                category=one.category,
            )
            for one in found
        ]
    )
    for option in made:
        ctx.link(option, election, "voted-in")
        search.index_option(option)
