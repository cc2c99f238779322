"""What residents and organisations do with initiatives: begin one, change its words, tell how it goes, withdraw it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Pick, Ref, Words
from commonhall.consultations.initiatives import counting, kinds, search
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    InitiativeUpdate,
    PaperSheet,
    Promoter,
    SignatureTally,
)
from commonhall.consultations.initiatives.signers import is_promoter, own_token
from commonhall.consultations.speakers import spoken_by
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Initiative.State
Shown = InitiativeSignature.Shown
BY = (Kind.PERSON, Kind.ORGANISATION)
BEGIN = "begin-initiatives"
# So many a person or an organisation has open at once: before one of theirs reached its number, and after.
FIRST_TIME, MOST_OPEN = 1, 3

TITLE = Words(
    _("What should happen, in one sentence"),
    _("For example: Light Mill Road until midnight."),
    most=160,
    empty=_("Say in one sentence what should happen."),
)
TEXT = Words(
    _("Why, and what exactly"),
    _("Nobody can change this text once somebody else has signed it."),
    most=8000,
    long=True,
    empty=_("Say why, and what exactly you ask for."),
)
NAME = Words(
    _("Your name as people will read it"),
    _("Public: the name of the person who begins an initiative is shown."),
    most=120,
    empty=_("Enter the name people will read."),
)


def _may_begin(actor: Actor, _thing: None) -> None:
    mine = (
        {"organisation_id": actor.organisation}
        if actor.kind is Kind.ORGANISATION
        else {"person_id": actor.person}
    )
    rows = Initiative.objects.filter(**mine)
    reached = rows.filter(reached_on__isnull=False).exists()
    most = MOST_OPEN if reached else FIRST_TIME
    if rows.filter(state=State.OPEN).count() >= most:
        raise Refused(
            "rights",
            "open-already",
            _(
                "Your initiative is still collecting signatures. You can begin another one afterwards."
            )
            if most == FIRST_TIME
            else _("You have three initiatives open: wait until one of them has ended."),
        )


@action(
    "consultations.begin_initiative",
    by=BY,
    right=BEGIN,
    verified=True,
    title=_("Begin an initiative"),
    done=_("Initiative begun"),
    allows=_may_begin,
    limit="consultations.begin_initiative",
)
def begin_initiative(
    ctx: Context,
    title: Annotated[str, TITLE],
    text: Annotated[str, TEXT],
    kind: Annotated[
        str,
        Choice(
            _("What do you ask for?"),
            _("The charter says for each how many must sign, in how many days, and who answers."),
            choices=kinds.Kind.choices,
            radio=True,
            empty=_("Choose what you ask for."),
        ),
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("You live in it, and so does everybody whose signature counts."),
            rows=units,
            key="code",
            empty=_("Choose the place that is concerned."),
        ),
    ],
    name: Annotated[str, NAME],
    body: Annotated[
        Body | None,
        Pick(
            _("For a public answer or a round table: who is asked"),
            _("Leave blank to ask the Council."),
            rows=active_bodies,
            key="code",
        ),
    ] = None,
    about: Annotated[
        str,
        Ref(_("Which matter it is about"), _("If it is about something that stands here already.")),
    ] = "",
) -> Initiative:
    """Ask a body for something, and collect signatures. Once there are enough, it owes an answer by a day. You have signed
    with it."""
    _check_home(ctx, unit)
    owes = _who_answers(ctx, kind, body)
    lasting = queries.due_day(kinds.SIGN, ctx.today, kind)
    found = counting.needed(f"{kinds.MATTER}{kind}", unit, ctx)
    if found is None or lasting is None:
        raise BadInput("kind", _("No provision in force says how many must sign for this."))
    if about and refs.thing(about) is None:
        raise BadInput("about", _("There is nothing on the record with this reference. Check it."))
    made = ctx.save(
        Initiative(
            title=title,
            text=text,
            kind=kind,
            unit=unit,
            body=owes,
            about=about,
            needed=found[0],
            closes_on=lasting,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    SignatureTally.objects.create(initiative=made)
    _stand_behind(ctx, made, name)
    if about:
        ctx.link(about, made, "petitioned")
    ctx.follow(made, ctx.actor.account)
    search.index_initiative(made)
    ctx.subject = made.ref
    ctx.note(kind=kind, needed=found[0], residents=found[1], closes_on=lasting.isoformat())
    return made


def _check_home(ctx: Context, unit: Unit) -> None:
    """Whoever begins lives in the place; an organisation speaks where it is registered or above."""
    if ctx.actor.kind is Kind.ORGANISATION:
        return
    here = queries.residents(unit, ctx.today).filter(person_id=ctx.actor.person_id)
    if not here.exists():
        raise BadInput("unit", _("Choose a place you are confirmed to live in."))


def _who_answers(ctx: Context, kind: str, asked: Body | None) -> Body:
    if asked is not None and kind not in kinds.ASKED_OF:
        raise BadInput("body", _("Leave blank: for this the law says who answers."))
    found = kinds.who_answers(kind, asked, ctx.today)
    if found is None or not _can_answer(found, kind, ctx.today):
        raise BadInput(
            "body" if asked is not None else "kind",
            _("No body that could do this answers initiatives."),
        )
    return found


def _can_answer(body: Body, kind: str, today: date) -> bool:
    """Does it hold what it takes: to answer initiatives, and to convene where a round table is called for?"""
    needs = {kinds.ANSWERS} | ({kinds.CONVENES} if kind == kinds.Kind.TABLE else set())
    held = queries.competences(body.pk, needs, today).values_list("power", flat=True)
    return needs <= set(held)


def _stand_behind(ctx: Context, made: Initiative, name: str) -> None:
    """Whoever begins is its first promoter, and has signed."""
    person = ctx.actor.kind is Kind.PERSON
    mine: dict[str, Any] = (
        {"person_id": ctx.actor.person} if person else {"organisation_id": ctx.actor.organisation}
    )
    ctx.save(
        Promoter(
            initiative=made,
            name=name,
            first=True,
            invited_on=ctx.today,
            accepted_on=ctx.today,
            **mine,
        )
    )
    ctx.save(
        InitiativeSignature(
            initiative=made,
            shown=Shown.PUBLIC,
            name=name,
            token=own_token(made, ctx.actor),
            counts=person,
            on=ctx.today,
            **mine,
        )
    )
    counting.add(made, **{"online" if person else "organisations": 1})


# --- its words ------------------------------------------------------------------------------------
def own_while_open(actor: Actor, initiative: Initiative) -> None:
    """A promoter's, while signatures are collected."""
    if not is_promoter(initiative, actor):
        raise Refused("state", "not-yours", _("Only those who stand behind it can do this."))
    if initiative.state != State.OPEN or initiative.is_hidden:
        raise Refused("state", "wrong-state", _("It is not collecting signatures any more."))


