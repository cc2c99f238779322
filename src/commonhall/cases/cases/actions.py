"""What may be done with cases: raise, answer, pass on, report done, confirm, refuse, reopen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Internal, Pick, Point, PointOnMap, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.cases.cases import raising, reading, rules, search
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.categories.answer_inputs import ExtraAnswers
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.cases.categories.questions import keep_answers, may_raise
from commonhall.cases.pictures import at_raising
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day, holder_of
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Case.State
Satisfied = Confirmation.Satisfied
LONGEST_PROMISE = timedelta(days=5 * 365)
# So often bodies pass a case on among themselves; then whoever holds this power decides who answers.
PASSED_FREELY = 2
SETTLES = "settle-cases"
# By which door a case came, where nobody says otherwise.
CHANNELS = {"api": Case.Channel.API, "command": Case.Channel.API}


# --- raising --------------------------------------------------------------------------------------
@action(
    "cases.raise_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Raise a case"),
    done=_("Case raised"),
    limit="cases.raise_case",
    # Whoever raised it gets a letter of its own: `by_letter.acknowledgement`.
    notifies=False,
    news=True,
    told=lambda case: gettext("Your case is with %(body)s.") % {"body": case.body.name},
    own_page=True,
)
def raise_case(
    ctx: Context,
    kind: Annotated[
        str,
        Choice(
            _("What is it?"),
            choices=Case.Kind.choices,
            empty=_("Choose request, complaint, suggestion or question."),
        ),
    ],
    title: Annotated[
        str,
        Words(
            _("What is the matter, in a few words?"),
            _("For example: the street light outside number 12 is broken."),
            most=160,
            empty=_(
                "Enter what is wrong or needed, for example: the street light outside number 12 is broken."
            ),
        ),
    ],
    category: Annotated[Category, Pick(_("Category"), rows=categories, key="code")],
    text: Annotated[str, Words(_("More details"), most=4000, long=True)] = "",
    unit: Annotated[
        Unit | None,
        Pick(_("District"), _("Not needed if you choose a point below."), rows=units, key="code"),
    ] = None,
    address: Annotated[str, Words(_("Where exactly"), most=200)] = "",
    point: Annotated[
        Point | None,
        PointOnMap(
            _("Point"),
            boundaries=reverse_lazy("places:boundaries"),
            nearby=reverse_lazy("cases:nearby"),
        ),
    ] = None,
    photo: at_raising.Photo = None,
    photo_words: at_raising.PhotoWords = "",
    photo_2: at_raising.Photo2 = None,
    photo_2_words: at_raising.Words2 = "",
    photo_3: at_raising.Photo3 = None,
    photo_3_words: at_raising.Words3 = "",
    photo_4: at_raising.Photo4 = None,
    photo_4_words: at_raising.Words4 = "",
    photo_5: at_raising.Photo5 = None,
    photo_5_words: at_raising.Words5 = "",
    photo_6: at_raising.Photo6 = None,
    photo_6_words: at_raising.Words6 = "",
    answers: Annotated[dict[str, str] | None, ExtraAnswers(_("More about it"))] = None,
    channel: Annotated[str, Internal()] = "",
) -> Case:
    """Say what is the matter. The case goes at once to the body competent for category and place."""
    channel = channel or CHANNELS.get(ctx.door, Case.Channel.WEB)
    may_raise(ctx, category)
    said = keep_answers(category, answers)
    exact = raising.place_of(unit, point)
    body = raising.answering(category, exact)
    # Of a confidential case the record says that it lies in the territory; where, is sealed.
    unit = raising.whole(exact) if category.confidential else exact
    further = (
        (photo_2, photo_2_words),
        (photo_3, photo_3_words),
        (photo_4, photo_4_words),
        (photo_5, photo_5_words),
        (photo_6, photo_6_words),
    )
    at_raising.check((photo, photo_words), further)
    case = ctx.save(
        Case(
            kind=kind,
            title=title,
            text=text,
            category=category,
            unit=unit,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            address=address,
            photo=photo or "",
            photo_words=photo_words,
            body=body,
            confidential=category.confidential,
            exact_unit=exact if category.confidential else None,
            extra=said,
            channel=channel,
            person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
            organisation_id=ctx.actor.organisation,
            raised_at=ctx.occurred_at,
            due_on=due_day("answer-cases", ctx.today, category.code),
        )
    )
    at_raising.add(ctx, case, further)
    search.index([case])
    ctx.follow(case, ctx.actor.account)
    ctx.note(kind=kind, category=category.code, body=case.body.code, unit=unit.code)
    return case


@action(
    "cases.open_alarm_case",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Open a case for an alarm"),
    done=_("Case opened by an alarm"),
)
def open_alarm_case(
    ctx: Context,
    title: Annotated[str, Words(most=300)],
    unit: Annotated[Unit, Pick(rows=units, place=True)],
    body: Annotated[Body, Pick(rows=active_bodies)],
    category: Annotated[Category, Pick(rows=categories)],
    due_on: Annotated[date, Day()],
) -> Case:
    """An alarm raises a case by itself: with the body named for it, due on the day it sets."""
    case = ctx.save(
        Case(
            kind=Case.Kind.COMPLAINT,
            title=title[:160],
            category=category,
            unit=unit,
            body=body,
            channel=Case.Channel.ALARM,
            raised_at=ctx.occurred_at,
            due_on=due_on,
        )
    )
    search.index([case])
    ctx.note(category=category.code, body=body.code, unit=unit.code)
    return case


# --- answering ------------------------------------------------------------------------------------
@action(
    "cases.answer_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Answer"),
    done=_("Case answered"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def answer_case(
    ctx: Context,
    case: Case,
    text: Annotated[str, Words(_("Answer"), most=4000, long=True, empty=_("Enter an answer."))],
    promise: Annotated[date | None, Day(_("Done by"))] = None,
) -> Answer:
    """Answer in words, and where work is to follow, promise the day by which it will be done."""
    if promise is not None and not ctx.today <= promise <= ctx.today + LONGEST_PROMISE:
        raise BadInput("promise", _("Choose a day from today to five years from now."))
    answer = rules.answer(ctx, case, Answer.Kind.ANSWER, text, promised_on=promise)
    rules.promised(ctx, case, promise, text)
    # Words alone promise nothing.
    rules.answered(ctx, case, State.PROMISED if case.promised_on else State.ANSWERED)
    ctx.note(promised_on=promise.isoformat() if promise else None)
    return answer


def _may_pass_on(actor: Actor, case: Case) -> None:
    rules.IN_WORK(actor, case)
    if case.settled:
        raise Refused(
            "state",
            "settled",
            _("It has been decided who answers this case, and the decision is binding."),
        )
    if case.disputed_to_id is not None:
        raise Refused(
            "state", "disputed", _("It is already being decided which body answers this case.")
        )


@action(
    "cases.pass_on_case",
    by=Kind.OFFICE,
    power="pass-on-cases",
    undo=put_back,
    title=_("Pass on"),
    done=_("Case passed on"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_pass_on,
)
def pass_on_case(
    ctx: Context,
    case: Case,
    to: Annotated[Body, Pick(_("Which body"), rows=active_bodies, key="code")],
    reason: Annotated[
        str,
        Words(_("Why"), most=2000, long=True, empty=_("Enter why another body is responsible.")),
    ],
) -> Answer:
    """Hand the case to the body that is competent, with the reason. Its deadline runs on.

    The third time it stays where it is, until an arbiter has decided who answers.
    """
    if to.pk == case.body_id:
        raise BadInput("to", _("The case is already with this body."))
    reading.keep_confidential(case, to)
    ctx.note(to=to.code)
    before = case.answers.filter(kind=Answer.Kind.PASSED_ON).count()
    if before >= PASSED_FREELY and holder_of(SETTLES, ctx.today) is not None:
        case.disputed_to = to
        ctx.save(case)
        return rules.answer(ctx, case, Answer.Kind.DISPUTED, reason, to_body=to)
    answer = rules.answer(ctx, case, Answer.Kind.PASSED_ON, reason, to_body=to)
    rules.hand_over(ctx, case, to)
    return answer


@action(
    "cases.mark_done",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Report as done"),
    done=_("Case reported done"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def mark_done(
    ctx: Context,
    case: Case,
    text: Annotated[
        str, Words(_("What was done"), most=4000, long=True, empty=_("Enter what was done."))
    ],
) -> Answer:
    """Report what was done. Whether it is solved is for the person who raised it to say."""
    answer = rules.answer(ctx, case, Answer.Kind.DONE, text)
    case.closed_at = ctx.occurred_at
    ledger.keep(ctx, case)
    rules.answered(ctx, case, State.DONE)
    ctx.link(case, answer, "delivered")
    return answer


# --- the person's word ----------------------------------------------------------------------------
# What the body holds for its last word; whoever raised it may say that it is not.
_ENDED = (State.DONE, State.CLOSED, State.CANNOT, State.ANSWERED, State.PARTLY)


def _result(ctx: Context, case: Case, verdict: str, text: str, satisfied: str = "") -> Confirmation:
    said = rules.say(ctx, case, verdict, text, satisfied)
    ctx.link(case, said, "confirmed")
    return said


def _again(ctx: Context, case: Case) -> None:
    """The body must answer once more, in the law's days from now."""
    case.again_on = due_day("answer-cases", ctx.today, case.category.code)
    case.closed_at = None


