"""What residents and organisations do with proposals for a budget: propose, reword, show, withdraw."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Pick, Point, PointOnMap, Upload, Words
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock, photos
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals import search
from commonhall.decisions.proposals.authors import lives_in, mine, own_authorship
from commonhall.decisions.proposals.models import Proposal, ProposalAuthor
from commonhall.law.promises import ledger
from commonhall.places import queries as place_queries
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Proposal.State
BY = (Kind.PERSON, Kind.ORGANISATION)
PROPOSE = "propose-projects"
LIMIT = "decisions.propose_project"

TITLE = Words(
    _("What should be built or done, in one sentence"),
    _("For example: Ten benches on the way to the market."),
    most=160,
    empty=_("Say in one sentence what should be built or done."),
)
TEXT = Words(
    _("What exactly, for whom, and why"),
    _("You can change this text while ideas are collected. Earlier versions stay readable."),
    most=8000,
    long=True,
    empty=_("Say what exactly, for whom, and why."),
)
COST = _("What it may cost")
PHOTO = Upload(
    _("Photo"),
    _("Hidden data, such as where it was taken, are removed."),
    kinds=("jpg", "jpeg", "png", "webp"),
    clean=photos.clean,
)
PHOTO_WORDS = Words(_("What the photo shows"), _("Read to people who cannot see it."), most=200)


def _places(budget: Budget) -> QuerySet[Unit]:
    return place_queries.within(budget.unit).filter(ended_on=None)


def _categories(budget: Budget) -> list[tuple[str, str]]:
    return [(one, one) for one in budget.categories]


def _may_propose(actor: Actor, budget: Budget) -> None:
    phases.require(budget, Phase.IDEAS, today=clock.today())
    which = mine(actor)
    if which is None:
        return
    if actor.kind is Kind.PERSON and lives_in(budget, actor.person_id, clock.today()) is False:
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("This is for residents of %(place)s. You are confirmed to live elsewhere.")
            % {"place": budget.unit.name},
        )
    own = budget.proposals.filter(**which).exclude(state=State.WITHDRAWN)
    if own.count() >= budget.most_each:
        raise Refused(
            "state",
            "enough-proposals",
            _("You have proposed as many projects as this budget allows: %(most)d.")
            % {"most": budget.most_each},
        )


@action(
    "decisions.propose_project",
    by=BY,
    right=PROPOSE,
    verified=True,
    title=_("Propose a project"),
    done=_("Project proposed for a budget"),
    allows=_may_propose,
    limit=LIMIT,
)
def propose_project(
    ctx: Context,
    budget: Budget,
    title: Annotated[str, TITLE],
    text: Annotated[str, TEXT],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            rows=units,
            rows_of=_places,
            key="code",
            empty=_("Choose the place where it is to be."),
        ),
    ],
    estimate: Annotated[
        int, Amount(COST, _("Your own estimate. The body checks it."), empty=_("Enter an amount."))
    ],
    name: Annotated[
        str,
        Words(
            _("Your name as people will read it"),
            _("Public: the names of authors are shown."),
            most=120,
            empty=_("Enter the name people will read."),
        ),
    ],
    category: Annotated[
        str,
        Choice(
            _("Category"),
            choices_of=_categories,
            asked_of=lambda budget: bool(budget.categories),
            needed=True,
            empty=_("Choose a category."),
        ),
    ] = "",
    point: Annotated[
        Point | None, PointOnMap(_("Where exactly"), boundaries=reverse_lazy("places:boundaries"))
    ] = None,
    image: Annotated[Any, PHOTO] = None,
    image_words: Annotated[str, PHOTO_WORDS] = "",
) -> Proposal:
    """Say what the money should be spent on. You hear of every step: its check, the ballot, the result and its delivery."""
    _check_place(budget, unit, point)
    check_amount(budget, estimate, "estimate")
    if category and category not in budget.categories:
        raise BadInput("category", _("Choose a category."))
    _check_words_of(image, image_words)
    latitude, longitude = point or (None, None)
    made = ctx.save(
        Proposal(
            budget=budget,
            title=title,
            text=text,
            unit=unit,
            estimate=estimate,
            name=name,
            category=category,
            latitude=latitude,
            longitude=longitude,
            image=image or "",
            image_words=image_words if image else "",
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    ctx.save(ProposalAuthor(proposal=made, name=name, **(mine(ctx.actor) or {})))
    ctx.follow(made, ctx.actor.account)
    ctx.follow(budget, ctx.actor.account)
    search.index_proposal(made)
    ctx.subject = made.ref
    ctx.note(budget=budget.ref, estimate=estimate)
    return made


def _check_place(budget: Budget, unit: Unit, point: Point | None) -> None:
    if not unit.path.startswith(budget.unit.path):
        raise BadInput(
            "unit",
            _("Choose a place in %(place)s, for which this budget is.")
            % {"place": budget.unit.name},
        )
    if point is None:
        return
    (found,) = place_queries.locate([(float(point[0]), float(point[1]))])
    if found is not None and not place_queries.unit_by_id(found).path.startswith(budget.unit.path):
        raise BadInput(
            "point",
            _("Choose a point in %(place)s, for which this budget is.")
            % {"place": budget.unit.name},
        )


def check_amount(budget: Budget, amount: int, field: str) -> None:
    """Raises `BadInput` for a cost that could never be funded."""
    if amount <= 0:
        raise BadInput(field, _("Enter an amount above zero."))
    if amount > budget.dearest:
        raise BadInput(field, _("This is more than one project of this budget may cost."))


def _check_words_of(image: Any, words: str) -> None:
    if image and not words.strip():
        raise BadInput("image_words", _("Say what the photo shows."))


# --- its words ------------------------------------------------------------------------------------
def own_proposal(actor: Actor, proposal: Proposal) -> None:
    """Raises `Refused` unless the actor is one of its authors."""
    if own_authorship(proposal, actor) is None:
        raise Refused("state", "not-yours", _("Only its authors can do this."))


def _words_are_free(actor: Actor, proposal: Proposal) -> None:
    own_proposal(actor, proposal)
    if proposal.state != State.PROPOSED:
        raise Refused("state", "wrong-state", _("It has been decided, so it stays as it is."))
    phases.require(proposal.budget, Phase.IDEAS, today=clock.today())


def _as_it_stands(name: str) -> Any:
    return lambda proposal: getattr(proposal, name, "")


@action(
    "decisions.reword_proposal",
    by=BY,
    right=PROPOSE,
    title=_("Change your proposal"),
    done=_("Proposal for a budget changed"),
    allows=_words_are_free,
    limit=LIMIT,
)
def reword_proposal(
    ctx: Context,
    proposal: Proposal,
    title: Annotated[
        str,
        Words(TITLE.label, most=160, empty=TITLE.empty, present=_as_it_stands("title")),
    ],
    text: Annotated[
        str,
        Words(TEXT.label, most=8000, long=True, empty=TEXT.empty, present=_as_it_stands("text")),
    ],
    estimate: Annotated[
        int, Amount(COST, empty=_("Enter an amount."), present=_as_it_stands("estimate"))
    ],
) -> Proposal:
    """Say it better while ideas are collected. Earlier versions stay readable beside it."""
    check_amount(proposal.budget, estimate, "estimate")
    proposal.title, proposal.text, proposal.estimate = title, text, estimate
    made = ctx.save(proposal)
    search.index_proposal(made)
    return made


@action(
    "decisions.picture_proposal",
    by=BY,
    right=PROPOSE,
    title=_("Show a photo"),
    done=_("Photo of a proposal shown"),
    allows=_words_are_free,
    limit=LIMIT,
)
def picture_proposal(
    ctx: Context,
    proposal: Proposal,
    image: Annotated[
        Any,
        Upload(
            PHOTO.label,
            PHOTO.help,
            kinds=PHOTO.kinds,
            clean=PHOTO.clean,
            empty=_("Choose a photo."),
        ),
    ],
    image_words: Annotated[
        str,
        Words(PHOTO_WORDS.label, PHOTO_WORDS.help, most=200, empty=_("Say what the photo shows.")),
    ],
) -> Proposal:
    """Put a photo on its card, or another one, while ideas are collected."""
    proposal.image, proposal.image_words = image, image_words
    return ctx.save(proposal)


def _may_withdraw(actor: Actor, proposal: Proposal) -> None:
    own_proposal(actor, proposal)
    if proposal.state not in (State.PROPOSED, State.WAITING, State.ADMITTED):
        raise Refused(
            "state",
            "wrong-state",
            _("It can be withdrawn only until it is on the ballot or has been decided."),
        )
    if proposal.authors.count() > 1:
        raise Refused(
            "state", "not-yours-alone", _("It belongs to all its authors since it was merged.")
        )


@action(
    "decisions.withdraw_project",
    by=BY,
    right=PROPOSE,
    title=_("Withdraw it"),
    done=_("Proposal for a budget withdrawn"),
    allows=_may_withdraw,
)
def withdraw_project(
    ctx: Context,
    proposal: Proposal,
    why: Annotated[
        str,
        Words(
            _("Why"),
            _("Public. Those who follow it are told."),
            most=2000,
            long=True,
            empty=_("Say why you withdraw it."),
        ),
    ],
) -> Proposal:
    """Take it back before it is on the ballot. It stays readable as withdrawn."""
    proposal.state, proposal.why = State.WITHDRAWN, why
    ledger.withdraw(ctx, proposal)
    return ctx.save(proposal)