def _words_are_free(actor: Actor, initiative: Initiative) -> None:
    own_while_open(actor, initiative)
    on_paper = initiative.sheets.exclude(state=PaperSheet.State.REFUSED)
    if initiative.frozen_on is not None or on_paper.exists():
        raise Refused(
            "state",
            "signed-by-others",
            _("Others have signed this text, so it stays as it is. Write an update instead."),
        )


def _as_it_stands(name: str) -> Any:
    return lambda initiative: getattr(initiative, name, "")


@action(
    "consultations.reword_initiative",
    by=BY,
    right=BEGIN,
    title=_("Change its text"),
    done=_("Text of an initiative changed"),
    allows=_words_are_free,
    limit="consultations.begin_initiative",
)
def reword_initiative(
    ctx: Context,
    initiative: Initiative,
    title: Annotated[
        str, Words(TITLE.label, most=160, empty=TITLE.empty, present=_as_it_stands("title"))
    ],
    text: Annotated[
        str,
        Words(TEXT.label, most=8000, long=True, empty=TEXT.empty, present=_as_it_stands("text")),
    ],
) -> Initiative:
    """Say it better, as long as nobody but its promoters has signed. The earlier words stay in the record's versions."""
    initiative.title, initiative.text = title, text
    made = ctx.save(initiative)
    search.index_initiative(made)
    return made


# --- how it goes ----------------------------------------------------------------------------------
def _may_tell(actor: Actor, initiative: Initiative) -> None:
    if not is_promoter(initiative, actor):
        raise Refused("state", "not-yours", _("Only those who stand behind it can do this."))
    if initiative.is_hidden:
        raise Refused("state", "hidden", _("This initiative is hidden by moderation."))


@action(
    "consultations.update_initiative",
    by=BY,
    right=BEGIN,
    title=_("Write an update"),
    done=_("News of an initiative"),
    allows=_may_tell,
    limit="consultations.write_statement",
)
def update_initiative(
    ctx: Context,
    initiative: Initiative,
    text: Annotated[
        str,
        Words(
            _("What is new"),
            _("Public. Everybody who follows the initiative is told."),
            most=4000,
            long=True,
            empty=_("Say what is new."),
        ),
    ],
) -> InitiativeUpdate:
    """Tell those who signed how it goes. The text they signed stays as it is."""
    return ctx.save(
        InitiativeUpdate(
            initiative=initiative, text=text, at=ctx.occurred_at, **spoken_by(ctx.actor)
        )
    )


def _may_withdraw(actor: Actor, initiative: Initiative) -> None:
    if not is_promoter(initiative, actor, first=True):
        raise Refused("state", "not-yours", _("Only the person who began it can withdraw it."))
    if initiative.state != State.OPEN:
        raise Refused(
            "state",
            "wrong-state",
            _("It can be withdrawn only while it collects signatures: now it is those of all."),
        )


@action(
    "consultations.withdraw_initiative",
    by=BY,
    right=BEGIN,
    title=_("Withdraw it"),
    done=_("Initiative withdrawn"),
    allows=_may_withdraw,
)
def withdraw_initiative(
    ctx: Context,
    initiative: Initiative,
    reason: Annotated[
        str,
        Words(
            _("Why"),
            _("Public. Those who signed are told."),
            most=2000,
            long=True,
            empty=_("Say why you withdraw it."),
        ),
    ],
) -> Initiative:
    """End it before it has reached its number. Nobody has to answer."""
    initiative.state, initiative.reason = State.WITHDRAWN, reason
    initiative.decided_at = ctx.occurred_at
    made = ctx.save(initiative)
    search.index_initiative(made)
    return made


# --- promoters ------------------------------------------------------------------------------------
def invited(initiative: Initiative, person: int | None) -> QuerySet[Promoter]:
    """A person's invitation to stand behind it that waits for their word."""
    return Promoter.objects.filter(
        initiative=initiative, person_id=person or 0, left_on=None, accepted_on=None
    )