_TREATED = Choice(
    _("How were you treated?"),
    _("Counted without your name in the figures that everybody can see."),
    choices=Satisfied.choices,
    radio=True,
    unsaid=_("prefer not to say"),
)


@action(
    "cases.confirm_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Yes, it is solved"),
    done=_("Solved, according to the person who raised it"),
    allows=rules.own_while(*_ENDED, State.REFUSED),
)
def confirm_case(
    ctx: Context,
    case: Case,
    text: Annotated[str, Words(_("In your own words"), most=2000, long=True)] = "",
    satisfied: Annotated[str, _TREATED] = "",
) -> Confirmation:
    """The person who raised the case says that it is solved."""
    confirmation = _result(ctx, case, Confirmation.Verdict.SOLVED, text, satisfied)
    case.state = State.CONFIRMED
    # Whoever raised it says that it is done, whatever the body said.
    ledger.keep(ctx, case)
    ctx.save(case)
    return confirmation


@action(
    "cases.refuse_result",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("No, it is not solved"),
    done=_("Not solved, according to the person who raised it"),
    allows=rules.own_while(*_ENDED),
)
def refuse_result(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(_("In your own words"), most=2000, long=True, empty=_("Enter what is still wrong.")),
    ],
    satisfied: Annotated[str, _TREATED] = "",
) -> Confirmation:
    """The matter is not solved: the body must take it up again."""
    confirmation = _result(ctx, case, Confirmation.Verdict.NOT_SOLVED, text, satisfied)
    case.state = State.REFUSED
    ledger.undo(ctx, case)
    _again(ctx, case)
    ctx.save(case)
    return confirmation


@action(
    "cases.reopen_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("It came back: reopen"),
    done=_("Case reopened"),
    allows=rules.own_while(State.CONFIRMED),
)
def reopen_case(
    ctx: Context,
    case: Case,
    text: Annotated[
        str, Words(_("In your own words"), most=2000, long=True, empty=_("Enter what came back."))
    ],
) -> Confirmation:
    """The matter came back after it had been confirmed."""
    confirmation = _result(ctx, case, Confirmation.Verdict.REOPENED, text)
    case.state = State.OPEN
    case.reopened += 1
    _again(ctx, case)
    ctx.save(case)
    return confirmation
