"""What a body does with a participatory budget: open one, move its days, call it off."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Day, Lines, Names, Number, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.budgets import queries, search
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.votes import rules
from commonhall.decisions.votes.basket import BASKET, check_basket
from commonhall.decisions.votes.models import Election
from commonhall.law import queries as law_queries
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

OPEN, CHECK = "open-budgets", "check-proposals"
MOST_CATEGORIES = 30
# The days in their order, each with whether it may be the same day as the one before.
DAYS = (
    ("opens_on", False),
    ("ideas_until", True),
    ("support_until", True),
    ("check_until", False),
    ("ballot_on", False),
    ("votes_from", True),
    ("votes_until", True),
)


def unit_of(budget: Budget) -> int:
    return budget.unit_id


def _categories(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _budget_rules() -> list[tuple[str, object]]:
    known = {one.code for one in rules.of_kind(rules.BUDGET)}
    return [one for one in rules.explained() if one[0] in known]


@action(
    "decisions.open_budget",
    by=Kind.OFFICE,
    power=OPEN,
    undo=put_back,
    title=_("Open a participatory budget"),
    done=_("Participatory budget opened"),
)
def open_budget(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the budget."))],
    unit: Annotated[Unit, Pick(_("For the residents of"), rows=units, key="code", place=True)],
    body: Annotated[
        Body,
        Pick(
            _("Responsible body"),
            _("It checks what each proposal costs and whether it can be done."),
            rows=active_bodies,
            key="code",
        ),
    ],
    money: Annotated[int, Amount(_("Money to share out"), amount=True)],
    opens_on: Annotated[date, Day(_("Ideas from"))],
    ideas_until: Annotated[date, Day(_("Ideas until"))],
    support_until: Annotated[
        date, Day(_("Support until"), _("The day ideas end, if no support is needed."))
    ],
    check_until: Annotated[date, Day(_("All proposals checked by"))],
    ballot_on: Annotated[
        date,
        Day(_("Ballot drawn from"), _("Until the day before, authors merge proposals and appeal.")),
    ],
    votes_from: Annotated[date, Day(_("Vote from"))],
    votes_until: Annotated[date, Day(_("Vote until"))],
    form: Annotated[
        str,
        Choice(
            _("Ballot"),
            choices=Election.Form.choices,
            empty=_("Choose the form of the ballot."),
        ),
    ],
    rule: Annotated[
        str,
        Choice(
            _("Counting rule"),
            choices=_budget_rules(),
            radio=True,
            empty=_("Choose the rule for counting the ballots."),
        ),
    ],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    categories: Annotated[
        list[str] | None,
        Lines(
            _("Categories"),
            _("One on each line. Leave blank for no categories."),
            read=_categories,
            most=2000,
        ),
    ] = None,
    needed: Annotated[
        int,
        Number(
            _("Supporters a proposal needs to be checked"),
            _("Leave blank to check them all."),
            least=0,
            most=100_000,
        ),
    ] = 0,
    most_each: Annotated[
        int,
        Number(_("Maximum number of proposals of one author"), least=1, most=100),
    ] = 3,
    most_cost: Annotated[
        int | None,
        Amount(
            _("Most that one project may cost"), _("Leave blank for no other limit than the money.")
        ),
    ] = None,
    most: Annotated[
        int,
        Number(
            _("Maximum number of choices, or points to give"),
            _("Leave blank for no limit."),
            least=0,
            most=1000,
        ),
    ] = 0,
    within_money: Annotated[bool, BASKET] = False,
) -> Budget:
    """Let residents propose, support and choose what a sum of money is spent on. Its phases follow from its days."""
    _check_money(money, most_cost)
    if not law_queries.competences(body.pk, [CHECK], ctx.today).exists():
        raise BadInput("body", _("This body may not check proposals. Choose another."))
    if form == Election.Form.POINTS and most <= 0:
        raise BadInput("most", _("Enter how many points each voter can give."))
    check_basket("within_money", within_money, form == Election.Form.APPROVAL)
    if any(len(one) > 60 for one in categories or ()) or len(categories or ()) > MOST_CATEGORIES:
        raise BadInput("categories", _("Enter up to 30 categories of up to 60 characters."))
    if opens_on < ctx.today:
        raise BadInput("opens_on", _("Enter today or a later day."))
    budget = Budget(
        names=names,
        texts=texts or {},
        unit=unit,
        body=body,
        money=money,
        opens_on=opens_on,
        ideas_until=ideas_until,
        support_until=support_until,
        check_until=check_until,
        ballot_on=ballot_on,
        votes_from=votes_from,
        votes_until=votes_until,
        form=form,
        rule=rule,
        categories=categories or [],
        needed=needed,
        most_each=most_each,
        most_cost=most_cost,
        most=most,
        within_money=within_money,
    )
    check_days(budget)
    made = ctx.save(budget)
    search.index_budget(made)
    ctx.subject = made.ref
    ctx.note(unit=unit.code, body=body.code, money=money)
    return made


def _check_money(money: int, most_cost: int | None) -> None:
    if money <= 0:
        raise BadInput("money", _("Enter an amount above zero."))
    if most_cost is not None and not 0 < most_cost <= money:
        raise BadInput("most_cost", _("Enter an amount above zero, up to the money of the budget."))


def check_days(budget: Budget) -> None:
    """Raises `BadInput` for the first day that does not follow the one before it."""
    before: date | None = None
    for name, same in DAYS:
        day: date = getattr(budget, name)
        if before is not None and (day < before or (day == before and not same)):
            raise BadInput(name, _("The days must follow each other. Enter a later day."))
        before = day
    if budget.needed and budget.support_until == budget.ideas_until:
        raise BadInput(
            "support_until", _("Supporters are needed, so leave time to collect support.")
        )


# --- afterwards -----------------------------------------------------------------------------------
def _not_drawn(_actor: Actor, budget: Budget) -> None:
    if budget.called_off_on is not None:
        raise Refused("state", "called-off", _("This budget was called off."))
    if queries.has_ballot(budget):
        raise Refused(
            "state", "drawn", _("The ballot is drawn. From now on the vote has its own days.")
        )


REASON = Words(
    _("Why"),
    _("Public."),
    most=2000,
    long=True,
    empty=_("Enter the reasons. They are public."),
)


def _present(name: str) -> object:
    return lambda budget: getattr(budget, name)


def _day(name: str, label: object) -> Day:
    return Day(label, present=_present(name))  # type: ignore[arg-type]


@action(
    "decisions.move_budget_days",
    by=Kind.OFFICE,
    power=OPEN,
    any_body=exemptions.BUDGETED,
    undo=put_back,
    title=_("Move its days"),
    done=_("Days of a participatory budget moved"),
    place=unit_of,
    allows=_not_drawn,
)
def move_budget_days(
    ctx: Context,
    budget: Budget,
    ideas_until: Annotated[date, _day("ideas_until", _("Ideas until"))],
    support_until: Annotated[date, _day("support_until", _("Support until"))],
    check_until: Annotated[date, _day("check_until", _("All proposals checked by"))],
    ballot_on: Annotated[date, _day("ballot_on", _("Ballot drawn from"))],
    votes_from: Annotated[date, _day("votes_from", _("Vote from"))],
    votes_until: Annotated[date, _day("votes_until", _("Vote until"))],
    reason: Annotated[str, REASON],
) -> Budget:
    """Give people more time, with a public reason. Days that are over stay, and none comes earlier."""
    given = {
        "ideas_until": ideas_until,
        "support_until": support_until,
        "check_until": check_until,
        "ballot_on": ballot_on,
        "votes_from": votes_from,
        "votes_until": votes_until,
    }
    for name, day in given.items():
        was: date = getattr(budget, name)
        if day == was:
            continue
        if was < ctx.today:
            raise BadInput(name, _("This day is over and cannot be moved."))
        if day < was:
            raise BadInput(name, _("Enter a later day: nobody may lose time they were given."))
        setattr(budget, name, day)
    check_days(budget)
    budget.reason = reason
    ctx.note(**{name: day.isoformat() for name, day in given.items()})
    return ctx.save(budget)


def _can_end(_actor: Actor, budget: Budget) -> None:
    if budget.called_off_on is not None:
        raise Refused("state", "called-off", _("This budget was called off."))
    if budget.phase() in (Phase.VOTE, Phase.COUNT, Phase.RESULT):
        raise Refused(
            "state",
            "voting",
            _("People are voting or have voted. Only the vote itself can be annulled."),
        )


@action(
    "decisions.call_off_budget",
    by=Kind.OFFICE,
    power=OPEN,
    any_body=exemptions.BUDGETED,
    undo=put_back,
    title=_("Call it off"),
    done=_("Participatory budget called off"),
    place=unit_of,
    allows=_can_end,
)
def call_off_budget(
    ctx: Context,
    budget: Budget,
    reason: Annotated[
        str,
        Words(REASON.label, REASON.help, most=2000, long=True, empty=REASON.empty, needed=True),
    ] = "",
) -> Budget:
    """End it before the vote, with a public reason. What was proposed stays readable."""
    budget.called_off_on, budget.reason = ctx.today, reason
    made = ctx.save(budget)
    search.index_budget(made)
    return made
