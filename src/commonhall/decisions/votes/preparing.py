"""What a vote may be: which rule counts which ballot, how many are elected, how many ranks a ballot may tell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Flag, Number
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import rules
from commonhall.decisions.votes.basket import check_basket
from commonhall.decisions.votes.models import Election

# A longer order of a ballot could be agreed on as a signature (docs/methods/secret-ballot.md).
MOST_RANKS = 6
USUAL_SCORE, MOST_SCORE = 5, 10
MOST_SEATS = 50

MOST = Number(
    _("Maximum number of choices or ranks, points to give, or the highest score"),
    _(
        "Leave blank for no limit. For a question, up to six options can be put in order, and scores go up to five, or up to ten if you say so."
    ),
    least=0,
    most=1000,
)
MOST_PER_PLACE = Number(
    _("Maximum number of choices in one district"),
    _("Leave blank for no limit. Options without a place are not limited."),
    least=0,
    most=1000,
)
SEATS = Number(
    _("How many are elected"),
    _("One, unless seats are filled. Only some rules fill several seats."),
    least=1,
    most=MOST_SEATS,
)
BY_LOT = Flag(
    _("Decide ties by lot"),
    _(
        "For questions. A public beacon gives the lot after the vote closes, and anybody can enter its number. Without it, ties are won by the first code in text order."
    ),
)
Kinds, Form = Election.Kind, Election.Form


def most_of(kind: str, form: str, most: int) -> int:
    """How many choices, ranks or points a ballot may give, or its highest score; where nobody said, the usual."""
    if kind != Kinds.QUESTION or most:
        return most
    return {Form.RANKED.value: MOST_RANKS, Form.SCORES.value: USUAL_SCORE}.get(form, 0)


def check_money(
    kind: str, form: str, budget: int | None, completion: str, rule: str, *, within_budget: bool
) -> None:
    """Raises `BadInput` for a budget without money, or money and what becomes of it where none is shared."""
    if rules.rules()[rule].kind != kind or rules.rules()[rule].lists is not None:
        raise BadInput("rule", _("You cannot use this rule for this kind of vote. Choose another."))
    if (kind == Kinds.BUDGET) != (budget is not None) or (budget is not None and budget <= 0):
        raise BadInput("budget", _("Enter a budget above zero. Questions don't have a budget."))
    possible = kind == Kinds.BUDGET and form == Form.APPROVAL
    check_basket("within_budget", within_budget, possible)
    if completion and completion not in rules.rules()[rule].completions:
        raise BadInput("completion", _("This rule has no such choice. Leave it at the default."))


def check_rule(
    kind: str, form: str, rule: str, *, most: int, seats: int, threshold: int, by_lot: bool
) -> None:
    """Raises `BadInput` where the rule does not count these ballots, or cannot give what is asked of it."""
    counted_by = rules.rules()[rule]
    if form == Form.POINTS and most <= 0:
        raise BadInput("most", _("Enter how many points each voter can give."))
    if form not in counted_by.forms:
        wanted = " · ".join(str(Form(one).label) for one in counted_by.forms)
        raise BadInput(
            "form",
            _(
                "This rule does not count such ballots. Choose this ballot, or another rule: %(form)s"
            )
            % {"form": wanted},
        )
    if kind == Kinds.QUESTION and form == Form.RANKED and most > MOST_RANKS:
        raise BadInput(
            "most",
            _("Enter %(most)d ranks or fewer: a longer order could give its voter away.")
            % {"most": MOST_RANKS},
        )
    if form == Form.SCORES and most > MOST_SCORE:
        raise BadInput(
            "most", _("Enter a highest score of %(most)d or less.") % {"most": MOST_SCORE}
        )
    if seats > 1 and not counted_by.several:
        raise BadInput("seats", _("This rule elects one. Choose another rule, or enter 1."))
    if threshold and not counted_by.demands and kind == Kinds.QUESTION:
        raise BadInput(
            "threshold", _("No share of the ballots can be asked for under this rule. Enter 0.")
        )
    if by_lot and kind != Kinds.QUESTION:
        raise BadInput("by_lot", _("Only a question has its ties decided by lot."))


def check_options(election: Election) -> None:
    """Raises `Refused` while there are too few options for the vote to open."""
    there = election.options.filter(withdrawn=False).count()
    if there < 2:
        raise Refused("state", "options-missing", _("Add at least two options to the vote."))
    if there < election.seats and rules.rules()[election.rule].lists is None:
        raise Refused(
            "state",
            "options-missing",
            _("Add options: %(seats)d are elected, and there are %(there)d.")
            % {"seats": election.seats, "there": there},
        )
